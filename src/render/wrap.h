/* Paragraphs in a fixed-width letter. Knows nothing of what they say. */
#ifndef NV_RENDER_WRAP_H
#define NV_RENDER_WRAP_H

struct nv_buf;

enum { NV_WRAP_COLUMNS = 76 };

/* Appends `text` line by line, each broken at its spaces into lines of at most NV_WRAP_COLUMNS
 * columns (a longer word stands alone). The lines that follow from one begin under its hanging mark
 * (NV_LETTER_HANG of letter_data.h, taken out), or without one under its first word. */
void nv_wrap_text(struct nv_buf *out, const char *text);

#endif
