/* One Vietnamese word as its letters and its tone, and whether it can be a syllable at all: onset,
 * rhyme and tone by the rules of spelling. Where the tone mark stands makes no difference
 * (hóa, hoá). */
#ifndef NV_IMPORT_SYLLABLE_H
#define NV_IMPORT_SYLLABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NV_SYLLABLE_MAX = 32 };

struct nv_syllable {
    /* Letters in small ASCII; ă â ê ô ơ ư đ are 1 to 7. Empty for what is longer or has letters
     * that Vietnamese does not. */
    char letters[NV_SYLLABLE_MAX];
    char plain[NV_SYLLABLE_MAX]; /* the same without marks: a a e o o u d */
    size_t n;
    char tone;         /* '0' none, huyền, sắc, ngã, hỏi, nặng; '6' two of them */
    bool marked;       /* some letter is not ASCII */
    bool only_d;       /* and that is đ, in capitals: an abbreviation may have it */
    bool upper, lower; /* has capitals, has small letters */
    bool first_upper;
};

/* Reads the letters at *s and moves on behind them. False if there are none. `s` is NFC. */
bool nv_syllable_read(const char **s, struct nv_syllable *out);

/* True if Vietnamese could spell it so. Proper names are let off the rule for c and k. */
bool nv_syllable_valid(const struct nv_syllable *y);

#endif
