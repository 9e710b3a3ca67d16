/* Which reports go out by themselves, to whom, on which day; and whom the service tells that it is
 * well. */
#include "conf/reporting.h"

#include <string.h>

#include "conf/loader.h"
#include "conf/rules.h"
#include "conf/schema.h"

enum { MONTHLY, QUARTERLY, YEARLY, DAY, WEEKLY, N_FIELDS };
static const struct nv_field fields[] = {
    [MONTHLY] = {"monthly", NV_TYPE_STRINGS, NV_EMPTY_OK, 0, 0},
    [QUARTERLY] = {"quarterly", NV_TYPE_STRINGS, NV_EMPTY_OK, 0, 0},
    [YEARLY] = {"yearly", NV_TYPE_STRINGS, NV_EMPTY_OK, 0, 0},
    /* A report of a month must not be due after that of the next one. */
    [DAY] = {"day", NV_TYPE_INT, 0, 1, 28},
    [WEEKLY] = {"weekly", NV_TYPE_TEXT, 0, 0, 0},
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

static enum nv_weekly read_weekly(struct nv_loader *l, const struct nv_node *n)
{
    static const char *const words[] = {"off", "with-notice", "alone"};
    const char *word = nv_get_text(l, n, "off");
    for (unsigned i = 0; i < 3; i++)
        if (strcmp(word, words[i]) == 0)
            return (enum nv_weekly)i;
    nv_error(
        l, n,
        "weekly = \"%s\" không có; được dùng: \"with-notice\" (một dòng trong thư đầu tiên của "
        "tuần), \"alone\" (thư riêng nếu không có thư nào khác), \"off\"",
        word);
    return NV_WEEKLY_OFF;
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
    r->weekly = read_weekly(l, &got[WEEKLY]);
}

enum { BEAT_URL, BEAT_EVERY, N_BEAT };
static const struct nv_field beat_fields[] = {
    [BEAT_URL] = {"url", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [BEAT_EVERY] = {"every", NV_TYPE_TEXT, 0, 0, 0},
};
static const struct nv_schema beat_schema = NV_SCHEMA("báo còn sống (heartbeat)", beat_fields);

void nv_read_heartbeat(struct nv_loader *l, const struct nv_node *group)
{
    enum { SHORTEST_S = 1, LONGEST_S = 7 * 86400 };
    struct nv_node got[N_BEAT] = {0};
    if (!group->s || !nv_schema_check(l, group, &beat_schema, got))
        return;
    const char *url = nv_get_text(l, &got[BEAT_URL], NULL), *why = nv_rule_url(url);
    const char *every = nv_get_text(l, &got[BEAT_EVERY], "1h");
    int64_t s = nv_rule_duration_s(every);
    if (why)
        nv_error(l, &got[BEAT_URL], "url \"%s\" không đúng; %s", url, why);
    if (s < SHORTEST_S || s > LONGEST_S)
        nv_error(l, &got[BEAT_EVERY], "every \"%s\" không đúng; viết từ \"1s\" đến \"7d\"", every);
    l->snap->heartbeat_url = url;
    l->snap->heartbeat_s = (int)s;
}
