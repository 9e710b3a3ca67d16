/* `reporting` of nhacviec.cfg: which reports go out by themselves, to whom, on which day. */
#include "conf/reporting.h"

#include <string.h>

#include "conf/loader.h"
#include "conf/schema.h"

enum { MONTHLY, QUARTERLY, YEARLY, DAY, N_FIELDS };
static const struct nv_field fields[] = {
    [MONTHLY] = {"monthly", NV_TYPE_STRINGS, NV_EMPTY_OK, 0, 0},
    [QUARTERLY] = {"quarterly", NV_TYPE_STRINGS, NV_EMPTY_OK, 0, 0},
    [YEARLY] = {"yearly", NV_TYPE_STRINGS, NV_EMPTY_OK, 0, 0},
    /* A report of a month must not be due after that of the next one. */
    [DAY] = {"day", NV_TYPE_INT, 0, 1, 28},
};
static const struct nv_schema schema = NV_SCHEMA("báo cáo định kỳ (reporting)", fields);

static struct nv_reporting_to read_to(struct nv_loader *l, const struct nv_node *list)
{
    struct nv_reporting_to to = {0};
    for (uint32_t i = 0; list->s && i < nv_strings_count(list); i++) {
        struct nv_node n;
        const char *who = nv_strings_at(list, i, &n);
        if (strcmp(who, "owner") == 0)
            to.owner = true;
        else if (strcmp(who, "leadership") == 0)
            to.leadership = true;
        else
            nv_error(l, &n,
                     "không có nơi nhận \"%s\"; được dùng: \"owner\" (cơ quan theo dõi kế hoạch), "
                     "\"leadership\" (nơi chỉ đạo ghi trong kế hoạch)",
                     who);
    }
    return to;
}

void nv_read_reporting(struct nv_loader *l, const struct nv_node *group)
{
    struct nv_node got[N_FIELDS] = {0};
    struct nv_reporting *r = &l->snap->reporting;
    if (group->s)
        nv_schema_check(l, group, &schema, got);
    r->to[NV_REPORT_MONTH] = read_to(l, &got[MONTHLY]);
    r->to[NV_REPORT_QUARTER] = read_to(l, &got[QUARTERLY]);
    r->to[NV_REPORT_YEAR] = read_to(l, &got[YEARLY]);
    r->day = nv_get_int(&got[DAY], 1);
}
