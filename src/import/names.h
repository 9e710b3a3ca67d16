/* Agencies and groups by the names that documents print: without diacritics, punctuation, “các”,
 * “có” before “liên quan”, and with “Ủy ban nhân dân” as UBND. Longest name first. */
#ifndef NV_IMPORT_NAMES_H
#define NV_IMPORT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nv_snapshot;
struct nv_book;

struct nv_book *nv_book_new(const struct nv_snapshot *s); /* the snapshot outlives it */
void nv_book_free(struct nv_book *b);

/* A text cut into words, each folded, with what stands before it. */
struct nv_word {
    const char *folded;
    size_t offset;
    const char *start, *end; /* in the text */
    bool comma, semicolon, stop, colon,
        dash;     /* some of these stand between it and the word before */
    bool bracket; /* inside ( ) */
    bool upper;   /* begins with a capital */
};

struct nv_words {
    struct nv_word *v;
    size_t n;
    char *folded;
    bool capitals; /* all of the text: then a capital makes no name */
};

/* `text` must outlive it. */
void nv_words_init(struct nv_words *w, const char *text);
void nv_words_free(struct nv_words *w);

/* The longest name that begins at word `at`, after the words `prefix` ("so", or ""): an index into
 * the snapshot's agencies and in *used how many words it took, or NV_NONE. */
uint32_t nv_book_find(const struct nv_book *b, const struct nv_words *w, size_t at,
                      const char *prefix, size_t *used);
/* The same for words [at, at + n) as a whole, followed by `suffix`. */
uint32_t nv_book_whole(const struct nv_book *b, const struct nv_words *w, size_t at, size_t n,
                       const char *suffix);

/* The name most like `text`, NV_NONE if none is. Slow; asked only for what is not known. */
uint32_t nv_book_nearest(struct nv_book *b, const char *text);

/* True if a known name runs from the end of `before` over a dash into `after`
 * ("Sở Lao động" | "Thương binh và Xã hội"). */
bool nv_book_spans_dash(const struct nv_book *b, const char *before, size_t n, const char *after);

#endif
