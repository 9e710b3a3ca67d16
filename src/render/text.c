/* The letter as plain text. */
#include "base/buf.h"
#include "base/utf8.h"
#include "render/doc.h"
#include "render/render.h"
#include "render/wrap.h"

/* "1. label: value." with the number's width as the hanging indent; several values as a list. */
static void add_fact(struct nv_buf *out, const char *first, const char *bullet,
                     const struct nv_doc_field *f)
{
    char rest[32], item[40], under[40];
    nv_fmt(rest, sizeof rest, "%*s", (int)nv_utf8_width(first), "");
    nv_fmt(item, sizeof item, "%s%s ", rest, bullet);
    nv_fmt(under, sizeof under, "%s  ", rest);
    struct nv_buf line = NV_BUF_INIT;
    if (f->n_values == 1)
        nv_buf_addf(&line, "%s: %s.", f->label, f->values[0]);
    else
        nv_buf_addf(&line, "%s:", f->label);
    nv_wrap(out, first, rest, nv_buf_str(&line));
    for (uint32_t i = 0; f->n_values > 1 && i < f->n_values; i++) {
        nv_buf_clear(&line);
        nv_buf_addf(&line, "%s%s", f->values[i], i + 1 < f->n_values ? ";" : ".");
        nv_wrap(out, item, under, nv_buf_str(&line));
    }
    nv_buf_free(&line);
}

/* In a letter of one item the facts are numbered; among several, the items are. */
static void add_item(struct nv_buf *out, const struct nv_doc_item *item, bool single)
{
    struct nv_buf label = NV_BUF_INIT;
    char number[16], dash[32];
    nv_fmt(number, sizeof number, "  %u. ", single ? 1 : item->number);
    nv_fmt(dash, sizeof dash, "%*s- ", (int)nv_utf8_width(number), "");
    nv_buf_addf(&label, "Nhiệm vụ (%s)", item->ref);
    struct nv_doc_field task = {nv_buf_str(&label), &item->title, 1, true};
    add_fact(out, number, "-", &task);
    for (uint32_t i = 0; i < item->n_fields; i++) {
        nv_fmt(number, sizeof number, "  %u. ", i + 2);
        add_fact(out, single ? number : dash, single ? "-" : "+", &item->fields[i]);
    }
    nv_buf_free(&label);
    nv_buf_addc(out, '\n');
}

static void add_section(struct nv_buf *out, const struct nv_doc_section *s)
{
    if (s->title) {
        nv_wrap(out, "", "", s->title);
        nv_buf_addc(out, '\n');
    }
    for (uint32_t i = 0; i < s->n_items; i++)
        add_item(out, &s->items[i], !s->title);
    if (s->more) {
        nv_wrap(out, "  ", "  ", s->more);
        nv_buf_addc(out, '\n');
    }
    for (uint32_t i = 0; i < s->n_requests; i++)
        nv_wrap(out, s->n_requests > 1 ? "- " : "", s->n_requests > 1 ? "  " : "", s->requests[i]);
    nv_buf_addc(out, '\n');
}

static void add_plans(struct nv_buf *out, const struct nv_doc *doc)
{
    nv_buf_adds(out, doc->n_plans ? "Thực hiện:\n" : "");
    for (uint32_t i = 0; i < doc->n_plans; i++) {
        struct nv_buf line = NV_BUF_INIT;
        nv_buf_addf(&line, "%s%s", doc->plans[i], i + 1 < doc->n_plans ? ";" : ".");
        nv_wrap(out, "- ", "  ", nv_buf_str(&line));
        nv_buf_free(&line);
    }
    nv_buf_adds(out, doc->n_plans ? "\n" : "");
}

/* Several items are counted in the sentence that opens the letter. */
static void add_opening(struct nv_buf *out, const struct nv_doc *doc)
{
    struct nv_buf line = NV_BUF_INIT;
    nv_buf_adds(&line, doc->opening);
    bool several = doc->n_sections > 0 && doc->sections[0].title;
    for (uint32_t i = 0; several && i < doc->n_counts; i++)
        nv_buf_addf(&line, " %s%s", doc->counts[i].text, i + 1 < doc->n_counts ? ";" : ".");
    nv_wrap(out, "", "", nv_buf_str(&line));
    nv_buf_free(&line);
}

void nv_doc_text(const struct nv_doc *doc, struct nv_buf *out)
{
    nv_wrap(out, "Kính gửi: ", "          ", doc->addressee);
    if (doc->addressee_note)
        nv_wrap(out, "", "", doc->addressee_note);
    nv_buf_addc(out, '\n');
    add_plans(out, doc);
    add_opening(out, doc);
    nv_buf_addc(out, '\n');
    for (uint32_t i = 0; i < doc->n_sections; i++)
        add_section(out, &doc->sections[i]);
    nv_wrap(out, "", "", doc->closing);
    nv_buf_adds(out, "\n-----\n");
    for (uint32_t i = 0; i < doc->n_footer; i++)
        nv_wrap(out, "", "", doc->footer[i]);
}

void nv_render_text(const struct nv_letter *l, struct nv_buf *out)
{
    struct nv_view v;
    struct nv_doc doc;
    nv_view_init(&v, l);
    nv_doc_make(&doc, &v);
    nv_doc_text(&doc, out);
    nv_view_free(&v);
}
