/* What is none of the formats that are read, by its bytes: told as what it is, before any program
 * is run on it. Also bounds what a compressed document may grow to. */
#ifndef NV_IMPORT_ALIEN_H
#define NV_IMPORT_ALIEN_H

#include <stdbool.h>
#include <stddef.h>

struct nv_buf;
struct nv_err;

/* -NV_EINVAL with one sentence for PDF, old Office files, RTF, UTF-16 with its mark and nothing. */
int nv_alien_refuse(const struct nv_buf *b, struct nv_err *err);

/* DOCX and XLSX are ZIP archives (APPNOTE.TXT 4.3): refuses what is none, what was cut off before
 * the directory at its end, what belongs to another program, and what says that it unpacks to more
 * than `max` bytes. */
int nv_alien_archive(const struct nv_buf *b, size_t max, struct nv_err *err);

/* For bytes that are no UTF-8: what they may be and what to do. Never NULL. */
const char *nv_alien_encoding(const char *text, size_t n);

/* True for text made for the fonts of before Unicode (TCVN3, VNI) that came through as Latin
 * letters: valid UTF-8 that nobody can read. */
bool nv_alien_old_font(const char *text, size_t n);

#endif
