/* Lists of agencies inside a sentence: "Sở A, Sở B và các cơ quan liên quan". */
#ifndef NV_IMPORT_MENTIONS_H
#define NV_IMPORT_MENTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "import/names.h"

struct nv_mention {
    uint32_t agency; /* NV_NONE: not known */
    size_t at, n;    /* its words */
    size_t rest;     /* words after it that belong to no name and no verb */
};

struct nv_mention_list {
    NV_VEC(struct nv_mention) list;
};

/* Reads a list at word `at`, up to `to` or the first verb. `strict`: stops at the first name that
 * is not known, and does not take it. Appends to `out`; returns the word after the list. */
size_t nv_mentions_read(const struct nv_book *book, const struct nv_words *w, size_t at, size_t to,
                        bool strict, struct nv_mention_list *out);

#endif
