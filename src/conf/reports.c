#include "conf/reports.h"

#include <string.h>

#include "base/arena.h"
#include "calendar/day.h"
#include "conf/loader.h"
#include "conf/plan_file.h"
#include "conf/rules.h"
#include "conf/schema.h"

enum { MAX_COLLECT = 60 };

enum { ID, TITLE, BASIS, COLLECT, CONTRIBUTORS, PERIODS, N_FIELDS };
static const struct nv_field fields[] = {
    [ID] = {"id", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [TITLE] = {"title", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [BASIS] = {"basis", NV_TYPE_TEXT, 0, 0, 0},
    [COLLECT] = {"collect", NV_TYPE_INT, 0, 0, MAX_COLLECT},
    [CONTRIBUTORS] = {"contributors", NV_TYPE_STRINGS, 0, 0, 0},
    [PERIODS] = {"periods", NV_TYPE_LIST, NV_REQUIRED, 0, 0},
};
static const struct nv_schema schema = NV_SCHEMA("chế độ báo cáo (reports)", fields);

enum { PERIOD, FROM, TO, DUE, N_PERIOD };
static const struct nv_field period_fields[] = {
    [PERIOD] = {"period", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [FROM] = {"from", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [TO] = {"to", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [DUE] = {"due", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
};
static const struct nv_schema period_schema = NV_SCHEMA("kỳ báo cáo (periods)", period_fields);

static const char *const periods[] = {"Q1",  "Q2",  "Q3",  "Q4",  "H1",  "H2",  "9M",
                                      "M01", "M02", "M03", "M04", "M05", "M06", "M07",
                                      "M08", "M09", "M10", "M11", "M12", "year"};

static const char *period_of(struct nv_loader *l, const struct nv_node *n)
{
    const char *text = nv_get_text(l, n, NULL);
    for (size_t i = 0; text && i < sizeof periods / sizeof *periods; i++)
        if (strcmp(periods[i], text) == 0)
            return text;
    if (text)
        nv_error(l, n,
                 "kỳ \"%s\" không đúng; được dùng: \"Q1\" … \"Q4\" quý, \"H1\", \"H2\" sáu tháng, "
                 "\"9M\" chín tháng, \"M01\" … \"M12\" tháng, \"year\" năm",
                 text);
    return NULL;
}

/* "15/12" as month * 100 + day; 0 after an error. A day that not every year has is refused. */
static int day_of_year(struct nv_loader *l, const struct nv_node *n)
{
    const char *text = nv_get_text(l, n, NULL);
    int part[2] = {0, 0}, k = 0, digits = 0;
    if (!text)
        return 0;
    for (const char *s = text; *s && k < 2; s++) {
        if (*s >= '0' && *s <= '9' && digits < 2) {
            part[k] = part[k] * 10 + (*s - '0');
            digits++;
        } else if (*s == '/' && k == 0 && digits) {
            k = 1;
            digits = 0;
        } else {
            k = 2;
        }
    }
    if (k == 1 && digits && nv_day_from_civil(2025, part[1], part[0]) != NV_DAY_NONE)
        return part[1] * 100 + part[0];
    nv_error(l, n, "\"%s\" không phải là một ngày trong năm; ghi ngày/tháng, ví dụ \"14/3\"", text);
    return 0;
}

static void read_periods(struct nv_loader *l, const struct nv_node *list, struct nv_report *r)
{
    uint32_t count = list->s ? nv_node_count(list) : 0, n = 0;
    struct nv_report_period *v = nv_calloc(count + 1, sizeof *v);
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node group = nv_node_child(list, i), got[N_PERIOD];
        if (!nv_schema_check(l, &group, &period_schema, got))
            continue;
        struct nv_report_period p = {period_of(l, &got[PERIOD]), day_of_year(l, &got[FROM]),
                                     day_of_year(l, &got[TO]), day_of_year(l, &got[DUE])};
        for (uint32_t k = 0; p.suffix && k < n; k++)
            if (strcmp(v[k].suffix, p.suffix) == 0) {
                nv_error(l, &got[PERIOD], "kỳ \"%s\" được ghi hai lần", p.suffix);
                p.suffix = NULL;
            }
        bool whole = p.suffix && p.from && p.to && p.due;
        if (whole && n && v[n - 1].to > p.to)
            nv_error(l, &got[TO], "các kỳ phải ghi theo thứ tự ngày chốt số liệu trong năm");
        if (whole)
            v[n++] = p;
    }
    if (list->s && !count)
        nv_error(l, list, "chế độ báo cáo phải có ít nhất một kỳ");
    r->periods = nv_arena_memdup(l->snap->arena, v, n * sizeof *v);
    r->n_periods = n;
    free(v);
}

static struct nv_refs read_contributors(struct nv_loader *l, const struct nv_node *n)
{
    uint32_t count = n->s ? nv_strings_count(n) : 0, kept = 0;
    uint32_t *v = nv_calloc(count + 1, sizeof *v);
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node e;
        const char *id = nv_strings_at(n, i, &e);
        uint32_t at = nv_agency_at(l, &e, id);
        if (at == NV_NONE)
            continue;
        nv_check_endpoints(l, &e, at);
        v[kept++] = at;
    }
    struct nv_refs refs = {nv_arena_memdup(l->snap->arena, v, kept * sizeof *v), kept};
    free(v);
    return refs;
}

void nv_read_reports(struct nv_loader *l, const struct nv_node *list)
{
    size_t first = l->reports.n;
    uint32_t count = list->s ? nv_node_count(list) : 0;
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node group = nv_node_child(list, i), got[N_FIELDS];
        nv_schema_check(l, &group, &schema, got);
        struct nv_report r = {.id = nv_get_text(l, &got[ID], ""),
                              .title = nv_get_text(l, &got[TITLE], ""),
                              .basis = nv_get_text(l, &got[BASIS], NULL),
                              .collect_days = nv_get_int(&got[COLLECT], 0),
                              .contributors = read_contributors(l, &got[CONTRIBUTORS]),
                              .place = nv_place_of(l, &group)};
        const char *why = got[ID].s ? nv_rule_id(r.id) : NULL;
        if (why)
            nv_error(l, &got[ID], "id \"%s\" không đúng; %s", r.id, why);
        for (size_t k = first; got[ID].s && k < l->reports.n; k++)
            if (strcmp(l->reports.v[k].id, r.id) == 0)
                nv_error(l, &got[ID], "chế độ báo cáo \"%s\" được ghi hai lần", r.id);
        if (r.contributors.n && !r.collect_days)
            nv_error(l, &got[CONTRIBUTORS],
                     "có \"contributors\" thì phải có \"collect\": số ngày làm việc sau ngày chốt "
                     "số liệu để các cơ quan gửi báo cáo");
        read_periods(l, &got[PERIODS], &r);
        nv_vec_push(&l->reports, r);
    }
}

uint32_t nv_report_at(struct nv_loader *l, const struct nv_node *n, uint32_t first)
{
    if (!n->s)
        return NV_NONE;
    const char *id = nv_get_text(l, n, ""), *known[16];
    unsigned n_known = 0;
    for (size_t i = first; i < l->reports.n; i++) {
        if (strcmp(l->reports.v[i].id, id) == 0)
            return (uint32_t)i;
        if (n_known < 16)
            known[n_known++] = l->reports.v[i].id;
    }
    const char *near = nv_nearest(id, known, n_known);
    nv_error(l, n, "không có chế độ báo cáo \"%s\" trong \"reports\" của tệp này%s%s%s", id,
             near ? "; có phải \"" : "", near ? near : "", near ? "\"?" : "");
    return NV_NONE;
}
