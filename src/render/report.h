/* A report on a plan (model/summary.h) in the words and the layout of a language: what a letter has
 * as its body, and what `nhacviec report` prints. */
#ifndef NV_RENDER_REPORT_H
#define NV_RENDER_REPORT_H

#include <stdbool.h>

#include "render/mustache.h"

struct nv_buf;
struct nv_lang;
struct nv_summary;
struct nv_tv;
struct nv_view;

/* What the layouts of a report, and `reports` of a letter, are filled with. */
extern const struct nv_schema nv_report_fields[];
/* `now`: the table by lead shows who leads today, not whom the plan names. */
struct nv_tv *nv_report_data(const struct nv_view *v, const struct nv_summary *r, bool now);
/* The subject without the plan's name in brackets; `also`: what else the letter holds, or NULL. */
const char *nv_report_subject(const struct nv_view *v, const struct nv_summary *r,
                              const char *also);

/* The picture: for the whole, each section and each lead a bar of five parts, each with its own
 * pattern and its number (SVG 1.1, nothing remote). Appended, as are those below. */
void nv_report_svg(const struct nv_view *v, const struct nv_summary *r, bool now,
                   struct nv_buf *out);
/* A row for each occurrence of the plan, for a spreadsheet (render/csv.h). */
void nv_report_csv(const struct nv_view *v, const struct nv_summary *r, struct nv_buf *out);

/* By themselves, in a language: text; a page to be printed, with the picture in it. */
void nv_render_report_text(const struct nv_lang *lang, const struct nv_summary *r, bool now,
                           struct nv_buf *out);
void nv_render_report_page(const struct nv_lang *lang, const struct nv_summary *r, bool now,
                           struct nv_buf *out);
void nv_render_report_svg(const struct nv_lang *lang, const struct nv_summary *r, bool now,
                          struct nv_buf *out);
void nv_render_report_csv(const struct nv_lang *lang, const struct nv_summary *r,
                          struct nv_buf *out);

#endif
