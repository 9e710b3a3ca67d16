/* A phrase cut into tokens, and a cursor over them: what the deadline parser reads.
 *
 * Words are compared folded (lower case, no diacritics); the text is kept for quoting. Knows
 * nothing of what the words mean. */
#ifndef NV_CALENDAR_PHRASE_H
#define NV_CALENDAR_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/vec.h"

struct nv_err;

enum nv_token_type { NV_TOKEN_END, NV_TOKEN_WORD, NV_TOKEN_NUMBER, NV_TOKEN_PUNCT };

struct nv_token {
    enum nv_token_type type;
    bool spaced;        /* white space before it */
    char punct;         /* of NV_TOKEN_PUNCT; every dash is '-', what is not ASCII is '?' */
    int number, digits; /* of NV_TOKEN_NUMBER; -1 where it has more than nine digits */
    const char *word;   /* folded text of words and numbers, else "" */
    size_t start, end;  /* bytes of `text` */
};

struct nv_phrase {
    char *text; /* NFC */
    char *words;
    NV_VEC(struct nv_token) tokens; /* the last is NV_TOKEN_END */
    size_t at;
    int year;       /* the plan's, 0 if there is none */
    unsigned flags; /* NV_DL_* gathered on the way */
    struct nv_err *err;
};

/* Trailing full stops, commas and semicolons are left out. -NV_ESYNTAX if `s` is no valid UTF-8. */
int nv_phrase_init(struct nv_phrase *ph, const char *s, int year, struct nv_err *err);
void nv_phrase_free(struct nv_phrase *ph);

/* The token `ahead` of the cursor; the end token beyond the end. */
const struct nv_token *nv_phrase_peek(const struct nv_phrase *ph, size_t ahead);
/* How many tokens the folded words "cham nhat" take `ahead` of the cursor; 0 if they are not there.
 */
size_t nv_phrase_sees(const struct nv_phrase *ph, size_t ahead, const char *words);
/* The same for the first of a list that ends with NULL. */
size_t nv_phrase_sees_any(const struct nv_phrase *ph, size_t ahead, const char *const *list);
bool nv_phrase_sees_punct(const struct nv_phrase *ph, size_t ahead, char punct);
bool nv_phrase_eat(struct nv_phrase *ph, const char *words);
bool nv_phrase_eat_any(struct nv_phrase *ph, const char *const *list);
bool nv_phrase_eat_punct(struct nv_phrase *ph, char punct);

/* Refuses tokens [from, to) with “their words”: reason. Returns -NV_ESYNTAX. */
int nv_phrase_refuse(struct nv_phrase *ph, size_t from, size_t to, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

#endif
