/* JSON written as it comes (RFC 8259), compact, members in the order of the calls. Does not know
 * what it writes: that what was begun is ended is the caller's part. */
#ifndef NV_RENDER_JSON_H
#define NV_RENDER_JSON_H

#include <stdbool.h>
#include <stdint.h>

struct nv_buf;

struct nv_json {
    struct nv_buf *out; /* borrowed; appended to */
    bool more;          /* the object or array that is open has a member already */
};

/* `key`: the member's name, or NULL in an array and for the whole. Names are our own: letters,
 * digits and '_'. `bracket`: '{' or '['; '}' or ']'. */
void nv_json_begin(struct nv_json *j, const char *key, char bracket);
void nv_json_end(struct nv_json *j, char bracket);

/* Valid UTF-8; NULL gives null. */
void nv_json_text(struct nv_json *j, const char *key, const char *s);
void nv_json_int(struct nv_json *j, const char *key, int64_t value);
void nv_json_bool(struct nv_json *j, const char *key, bool value);
void nv_json_null(struct nv_json *j, const char *key);

#endif
