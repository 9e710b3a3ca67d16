/* Text of strangers as one clean line, and the last barrier before bytes reach a peer: libcurl
 * passes CR LF through in addresses and header lines. Knows nothing of how they are sent. */
#ifndef NV_COURIER_LINE_H
#define NV_COURIER_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* Writes `n` bytes of peer text as valid UTF-8 on one line: broken bytes become U+FFFD, controls
 * and runs of white space one space, ends trimmed, cut at `size` on a character. Returns `dst`. */
char *nv_line_clean(char *dst, size_t size, const char *src, size_t n);

/* A bare addr-spec: printable ASCII without space, angle brackets, quotes, commas and the like;
 * one '@' with something on both sides; at most 254 bytes (RFC 5321 4.5.3.1.3). NULL is not ok. */
bool nv_line_is_addr(const char *s);

/* "Name: value": a token, a colon, printable ASCII or tab (RFC 9110 5.5). */
bool nv_line_is_header(const char *s);

/* One value of a header: printable ASCII, not empty. */
bool nv_line_is_value(const char *s);

/* An http or https URL of printable ASCII without spaces, at most 4,096 bytes. */
bool nv_line_is_url(const char *s);

#endif
