#include "engine/confirm.h"

#include <string.h>

#include "base/buf.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "engine/ladder.h"
#include "model/notice.h"
#include "model/snapshot.h"
#include "model/standing.h"

enum { AGAIN_WORKDAYS = 5 };

bool nv_confirm_waits(const struct nv_standing *st, int32_t today)
{
    return st->reported_day != NV_DAY_NONE && st->change == NV_FACT_DONE && st->change_day <= today;
}

int32_t nv_confirm_asked(const struct nv_snapshot *s, const struct nv_standing *st, int32_t today,
                         struct nv_reached *out)
{
    const struct nv_workdays *wd = s->workdays;
    int times = nv_workdays_between(wd, st->change_day, today) / AGAIN_WORKDAYS;
    *out = (struct nv_reached){.kind = NV_RUNG_OFFSET, .told = true, .day = st->change_day};
    if (times > 0)
        out->day = nv_workdays_shift(wd, st->change_day, times * AGAIN_WORKDAYS);
    nv_fmt(out->text, sizeof out->text, times ? "%s+%dw" : "%s", st->rung, times * AGAIN_WORKDAYS);
    return nv_workdays_shift(wd, st->change_day, (times + 1) * AGAIN_WORKDAYS);
}

bool nv_confirm_names(const struct nv_item *item, const struct nv_standing *st)
{
    size_t n = strlen(st->rung);
    return strncmp(item->rung, st->rung, n) == 0 && (item->rung[n] == '\0' || item->rung[n] == '+');
}
