/* The ladders that hold where nhacviec.cfg says nothing. */
#include <string.h>

#include "base/err.h"
#include "conf/ladder.h"
#include "conf/loader.h"

#define K(kind) (1u << NV_DL_##kind)

enum {
    SHORT = K(DAY) | K(MONTH),
    MIDDLE = K(QUARTER) | K(HALF_YEAR),
    LONG = K(YEAR) | K(RANGE),
    DATED = SHORT | MIDDLE | LONG,
    WAITING = K(AFTER_EVENT) | K(EXTERNAL) | K(AS_NEEDED) | K(RELATIVE),
    RUNNING = K(CONTINUOUS) | K(OPEN_RANGE),
    UNDATED = WAITING | RUNNING,
};

struct row {
    unsigned kinds;
    enum nv_role role;
    const char *rungs[12];
    const char *repeat;
};

/* An approver is told by those who submit; the owner of continuous work hears of it in reports. */
static const struct row rows[] = {
    {SHORT, NV_ROLE_LEAD, {"assigned", "-10w", "-5w", "-2w", "0", "+1w", "+5w", "+10w"}, "5w"},
    {MIDDLE,
     NV_ROLE_LEAD,
     {"assigned", "-20w", "-10w", "-5w", "-1w", "0", "+1w", "+5w", "+10w"},
     "5w"},
    {K(YEAR),
     NV_ROLE_LEAD,
     {"assigned", "quarter-5w", "-30w", "-15w", "-5w", "-1w", "0", "+1w", "+5w", "+10w"},
     "5w"},
    {K(RANGE),
     NV_ROLE_LEAD,
     {"assigned", "start", "quarter-5w", "-30w", "-15w", "-5w", "-1w", "0", "+1w", "+5w", "+10w"},
     "5w"},
    /* What comes again and again is known: fewer reminders. */
    {K(RECURRING),
     NV_ROLE_LEAD,
     {"assigned", "quarter-5w", "-10w", "-5w", "0", "+1w", "+5w", "+10w"},
     "5w"},
    {DATED | K(RECURRING), NV_ROLE_EXECUTOR, {"assigned", "-5w", "-1w", "+1w"}, "10w"},
    {K(RECURRING), NV_ROLE_SUPPORT, {"assigned", "-5w"}, NULL},
    {K(RECURRING), NV_ROLE_APPRAISER, {"assigned", "-7w"}, NULL},
    {K(RECURRING), NV_ROLE_GUIDE, {"assigned"}, NULL},
    {DATED, NV_ROLE_SUPPORT, {"assigned", "-10w", "-5w"}, NULL},
    {DATED, NV_ROLE_APPRAISER, {"assigned", "-15w", "-7w"}, NULL},
    {DATED, NV_ROLE_GUIDE, {"assigned", "-10w"}, NULL},
    {DATED | K(RECURRING), NV_ROLE_OWNER, {"+5w", "+10w"}, "10w"},
    {DATED | K(RECURRING), NV_ROLE_LEADERSHIP, {"+15w"}, "20w"},
    {K(CONTINUOUS), NV_ROLE_LEAD, {"assigned", "quarter-5w"}, NULL},
    {K(OPEN_RANGE), NV_ROLE_LEAD, {"assigned", "start", "quarter-5w"}, NULL},
    {WAITING, NV_ROLE_LEAD, {"assigned"}, NULL},
    {UNDATED, NV_ROLE_EXECUTOR, {"assigned"}, NULL},
    {UNDATED, NV_ROLE_SUPPORT, {"assigned"}, NULL},
    {UNDATED, NV_ROLE_APPRAISER, {"assigned"}, NULL},
    {UNDATED, NV_ROLE_GUIDE, {"assigned"}, NULL},
    {WAITING, NV_ROLE_OWNER, {"quarter-5w"}, NULL},
};

void nv_default_policy(struct nv_loader *l)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct nv_rung rungs[12];
        struct nv_ladder repeat = {0};
        unsigned n = 0;
        for (; n < 12 && rows[i].rungs[n]; n++) {
            nv_require(!nv_rung_parse(rows[i].rungs[n], &rungs[n]));
            rungs[n].text = rows[i].rungs[n];
            nv_require(!n || nv_rung_rises(&rungs[n - 1], &rungs[n]));
        }
        if (rows[i].repeat)
            nv_require(nv_repeat_parse(rows[i].repeat, &repeat));
        const struct nv_ladder *kept = nv_ladder_keep(l, rungs, n, &repeat);
        for (int k = 0; k < NV_DL_COUNT; k++)
            if (rows[i].kinds >> k & 1)
                l->snap->policy.ladders[k][rows[i].role] = kept;
    }
}
