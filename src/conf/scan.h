/* Tokens of libconfig's syntax, with places. Reads bytes only: no opinion on order or meaning.
 *
 * The lint reads a file with it once; later it finds the place of a setting again for a message. */
#ifndef NV_CONF_SCAN_H
#define NV_CONF_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum nv_token_kind {
    NV_TOK_END,
    NV_TOK_NAME,
    NV_TOK_NUMBER, /* whatever begins like a number, right or wrong */
    NV_TOK_STRING,
    NV_TOK_EQUALS,
    NV_TOK_COMMA,
    NV_TOK_SEMICOLON,
    NV_TOK_OPEN,  /* { ( [ */
    NV_TOK_CLOSE, /* } ) ] */
    NV_TOK_OTHER, /* a character that begins nothing */
};

/* Small: the lint copies one for every token of a file. */
struct nv_token {
    const char *at; /* first byte; of a string its opening quote, of an open comment its slash */
    uint32_t n;     /* bytes; of a string with both quotes */
    int line;
    unsigned char kind; /* enum nv_token_kind */
    bool open;          /* a string or (with NV_TOK_END) a comment without its end */
    bool escapes;       /* of a string: has a backslash */
    bool odd;           /* of a string: has bytes that may be control characters */
};

struct nv_scan {
    const char *p, *end;
    int line;
};

/* `text` ends in a newline and is followed by a NUL. */
void nv_scan_init(struct nv_scan *s, const char *text, size_t n);
void nv_scan_next(struct nv_scan *s, struct nv_token *t);

/* The first byte that is neither white space nor comment, without moving; NUL at the end. */
const char *nv_scan_peek(const struct nv_scan *s);

/* True if what follows is `name =`: the beginning of a setting. */
bool nv_scan_at_setting(const struct nv_scan *s);

#endif
