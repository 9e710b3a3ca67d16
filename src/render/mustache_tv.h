/* What templates are filled with: a tree of values in an arena. Knows nothing of templates.
 *
 * Strings and keys are valid UTF-8, borrowed, and live as long as the tree. A value may stand in
 * several lists and maps, never within itself. */
#ifndef NV_RENDER_MUSTACHE_TV_H
#define NV_RENDER_MUSTACHE_TV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nv_arena;

enum nv_tv_kind { NV_TV_NULL, NV_TV_BOOL, NV_TV_STRING, NV_TV_NUMBER, NV_TV_LIST, NV_TV_MAP };

/* A place in a list or map. */
struct nv_tv_cell {
    struct nv_tv_cell *next;
    const struct nv_tv *value;
    const char *key; /* NULL in a list */
};

struct nv_tv {
    enum nv_tv_kind kind;
    bool truth; /* of a boolean */
    union {
        const char *text;          /* of a string or number */
        const struct nv_tv *under; /* of a map: what it lies over, or NULL */
    };
    size_t n;
    struct nv_tv_cell *first, *last; /* of a list or map */
    struct nv_arena *arena;
};

/* Constructors; never NULL. */
struct nv_tv *nv_tv_null(struct nv_arena *a);
struct nv_tv *nv_tv_bool(struct nv_arena *a, bool truth);
struct nv_tv *nv_tv_str(struct nv_arena *a, const char *s); /* NULL gives null */
struct nv_tv *nv_tv_strn(struct nv_arena *a, const char *s, size_t n);
struct nv_tv *nv_tv_int(struct nv_arena *a, int64_t value);
/* A number as JSON writes it ("12", "-0.5", "1e3"); anything else becomes a string. */
struct nv_tv *nv_tv_number(struct nv_arena *a, const char *text);
struct nv_tv *nv_tv_list(struct nv_arena *a);
struct nv_tv *nv_tv_map(struct nv_arena *a);
/* A map that has all members of `under`, which stays as it is: what is set here comes before it. */
struct nv_tv *nv_tv_over(struct nv_arena *a, const struct nv_tv *under);

/* Appends to a list. */
void nv_tv_push(struct nv_tv *list, const struct nv_tv *value);
/* Sets a member of a map; a key that is there already gets the new value. Keys are compared one by
 * one: maps are small. */
void nv_tv_set(struct nv_tv *map, const char *key, const struct nv_tv *value);

/* The same with the value made in the map's arena. */
void nv_tv_set_str(struct nv_tv *map, const char *key, const char *s);
void nv_tv_set_int(struct nv_tv *map, const char *key, int64_t value);
void nv_tv_set_bool(struct nv_tv *map, const char *key, bool truth);

/* The member of a map whose key is the `n` bytes at `key`; NULL if there is none or `v` is no map.
 */
const struct nv_tv *nv_tv_get(const struct nv_tv *v, const char *key, size_t n);

/* What a section asks: false are NULL, null, false, "", zero, the empty list and the empty map. */
bool nv_tv_truth(const struct nv_tv *v);

#endif
