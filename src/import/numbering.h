/* Numbers of the first column: I, II, A, 1, 1.2, a). Knows nothing of rows. */
#ifndef NV_IMPORT_NUMBERING_H
#define NV_IMPORT_NUMBERING_H

#include <stdbool.h>
#include <stddef.h>

enum nv_number_kind {
    NV_NUMBER_NONE,
    NV_NUMBER_ROMAN,
    NV_NUMBER_LETTER,
    NV_NUMBER_SMALL,
    NV_NUMBER_ARABIC
};

enum { NV_NUMBER_TEXT = 24 };

/* Reads the number at the start of `s`: "II. CẢI CÁCH" gives "II" and *rest at "CẢI CÁCH". `text`
 * gets ASCII letters, digits and dots. NV_NUMBER_NONE if there is none. */
enum nv_number_kind nv_number_read(const char *s, char text[NV_NUMBER_TEXT], const char **rest);

/* 1 for "I"; 0 if it is no Roman number below 40. */
int nv_roman(const char *s);

#endif
