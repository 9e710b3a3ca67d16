/* How fast a letter is composed: whole, from the notice to the last byte, templates and words
 * included; or packed, from its finished text, page and calendar.
 *
 *   compose whole|pack DIR DAY AGENCY COUNT FILE
 *
 * Takes the notice that AGENCY gets on DAY ("2025-03-24") under the configuration in DIR, composes
 * its letter COUNT times, writes it once to FILE and prints one JSON object. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/file.h"
#include "calendar/day.h"
#include "conf/conf.h"
#include "engine/rehearse.h"
#include "model/notice.h"
#include "model/snapshot.h"
#include "render/ics.h"
#include "render/mail.h"
#include "render/render.h"
#include "render/view.h"

struct wanted {
    const struct nv_snapshot *s;
    bool pack;
    const char *agency, *file;
    long count;
    bool found;
};

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double compose_all(struct nv_letter *letter, long count, struct nv_buf *out)
{
    double start = cpu_s();
    for (long i = 0; i < count; i++) {
        letter->delivery = (uint64_t)i + 1;
        nv_buf_clear(out);
        nv_render_mail(letter, out);
    }
    return cpu_s() - start;
}

/* The view is made anew each time, as its arena would grow; it costs little. */
static double pack_all(struct nv_letter *letter, long count, struct nv_buf *out)
{
    struct nv_buf subject = NV_BUF_INIT;
    struct nv_mail_content c = {0};
    struct nv_view v;
    nv_render_subject(letter, &subject);
    nv_render_text(letter, &c.text);
    nv_render_html(letter, &c.html);
    nv_view_init(&v, letter);
    nv_ics_write(&v, &c.calendar);
    nv_view_free(&v);
    c.subject = nv_buf_str(&subject);
    double start = cpu_s();
    for (long i = 0; i < count; i++) {
        letter->delivery = (uint64_t)i + 1;
        nv_buf_clear(out);
        nv_view_init(&v, letter);
        nv_mail_pack(&v, &c, out);
        nv_view_free(&v);
    }
    double took = cpu_s() - start;
    nv_buf_free(&subject);
    nv_buf_free(&c.text);
    nv_buf_free(&c.html);
    nv_buf_free(&c.calendar);
    return took;
}

static void compose(struct wanted *w, const struct nv_notice *n)
{
    const struct nv_agency *a = &w->s->agencies[nv_snapshot_agency(w->s, n->agency)];
    struct nv_letter letter = {.snapshot = w->s,
                               .notice = n,
                               .delivery = 1,
                               .ledger_id = "0123456789abcdef",
                               .to = a->endpoints[0].address,
                               .at_ms = n->window_ms};
    struct nv_buf b = NV_BUF_INIT;
    nv_render_mail(&letter, &b); /* what the first one alone pays */
    double took = w->pack ? pack_all(&letter, w->count, &b) : compose_all(&letter, w->count, &b);
    nv_require(nv_file_write(w->file, nv_buf_str(&b), b.len, NULL) == 0);
    printf("{\"count\": %ld, \"cpu_s\": %.6f, \"bytes\": %zu, \"items\": %u}\n", w->count, took,
           b.len, n->n_items);
    nv_buf_free(&b);
    w->found = true;
}

static void on_notice(void *arg, const struct nv_notice *n, const struct nv_delivery *deliveries,
                      uint32_t n_deliveries)
{
    struct wanted *w = arg;
    (void)deliveries;
    if (!w->found && n_deliveries && strcmp(n->agency, w->agency) == 0)
        compose(w, n);
}

int main(int argc, char **argv)
{
    int32_t day;
    struct nv_diags diags = {0};
    struct nv_snapshot *s = NULL;
    if (argc != 7 || !nv_day_parse_iso(argv[3], &day))
        return 2;
    if (nv_conf_load(argv[2], &diags, &s) != 0)
        return 78;
    struct wanted w = {.s = s,
                       .pack = strcmp(argv[1], "pack") == 0,
                       .agency = argv[4],
                       .file = argv[6],
                       .count = strtol(argv[5], NULL, 10)};
    nv_rehearse(s, day, day, on_notice, &w);
    nv_diag_free(&diags);
    nv_snapshot_unref(s);
    return w.found ? 0 : 1;
}
