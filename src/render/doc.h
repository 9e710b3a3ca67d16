/* A letter as a document without markup: what the text and the HTML both show, and what templates
 * are filled with (letter_data.h). Every string is clean and lives in the view's arena, or as long
 * as its language. */
#ifndef NV_RENDER_DOC_H
#define NV_RENDER_DOC_H

#include <stdbool.h>
#include <stdint.h>

#include "model/status.h"
#include "render/view.h"
#include "render/words_table.h"

struct nv_buf;
struct nv_tv;

/* "Kết quả, sản phẩm": one value, or several as a list. */
struct nv_doc_field {
    enum nv_word word; /* its label */
    const char *label;
    const char *const *values;
    uint32_t n_values;
    bool strong; /* what the eye looks for */
};

enum { NV_DOC_FIELDS = 21 };

struct nv_doc_item {
    uint32_t number; /* from 1 through the whole letter */
    enum nv_status status;
    const char *badge; /* the status in a few words */
    const char *ref;   /* "mục I.2 Phụ lục" */
    const char *title;
    struct nv_doc_field fields[NV_DOC_FIELDS];
    uint32_t n_fields;
};

/* Overdue work of others, reported to who watches it or stands above. */
enum nv_doc_cell {
    NV_CELL_NUMBER, /* "1", through the whole letter */
    NV_CELL_REF,    /* "VI.12" */
    NV_CELL_TITLE,  /* shortened */
    NV_CELL_LEAD,
    NV_CELL_DAY,
    NV_CELL_LATE,  /* "14 ngày" */
    NV_CELL_URGED, /* "02 lần" */
    NV_CELL_COUNT
};

struct nv_doc_table {
    const char *const *titles; /* NV_CELL_COUNT each */
    const char *const *cells;  /* row by row */
    uint32_t n_rows;
    const char *remark; /* "Ghi chú: …", or NULL */
};

struct nv_doc_section {
    /* "I. QUÁ HẠN CHƯA HOÀN THÀNH (02 nhiệm vụ)"; NULL in a letter of one item or one report. */
    const char *title;
    enum nv_section kind;
    struct nv_doc_item *items; /* shown: in a long letter not all */
    uint32_t n_items;
    struct nv_doc_table table; /* after them */
    const char *more;          /* "… và 12 nhiệm vụ nữa: …", or NULL */
    const char **requests;
    uint32_t n_requests;
};

/* "02 nhiệm vụ quá hạn chưa hoàn thành": the list that heads a letter of several sections. */
struct nv_doc_count {
    enum nv_section kind;
    const char *text;
};

/* A letter of more items tells the most urgent one in full, so many in a line each, and has them
 * all in an attached table. */
enum { NV_DOC_LONG = 30 };

struct nv_doc {
    bool brief; /* such a letter */
    const char *subject;
    const char *kicker;               /* "Nhắc việc · CCHC 2025" */
    const char *addressee, *takeover; /* from whom all its work was taken over, or NULL */
    const char *opening;
    const char **plans; /* several plans: the basis of each, before the opening; else none */
    uint32_t n_plans;
    struct nv_doc_count counts[NV_SECTION_COUNT];
    uint32_t n_counts;
    struct nv_doc_section sections[NV_SECTION_COUNT];
    uint32_t n_sections;
    const char *footer[8];
    uint32_t n_footer;
};

/* The first `n` items from `first` on as a table; the remark speaks of `total`. */
void nv_doc_make_table(struct nv_doc_table *t, const struct nv_view *v,
                       const struct nv_view_item *first, uint32_t n, uint32_t total);
/* True of a letter about nothing but overdue work of others: it is a report in a table. */
bool nv_doc_is_report(const struct nv_view *v);

void nv_doc_make(struct nv_doc *doc, const struct nv_view *v);

/* "… và 12 nhiệm vụ nữa: …": what is said of tasks that are not shown. */
const char *nv_doc_more(const struct nv_view *v, uint32_t n);

/* The letter in its language's layout, for both below. */
const struct nv_tv *nv_doc_data(const struct nv_doc *doc, const struct nv_view *v);

/* Appends the document in the layout of the language (text.c, html.c). */
void nv_doc_text(const struct nv_view *v, const struct nv_tv *data, struct nv_buf *out);
void nv_doc_html(const struct nv_view *v, const struct nv_tv *data, struct nv_buf *out);

#endif
