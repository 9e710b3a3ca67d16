/* What kind of letter a text begins with, and words without their punctuation: the small questions
 * that several steps ask of Vietnamese text. */
#ifndef NV_IMPORT_LETTERS_H
#define NV_IMPORT_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nv_buf;

/* Of the first code point. */
bool nv_starts_upper(const char *s);
bool nv_starts_lower(const char *s);
bool nv_starts_digit(const char *s);
/* True if there are letters and none of them is a small one. */
bool nv_all_upper(const char *s);

/* A letter, digit or '&'; `inside` a word also a combining mark. */
bool nv_is_word(uint32_t cp, bool inside);

/* Appends the folded words of `s` with one space between: letters, digits and '&' only. */
void nv_words_add(struct nv_buf *out, const char *s);

/* True if the words `needle` (folded, spaced) stand in the words `hay` as whole words. */
bool nv_words_have(const char *hay, const char *needle);

#endif
