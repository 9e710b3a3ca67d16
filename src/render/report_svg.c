/* The picture of a report. Each part has a colour, a pattern that tells it apart in print and for
 * who does not see colours, and its number; the legend names them in words. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "model/snapshot.h"
#include "model/summary.h"
#include "render/clean.h"
#include "render/mustache_escape.h"
#include "render/report.h"
#include "render/report_say.h"
#include "render/say.h"

enum {
    WIDTH = 940,
    MARGIN = 20,
    LABEL = 300, /* where bars begin */
    BAR = 430,   /* the longest */
    THICK = 18,
    STEP = 26,
    LABEL_COLUMNS = 40,
    DIGIT = 8, /* wide */
};

struct picture {
    const struct nv_view *v;
    const struct nv_summary *r;
    struct nv_buf *out;
    int y;
};

static const enum nv_word colours[NV_SHARE_COUNT] = {
    NV_WORD_COLOUR_DONE, NV_WORD_COLOUR_ON_TRACK, NV_WORD_COLOUR_DUE_SOON, NV_WORD_COLOUR_OVERDUE,
    NV_WORD_COLOUR_WAITING};

/* Drawn over the colour: nothing; upright lines; dots; slanted lines; level lines. */
static const char *const patterns[NV_SHARE_COUNT] = {
    "",
    "<path d=\"M4 0V8\" stroke=\"#fff\" stroke-width=\"1\"/>",
    "<circle cx=\"4\" cy=\"4\" r=\"1.6\" fill=\"#422006\"/>",
    "<path d=\"M-2 2L2 -2M0 8L8 0M6 10L10 6\" stroke=\"#fff\" stroke-width=\"2\"/>",
    "<path d=\"M0 4H8\" stroke=\"#fff\" stroke-width=\"1\"/>",
};

static const char *share_name(const struct picture *p, int share)
{
    return nv_say(p->v, (enum nv_word)(NV_WORD_DIGEST_SHARE_DONE + share));
}

static void add_text(const struct picture *p, int x, int y, const char *attributes,
                     const char *text)
{
    nv_buf_addf(p->out, "<text x=\"%d\" y=\"%d\"%s%s>", x, y, *attributes ? " " : "", attributes);
    nv_mustache_escape(p->out, NV_TEMPLATE_HTML, text, strlen(text));
    nv_buf_adds(p->out, "</text>\n");
}

static void add_patterns(const struct picture *p)
{
    nv_buf_adds(p->out, "<defs>\n");
    for (int i = 0; i < NV_SHARE_COUNT; i++)
        nv_buf_addf(p->out,
                    "<pattern id=\"nv-share-%d\" width=\"8\" height=\"8\" "
                    "patternUnits=\"userSpaceOnUse\"><rect width=\"8\" height=\"8\" "
                    "fill=\"%s\"/>%s</pattern>\n",
                    i, nv_say(p->v, colours[i]), patterns[i]);
    nv_buf_adds(p->out, "</defs>\n");
}

static void add_legend(struct picture *p)
{
    int x = MARGIN;
    for (int i = 0; i < NV_SHARE_COUNT; i++) {
        const char *name = share_name(p, i);
        nv_buf_addf(p->out,
                    "<rect x=\"%d\" y=\"%d\" width=\"22\" height=\"14\" stroke=\"#1f2937\" "
                    "stroke-width=\"0.5\" fill=\"url(#nv-share-%d)\"/>\n",
                    x, p->y - 11, i);
        add_text(p, x + 28, p->y, "", name);
        x += 28 + DIGIT * (int)nv_utf8_width(name) + 22;
    }
    p->y += 20;
}

static int digits(uint32_t n)
{
    return n < 10 ? 1 : 1 + digits(n / 10);
}

/* The parts end where the sums up to them end, so that rounding leaves no gaps. */
static void add_bar(struct picture *p, const char *label, const struct nv_tally *t, uint32_t most)
{
    uint32_t sum = 0;
    struct nv_buf parts = NV_BUF_INIT;
    add_text(p, LABEL - 10, p->y + 13, "text-anchor=\"end\"",
             nv_clean_cut(p->v->arena, label, LABEL_COLUMNS));
    for (int i = 0; i < NV_SHARE_COUNT; i++) {
        uint32_t n = nv_tally_share(t, (enum nv_share)i);
        int from = LABEL + (int)((uint64_t)sum * BAR / most);
        int to = LABEL + (int)((uint64_t)(sum + n) * BAR / most);
        nv_buf_addf(&parts, "%s%u", i ? " + " : "", n);
        sum += n;
        if (!n)
            continue;
        nv_buf_addf(p->out,
                    "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" stroke=\"#1f2937\" "
                    "stroke-width=\"0.5\" fill=\"url(#nv-share-%d)\"><title>",
                    from, p->y, to - from, THICK, i);
        nv_mustache_escape(p->out, NV_TEMPLATE_HTML, share_name(p, i), strlen(share_name(p, i)));
        nv_buf_addf(p->out, ": %u</title></rect>\n", n);
        if (to - from >= DIGIT * digits(n) + 8)
            add_text(p, (from + to) / 2, p->y + 13, "class=\"n\"",
                     nv_arena_fmt(p->v->arena, "%u", n));
    }
    add_text(p, LABEL + BAR + 12, p->y + 13, "font-size=\"12\"",
             nv_arena_fmt(p->v->arena, "%u = %s", t->total, nv_buf_str(&parts)));
    p->y += STEP;
    nv_buf_free(&parts);
}

static void add_heading(struct picture *p, const char *text)
{
    p->y += 16;
    add_text(p, MARGIN, p->y, "font-weight=\"bold\"", text);
    p->y += 12;
}

static void add_rows(struct picture *p, enum nv_word title, const struct nv_summary_row *rows,
                     uint32_t n)
{
    uint32_t most = 1;
    for (uint32_t i = 0; i < n; i++)
        most = rows[i].tally.total > most ? rows[i].tally.total : most;
    add_heading(p, nv_say(p->v, title));
    for (uint32_t i = 0; i < n; i++)
        add_bar(p, nv_report_row_name(p->v, &rows[i]), &rows[i].tally, most);
}

void nv_report_svg(const struct nv_view *v, const struct nv_summary *r, bool now,
                   struct nv_buf *out)
{
    struct nv_view then = *v;
    struct nv_buf body = NV_BUF_INIT;
    struct picture p = {&then, r, &body, 34};
    const struct nv_plan *plan = &r->snapshot->plans[r->plan];
    const char *subject = nv_report_subject(v, r, NULL);
    then.today = r->cut;
    add_text(&p, MARGIN, p.y, "font-size=\"16\" font-weight=\"bold\"",
             nv_arena_fmt(v->arena, "[%s] %s", nv_clean(v->arena, plan->short_name), subject));
    p.y += 26;
    add_legend(&p);
    add_bar(&p, nv_clean(v->arena, plan->short_name), &r->total,
            r->total.total ? r->total.total : 1);
    add_rows(&p, NV_WORD_DIGEST_COLUMN_SECTION, r->sections, r->n_sections);
    add_rows(&p, NV_WORD_DIGEST_COLUMN_LEAD, now ? r->leads_now : r->leads,
             now ? r->n_leads_now : r->n_leads);
    nv_buf_addf(out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                "viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"'Segoe UI',Arial,sans-serif\" "
                "font-size=\"13\" fill=\"#1f2937\">\n<title>",
                WIDTH, p.y + 10, WIDTH, p.y + 10);
    nv_mustache_escape(out, NV_TEMPLATE_HTML, subject, strlen(subject));
    nv_buf_adds(out, "</title>\n<style>.n{text-anchor:middle;font-weight:bold;font-size:12px;"
                     "paint-order:stroke;stroke:#fff;stroke-width:3px;fill:#111827}</style>\n");
    struct picture head = {&then, r, out, 0};
    add_patterns(&head);
    nv_buf_addf(out, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", WIDTH, p.y + 10);
    nv_buf_add(out, nv_buf_str(&body), body.len);
    nv_buf_adds(out, "</svg>\n");
    nv_buf_free(&body);
}
