#include "base/buf.h"
#include "calendar/day.h"
#include "cli/common.h"
#include "cli/preview.h"
#include "cli/table.h"
#include "model/notice.h"
#include "render/words.h"

static void print_window(struct nv_preview *p, const struct nv_notice *n)
{
    struct nv_buf b = NV_BUF_INIT;
    int minute = nv_time_minute(n->window_ms, p->s->zone_min);
    nv_day_long(&b, n->day);
    fprintf(p->cli->out, "%s%s, %02d:%02d\n", p->notices ? "\n" : "", nv_buf_str(&b), minute / 60,
            minute % 60);
    nv_buf_free(&b);
}

static void add_item(struct nv_preview *p, struct nv_table *t, const struct nv_item *item,
                     int32_t today)
{
    uint32_t at = nv_snapshot_occurrence(p->s, item->occurrence);
    if (at == NV_NONE) {
        nv_table_row(t, (const char *[]){"  ", item->occurrence, nv_role_vi(item->role), "", "", "",
                                         "Báo cáo tiến độ của kế hoạch"});
        return;
    }
    const struct nv_occurrence *o = &p->s->occurrences[at];
    struct nv_buf rung = NV_BUF_INIT, left = NV_BUF_INIT;
    char day[NV_DAY_TEXT];
    nv_rung_vi(&rung, item->rung);
    nv_left_vi(&left, item->nominal, item->effective, today);
    nv_table_row(t, (const char *[]){"  ", nv_snapshot_n_plans(p->s) > 1 ? o->key : o->id,
                                     nv_role_vi(item->role), nv_buf_str(&rung),
                                     nv_day_vi(item->effective, day), nv_buf_str(&left),
                                     p->s->tasks[p->s->deliverables[o->deliverable].task].title});
    nv_buf_free(&rung);
    nv_buf_free(&left);
}

void nv_preview_text(struct nv_preview *p, const struct nv_notice *n,
                     const struct nv_delivery *deliveries, uint32_t n_deliveries)
{
    static const struct nv_column columns[] = {
        {"", 2, false, 0}, {"", 0, false, 0}, {"", 0, false, 0}, {"", 34, false, 24},
        {"", 0, true, 0},  {"", 0, false, 0}, {"", 0, false, 0}};
    struct nv_table table = {.columns = columns, .n_columns = 7};
    const struct nv_agency *a = &p->s->agencies[nv_snapshot_agency(p->s, n->agency)];
    if (n->window_ms != p->window_ms)
        print_window(p, n);
    fprintf(p->cli->out, "  %s (%s):", a->name, a->id);
    for (uint32_t i = 0; i < n_deliveries; i++)
        fprintf(p->cli->out, "%s %s", i ? "," : "",
                nv_preview_endpoint(p->s, &deliveries[i])->address);
    fputc('\n', p->cli->out);
    for (uint32_t i = 0; i < n->n_items; i++)
        add_item(p, &table, &n->items[i], n->day);
    nv_table_print(&table, nv_terminal_width(p->cli->out), p->cli->out);
    nv_table_free(&table);
}
