#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/intern.h"
#include "base/oserr.h"
#include "calendar/day.h"
#include "cli/common.h"
#include "cli/preview.h"
#include "model/notice.h"
#include "render/render.h"
#include "render/words.h"

/* A rehearsal has no ledger. */
static const char no_ledger[] = "0000000000000000";

static struct nv_letter letter_of(const struct nv_preview *p, const struct nv_notice *n,
                                  const struct nv_delivery *d)
{
    return (struct nv_letter){.snapshot = p->s,
                              .notice = n,
                              .delivery = d->id,
                              .ledger_id = no_ledger,
                              .to = nv_preview_endpoint(p->s, d)->address,
                              .hook = nv_preview_endpoint(p->s, d)->hook,
                              .at_ms = n->window_ms};
}

void nv_preview_letter(struct nv_preview *p, const struct nv_notice *n,
                       const struct nv_delivery *deliveries, uint32_t n_deliveries)
{
    struct nv_letter letter = letter_of(p, n, &deliveries[0]);
    struct nv_buf b = NV_BUF_INIT;
    int minute = nv_time_minute(n->window_ms, p->s->zone_min);
    nv_buf_adds(&b, p->notices ? "\n\nNgày:    " : "Ngày:    ");
    nv_day_long(&b, n->day);
    nv_buf_addf(&b, ", %02d:%02d\nGửi:    ", minute / 60, minute % 60);
    for (uint32_t i = 0; i < n_deliveries; i++)
        nv_buf_addf(&b, "%s %s", i ? "," : "", nv_preview_endpoint(p->s, &deliveries[i])->address);
    nv_buf_adds(&b, "\nTiêu đề: ");
    nv_render_subject(&letter, &b);
    nv_buf_adds(&b, "\n\n");
    nv_render_text(&letter, &b);
    fputs(nv_buf_str(&b), p->cli->out);
    nv_buf_free(&b);
}

/* "2025-03-17-so-tai-chinh.eml", then "…-2.eml": an agency may have several endpoints or windows.
 */
static void choose_name(struct nv_preview *p, const struct nv_notice *n, const char *suffix,
                        struct nv_buf *path)
{
    char day[NV_DAY_TEXT];
    nv_day_iso(n->day, day);
    for (unsigned k = 1;; k++) {
        nv_buf_clear(path);
        nv_buf_addf(path, "%s/%s-%s", p->mail_dir, day, n->agency);
        if (k > 1)
            nv_buf_addf(path, "-%u", k);
        nv_buf_adds(path, suffix);
        if (nv_intern_find(p->files, nv_buf_str(path)) == NV_NONE)
            break;
    }
    nv_intern_add(p->files, nv_buf_str(path));
}

/* A preview need not survive a power cut, so no fsync: a year is thousands of files. */
static bool write_file(const char *path, const struct nv_buf *bytes)
{
    FILE *f = fopen(path, "wbe");
    if (!f)
        return false;
    bool written = fwrite(nv_buf_str(bytes), 1, bytes->len, f) == bytes->len;
    return fclose(f) == 0 && written;
}

void nv_preview_write(struct nv_preview *p, const struct nv_notice *n, const struct nv_delivery *d)
{
    const struct nv_endpoint *e = nv_preview_endpoint(p->s, d);
    struct nv_letter letter = letter_of(p, n, d);
    struct nv_buf path = NV_BUF_INIT, bytes = NV_BUF_INIT;
    bool mail = e->kind == NV_ENDPOINT_MAIL;
    choose_name(p, n, mail ? ".eml" : ".json", &path);
    if (mail)
        nv_render_mail(&letter, &bytes);
    else
        nv_render_webhook(&letter, &bytes);
    if (!p->failed && !write_file(nv_buf_str(&path), &bytes)) {
        nv_cli_error(p->cli, "%s: %s", nv_buf_str(&path), nv_oserr_vi(errno));
        p->failed = true;
    }
    nv_buf_free(&path);
    nv_buf_free(&bytes);
}
