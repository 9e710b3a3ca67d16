#include "conf/ladder.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "conf/loader.h"
#include "conf/schema.h"

static const char form[] =
    "được viết: \"assigned\", \"start\", \"quarter\", \"quarter-5w\", \"-20w\" (ngày làm "
    "việc), \"-30d\" (ngày lịch), \"0\", \"+5w\"";

/* "20w": count 1–400 and unit, all of the string. */
static bool count_of(const char *s, int *n, bool *calendar)
{
    size_t digits = strspn(s, "0123456789");
    if (digits < 1 || digits > 3 || *s == '0' || (s[digits] != 'w' && s[digits] != 'd') ||
        s[digits + 1])
        return false;
    *n = (int)strtol(s, NULL, 10);
    *calendar = s[digits] == 'd';
    return *n <= NV_RUNG_COUNT_MAX;
}

const char *nv_rung_parse(const char *text, struct nv_rung *out)
{
    *out = (struct nv_rung){.kind = NV_RUNG_OFFSET};
    if (strcmp(text, "0") == 0)
        return NULL;
    if (strcmp(text, "assigned") == 0) {
        out->kind = NV_RUNG_ASSIGNED;
        return NULL;
    }
    if (strcmp(text, "start") == 0) {
        out->kind = NV_RUNG_START;
        return NULL;
    }
    if (strncmp(text, "quarter", 7) == 0) {
        out->kind = NV_RUNG_PROGRESS;
        text += 7;
        if (!*text)
            return NULL;
        if (*text != '-')
            return form;
    }
    if (*text != '-' && *text != '+')
        return form;
    if (!count_of(text + 1, &out->n, &out->calendar))
        return form;
    if (*text == '-')
        out->n = -out->n;
    return NULL;
}

bool nv_rung_rises(const struct nv_rung *a, const struct nv_rung *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind;
    /* Five working days are about seven calendar days. */
    return a->kind != NV_RUNG_ASSIGNED && a->kind != NV_RUNG_START &&
           a->n * (a->calendar ? 5 : 7) < b->n * (b->calendar ? 5 : 7);
}

bool nv_repeat_parse(const char *text, struct nv_ladder *out)
{
    return count_of(text, &out->repeat, &out->repeat_calendar);
}

const struct nv_ladder *nv_ladder_keep(struct nv_loader *l, const struct nv_rung *rungs, unsigned n,
                                       const struct nv_ladder *repeat)
{
    struct nv_rung kept[NV_RUNGS_MAX];
    struct nv_ladder ladder;
    /* Compared as bytes: padding must be zero. */
    memset(kept, 0, sizeof kept);
    memset(&ladder, 0, sizeof ladder);
    for (unsigned i = 0; i < n; i++) {
        kept[i].kind = rungs[i].kind;
        kept[i].n = rungs[i].n;
        kept[i].calendar = rungs[i].calendar;
        kept[i].text = nv_pool_str(l->pool, rungs[i].text);
    }
    ladder.rungs = nv_pool_bytes(l->pool, kept, n * sizeof *kept);
    ladder.n_rungs = n;
    ladder.repeat = repeat->repeat;
    ladder.repeat_calendar = repeat->repeat_calendar;
    return nv_pool_bytes(l->pool, &ladder, sizeof ladder);
}

enum { KINDS, ROLES, RUNGS, REPEAT, N_FIELDS };

static const struct nv_field fields[] = {
    [KINDS] = {"kinds", NV_TYPE_STRINGS, NV_REQUIRED, 0, 0},
    [ROLES] = {"roles", NV_TYPE_STRINGS, NV_REQUIRED, 0, 0},
    [RUNGS] = {"rungs", NV_TYPE_STRINGS, 0, 0, 0},
    [REPEAT] = {"repeat", NV_TYPE_TEXT, 0, 0, 0},
};
static const struct nv_schema schema = NV_SCHEMA("thang nhắc (ladders)", fields);

static unsigned read_kinds(struct nv_loader *l, const struct nv_node *n)
{
    unsigned mask = 0;
    const char *known[NV_DL_COUNT];
    for (int k = 0; k < NV_DL_COUNT; k++)
        known[k] = nv_deadline_kind_name((enum nv_deadline_kind)k);
    for (uint32_t i = 0; i < nv_strings_count(n); i++) {
        struct nv_node e;
        const char *name = nv_strings_at(n, i, &e);
        enum nv_deadline_kind kind = nv_deadline_kind_find(name);
        if (strcmp(name, "*") == 0) {
            mask |= (1u << NV_DL_COUNT) - 1;
        } else if (kind != NV_DL_COUNT) {
            mask |= 1u << kind;
            if (kind == NV_DL_LIST || kind == NV_DL_MIXED)
                nv_warn(l, &e,
                        "\"%s\" không có thang nhắc riêng: mỗi mốc của thời hạn ấy theo thang của "
                        "loại mốc đó (day, month, quarter …)",
                        name);
        } else {
            const char *near = nv_nearest(name, known, NV_DL_COUNT);
            nv_error(l, &e,
                     "không có loại thời hạn \"%s\"%s%s%s; được dùng: \"*\" hoặc day month quarter "
                     "half-year year range list open-range mixed recurring continuous as-needed "
                     "after-event relative external",
                     name, near ? ", có phải \"" : "", near ? near : "", near ? "\"?" : "");
        }
    }
    return mask;
}

static unsigned read_roles(struct nv_loader *l, const struct nv_node *n)
{
    unsigned mask = 0;
    const char *known[NV_ROLE_COUNT];
    for (int r = 0; r < NV_ROLE_COUNT; r++)
        known[r] = nv_role_name((enum nv_role)r);
    for (uint32_t i = 0; i < nv_strings_count(n); i++) {
        struct nv_node e;
        const char *name = nv_strings_at(n, i, &e);
        enum nv_role role = nv_role_find(name);
        if (role != NV_ROLE_COUNT) {
            mask |= 1u << role;
            continue;
        }
        const char *near = nv_nearest(name, known, NV_ROLE_COUNT);
        nv_error(l, &e,
                 "không có vai trò \"%s\"%s%s%s; được dùng: lead executor appraiser guide support "
                 "approver owner leadership",
                 name, near ? ", có phải \"" : "", near ? near : "", near ? "\"?" : "");
    }
    return mask;
}

static unsigned read_rungs(struct nv_loader *l, const struct nv_node *n, struct nv_rung *rungs)
{
    unsigned count = 0;
    for (uint32_t i = 0; i < nv_strings_count(n); i++) {
        struct nv_node e;
        const char *text = nv_strings_at(n, i, &e);
        if (count == NV_RUNGS_MAX) {
            nv_error(l, &e, "một thang nhắc có nhiều nhất %d mốc", NV_RUNGS_MAX);
            break;
        }
        const char *why = nv_rung_parse(text, &rungs[count]);
        if (why) {
            nv_error(l, &e, "không hiểu mốc nhắc \"%s\"; %s", text, why);
            continue;
        }
        rungs[count].text = text;
        if (count && !nv_rung_rises(&rungs[count - 1], &rungs[count]))
            nv_error(l, &e,
                     "mốc \"%s\" phải đứng trước \"%s\"; thứ tự: assigned, start, các mốc quarter, "
                     "rồi các "
                     "mốc từ sớm đến muộn",
                     text, rungs[count - 1].text);
        count++;
    }
    return count;
}

static void read_ladder(struct nv_loader *l, const struct nv_node *group)
{
    struct nv_node got[N_FIELDS];
    struct nv_rung rungs[NV_RUNGS_MAX];
    struct nv_ladder repeat = {0};
    if (!nv_schema_check(l, group, &schema, got))
        return;
    unsigned kinds = read_kinds(l, &got[KINDS]), roles = read_roles(l, &got[ROLES]);
    unsigned n = read_rungs(l, &got[RUNGS], rungs);
    if (got[REPEAT].s && !nv_repeat_parse(config_setting_get_string(got[REPEAT].s), &repeat))
        nv_error(l, &got[REPEAT],
                 "\"repeat\" = \"%s\" không hiểu; viết \"5w\" (ngày làm việc) hoặc \"7d\" (ngày "
                 "lịch), từ 1 đến %d",
                 config_setting_get_string(got[REPEAT].s), NV_RUNG_COUNT_MAX);
    else if (repeat.repeat && (!n || rungs[n - 1].kind != NV_RUNG_OFFSET))
        nv_error(
            l, &got[REPEAT],
            "\"repeat\" cần một mốc theo thời hạn (như \"0\" hay \"+5w\") đứng cuối \"rungs\"");
    const struct nv_ladder *kept = n ? nv_ladder_keep(l, rungs, n, &repeat) : NULL;
    for (int k = 0; k < NV_DL_COUNT; k++)
        for (int r = 0; r < NV_ROLE_COUNT; r++)
            if ((kinds >> k & 1) && (roles >> r & 1))
                l->snap->policy.ladders[k][r] = kept;
}

void nv_read_ladders(struct nv_loader *l, const struct nv_node *list)
{
    for (uint32_t i = 0; i < nv_node_count(list); i++) {
        struct nv_node group = nv_node_child(list, i);
        read_ladder(l, &group);
    }
}
