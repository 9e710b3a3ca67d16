#include "render/csv.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/day.h"
#include "model/snapshot.h"
#include "render/clean.h"
#include "render/say.h"
#include "render/view.h"

/* What a spreadsheet takes for a formula at the front of a cell. */
static const char FORMULA[] = "=+-@\t\r";

void nv_csv_cell(struct nv_buf *out, const char *text)
{
    bool formula = *text && strchr(FORMULA, *text);
    nv_buf_addc(out, '"');
    if (formula)
        nv_buf_addc(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            nv_buf_addc(out, '"');
        nv_buf_addc(out, *text);
    }
    nv_buf_addc(out, '"');
}

static void add_day(struct nv_buf *out, int32_t day)
{
    int y, m, d;
    if (day == NV_DAY_NONE)
        return;
    /* The form that every spreadsheet takes for a date, whatever its language. */
    nv_day_to_civil(day, &y, &m, &d);
    nv_buf_addf(out, "%04d-%02d-%02d", y, m, d);
}

static void add_row(struct nv_buf *out, const struct nv_view *v, const struct nv_view_item *it,
                    uint32_t number)
{
    const struct nv_deliverable *d = it->deliverable;
    struct nv_buf names = NV_BUF_INIT;
    for (uint32_t i = 0; i < d->names.n; i++)
        nv_buf_addf(&names, "%s%s", i ? "; " : "", nv_clean(v->arena, d->names.v[i]));
    const char *cells[] = {
        nv_clean(v->arena, it->plan->short_name),
        nv_clean(v->arena, it->task->id),
        nv_clean(v->arena, it->task->title),
        nv_buf_str(&names),
        nv_clean(v->arena, d->due),
        nv_clean(v->arena, nv_say_period(v, it->occurrence)),
        nv_say_role_name(v, it->item->role),
        nv_say_agencies(v, d, &d->roles[NV_ROLE_LEAD]),
        nv_say_state(v, it->status),
    };
    nv_buf_addf(out, "%u", number);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        nv_buf_addc(out, ';');
        nv_csv_cell(out, cells[i]);
    }
    nv_buf_addc(out, ';');
    add_day(out, it->item->nominal);
    nv_buf_addc(out, ';');
    add_day(out, it->item->effective);
    nv_buf_addc(out, ';');
    if (it->dated)
        nv_buf_addf(out, "%d", it->late > 0 ? -it->late : it->days_left);
    nv_buf_adds(out, "\r\n");
    nv_buf_free(&names);
}

void nv_csv_write(const struct nv_view *v, struct nv_buf *out)
{
    nv_buf_adds(out, "\xEF\xBB\xBF");
    for (int w = NV_WORD_TABLE_NUMBER; w <= NV_WORD_TABLE_DAYS_LEFT; w++) {
        const char *title = nv_say(v, (enum nv_word)w);
        bool plain = !strpbrk(title, ";\"") && !strchr(FORMULA, *title);
        nv_buf_adds(out, w == NV_WORD_TABLE_NUMBER ? "" : ";");
        if (plain)
            nv_buf_adds(out, title);
        else
            nv_csv_cell(out, title);
    }
    nv_buf_adds(out, "\r\n");
    for (uint32_t i = 0; i < v->n_items; i++)
        add_row(out, v, &v->items[i], i + 1);
}
