/* The letter as plain text. */
#include "base/arena.h"
#include "base/buf.h"
#include "render/doc.h"
#include "render/render.h"
#include "render/wrap.h"

/* In a letter of one item the facts are numbered; among several, the items are. */
static void add_fact(struct nv_buf *out, uint32_t number, const char *label,
                     const char *const *values, uint32_t n)
{
    char first[16];
    if (number)
        nv_fmt(first, sizeof first, "  %u. ", number);
    else
        nv_fmt(first, sizeof first, "     - ");
    const char *rest = !number ? "       " : number < 10 ? "     " : "      ";
    struct nv_buf line = NV_BUF_INIT;
    if (n == 1) {
        nv_buf_addf(&line, "%s: %s.", label, values[0]);
        nv_wrap(out, first, rest, nv_buf_str(&line));
    } else {
        nv_buf_addf(&line, "%s:", label);
        nv_wrap(out, first, rest, nv_buf_str(&line));
        for (uint32_t i = 0; i < n; i++) {
            char bullet[16], indent[16];
            nv_fmt(bullet, sizeof bullet, "%s%s ", rest, number ? "-" : "+");
            nv_fmt(indent, sizeof indent, "%s  ", rest);
            nv_buf_clear(&line);
            nv_buf_addf(&line, "%s%s", values[i], i + 1 < n ? ";" : ".");
            nv_wrap(out, bullet, indent, nv_buf_str(&line));
        }
    }
    nv_buf_free(&line);
}

static void add_item(struct nv_buf *out, const struct nv_doc_item *item, bool single)
{
    struct nv_buf label = NV_BUF_INIT;
    nv_buf_addf(&label, "Nhiệm vụ (%s)", item->ref);
    add_fact(out, single ? 1 : item->number, nv_buf_str(&label), &item->title, 1);
    nv_buf_free(&label);
    for (uint32_t i = 0; i < item->n_fields; i++)
        add_fact(out, single ? i + 2 : 0, item->fields[i].label, item->fields[i].values,
                 item->fields[i].n_values);
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
    for (uint32_t i = 0; i < s->n_requests; i++)
        nv_wrap(out, s->n_requests > 1 ? "- " : "", s->n_requests > 1 ? "  " : "", s->requests[i]);
    nv_buf_addc(out, '\n');
}

void nv_doc_text(const struct nv_doc *doc, struct nv_buf *out)
{
    nv_wrap(out, "Kính gửi: ", "          ", doc->addressee);
    if (doc->addressee_note)
        nv_wrap(out, "", "", doc->addressee_note);
    nv_buf_addc(out, '\n');
    nv_wrap(out, "", "", doc->opening);
    for (uint32_t i = 0; i < doc->n_plans; i++) {
        struct nv_buf line = NV_BUF_INIT;
        nv_buf_addf(&line, "%s%s", doc->plans[i], i + 1 < doc->n_plans ? ";" : ".");
        nv_wrap(out, "- ", "  ", nv_buf_str(&line));
        nv_buf_free(&line);
    }
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
