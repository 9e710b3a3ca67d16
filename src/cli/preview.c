#include "cli/preview.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/intern.h"
#include "cli/command.h"
#include "cli/common.h"
#include "engine/rehearse.h"
#include "model/notice.h"
#include "model/resolve.h"

enum { DEFAULT_DAYS = 30 };

const struct nv_endpoint *nv_preview_endpoint(const struct nv_snapshot *s,
                                              const struct nv_delivery *d)
{
    const struct nv_agency *a = &s->agencies[nv_snapshot_agency(s, d->agency)];
    for (uint32_t i = 0; i < a->n_endpoints; i++)
        if (strcmp(a->endpoints[i].id, d->endpoint) == 0)
            return &a->endpoints[i];
    nv_require(false);
    return NULL;
}

static bool same_mailbox(const struct nv_agency *a, const struct nv_agency *b)
{
    if (!a->n_endpoints || a->n_endpoints != b->n_endpoints)
        return false;
    for (uint32_t i = 0; i < a->n_endpoints; i++)
        if (strcmp(a->endpoints[i].id, b->endpoints[i].id) != 0)
            return false;
    return true;
}

/* A group gets what its members get. Agencies that share their mailboxes share one message, which
 * bears the name of the first; one that has ceased gets nothing, and whoever follows it is asked
 * for by his own name. */
static bool concerns(const struct nv_preview *p, const struct nv_notice *n)
{
    if (p->agency == NV_NONE)
        return true;
    const struct nv_agency *wanted = &p->s->agencies[p->agency];
    uint32_t to = nv_snapshot_agency(p->s, n->agency);
    if (p->agency == to)
        return true;
    if (!wanted->is_group)
        return nv_agency_in_force(wanted, n->day) && same_mailbox(wanted, &p->s->agencies[to]);
    struct nv_recipients r;
    nv_recipients_init(&r);
    nv_resolve(p->s, NULL, p->agency, n->day, &r);
    bool found = false;
    for (size_t i = 0; i < r.list.n; i++)
        found |= r.list.v[i].agency == to ||
                 same_mailbox(&p->s->agencies[r.list.v[i].agency], &p->s->agencies[to]);
    nv_recipients_free(&r);
    return found;
}

static void on_notice(void *arg, const struct nv_notice *n, const struct nv_delivery *deliveries,
                      uint32_t n_deliveries)
{
    struct nv_preview *p = arg;
    if (!concerns(p, n))
        return;
    if (p->cli->json)
        nv_preview_json(p, n, deliveries, n_deliveries);
    else if (p->letters)
        nv_preview_letter(p, n, deliveries, n_deliveries);
    else
        nv_preview_text(p, n, deliveries, n_deliveries);
    for (uint32_t i = 0; p->mail_dir && i < n_deliveries; i++)
        nv_preview_write(p, n, &deliveries[i]);
    p->window_ms = n->window_ms;
    p->notices++;
    p->items += n->n_items;
    p->messages += n_deliveries;
}

static int rehearse(struct nv_preview *p, int32_t from, int32_t to)
{
    struct nv_err err = {0};
    if (p->mail_dir && nv_dir_make(p->mail_dir, 0755, &err) != 0) {
        nv_cli_error(p->cli, "%s", err.text);
        return NV_EXIT_NO;
    }
    p->files = nv_intern_new();
    nv_rehearse(p->s, from, to, on_notice, p);
    if (p->cli->json)
        fputs(p->messages ? "\n]\n" : "[]\n", p->cli->out);
    else
        fprintf(p->cli->out, "%s%" PRIu64 " bản nhắc, %" PRIu64 " mục, %" PRIu64 " lượt gửi\n",
                p->notices ? "\n" : "", p->notices, p->items, p->messages);
    if (p->mail_dir && !p->cli->json)
        fprintf(p->cli->out, "Đã ghi %zu thư vào %s\n", nv_intern_count(p->files), p->mail_dir);
    nv_intern_free(p->files);
    return p->failed ? NV_EXIT_NO : NV_EXIT_OK;
}

int nv_cmd_preview(struct nv_cli *cli, const struct nv_args *args)
{
    struct nv_preview p = {.cli = cli, .agency = NV_NONE, .window_ms = INT64_MIN};
    const char *agency = args->option[NV_OPT_AGENCY];
    struct nv_snapshot *s = nv_cli_load(cli);
    if (!s)
        return NV_EXIT_CONFIG;
    int32_t from = nv_cli_today(cli, s), to;
    int code = NV_EXIT_USAGE;
    if (!nv_cli_day(cli, args, NV_OPT_FROM, "from", &from))
        goto unref;
    to = from + DEFAULT_DAYS;
    if (!nv_cli_period(cli, args, &from, &to))
        goto unref;
    p.s = s;
    p.mail_dir = args->option[NV_OPT_MAIL_DIR];
    p.letters = args->option[NV_OPT_LETTERS] != NULL;
    code = NV_EXIT_NO;
    if (!agency || (p.agency = nv_cli_agency(cli, s, agency)) != NV_NONE)
        code = rehearse(&p, from, to);
unref:
    nv_snapshot_unref(s);
    return code;
}
