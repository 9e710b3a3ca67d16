/* UTF-8 as Vietnamese administration needs it: validity, NFC, case, folding for matching, width. */
#ifndef NV_BASE_UTF8_H
#define NV_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Offset of the first byte that is not valid UTF-8 (RFC 3629: no surrogates, no overlong forms, at
 * most U+10FFFF), or -1 when all is valid. NUL is valid here. */
long nv_utf8_check(const char *s, size_t n);

/* Decodes one code point of valid UTF-8 at *s and moves on; 0 at the end. */
uint32_t nv_utf8_next(const char **s);

/* Appends a code point (1 to 4 bytes) at `dst`; returns the number of bytes. */
size_t nv_utf8_put(uint32_t cp, char dst[4]);

/* True for text that surely is in NFC: below U+0300 and in U+1E00-1EFF nothing combines or has a
 * singleton decomposition (UAX #15 quick check), likewise in U+2010-2027. False: perhaps not. */
bool nv_utf8_is_nfc(const char *s);

/* NFC (Unicode UAX #15) of valid UTF-8, in new memory. NULL if `s` is not valid. */
char *nv_utf8_nfc(const char *s);

/* Lower case after NFC, diacritics kept: "QUÝ" -> "quý". New memory, NULL if not valid. */
char *nv_utf8_lower(const char *s);

/* For matching only: lower case, no diacritics, đ -> d, white space and NBSP folded to one space,
 * all dashes to '-', ends trimmed. New memory, NULL if not valid. */
char *nv_utf8_fold(const char *s);

/* Columns on a terminal or in a fixed-width letter: combining 0, East Asian wide 2, else 1. */
size_t nv_utf8_width(const char *s);
/* Bytes of the longest start of a valid string that takes at most so many columns. */
size_t nv_utf8_fit(const char *s, size_t columns);

/* True for what must not stand in a one-line value: C0/C1 controls, DEL, U+2028/2029, bidi
 * controls, noncharacters. Tab and newline count as controls. */
bool nv_utf8_is_control(uint32_t cp);

/* Edit distance (insert, delete, replace, swap of neighbours), for "did you mean". */
size_t nv_utf8_distance(const char *a, const char *b);

#endif
