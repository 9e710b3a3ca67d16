/* All items of a notice as a table for a spreadsheet: RFC 4180 with a semicolon between cells, as
 * spreadsheets of a Vietnamese desktop read it, UTF-8 with a byte order mark, CRLF. */
#ifndef NV_RENDER_CSV_H
#define NV_RENDER_CSV_H

struct nv_buf;
struct nv_view;

void nv_csv_write(const struct nv_view *v, struct nv_buf *out);
/* One cell, appended. What a spreadsheet would run as a formula is made text by an apostrophe. */
void nv_csv_cell(struct nv_buf *out, const char *text);

#endif
