/* The encodings of Internet mail, on bytes: RFC 2045 bodies and RFC 2047 header words. Output is
 * ASCII with CRLF and lines of at most 76 columns. Knows nothing of letters. */
#ifndef NV_RENDER_ENCODE_H
#define NV_RENDER_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

struct nv_buf;

/* Appends UTF-8 text with LF line ends as a body in canonical form (CRLF); the output ends with
 * one. Quoted-printable also hides what transports and mail boxes alter: a leading dot, "From ". */
void nv_encode_quoted(struct nv_buf *out, const char *text, size_t n);
void nv_encode_base64(struct nv_buf *out, const char *text, size_t n);
/* Any bytes, as they are: an attachment. */
void nv_encode_bytes(struct nv_buf *out, const void *bytes, size_t n);
/* Whichever is shorter; returns its name for Content-Transfer-Encoding. */
const char *nv_encode_body(struct nv_buf *out, const char *text, size_t n);

/* Appends clean UTF-8 as unstructured header text that begins at `column`, folded; plain where it
 * is ASCII that nobody can take for an encoded word and fits the line, else B-words of at most 75
 * columns that never cut a character. Returns the column after it. */
size_t nv_encode_header(struct nv_buf *out, const char *text, size_t column);
/* The same as the phrase before an address: a quoted string where plain. */
size_t nv_encode_phrase(struct nv_buf *out, const char *text, size_t column);

#endif
