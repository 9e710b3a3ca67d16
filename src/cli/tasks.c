#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "calendar/day.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/table.h"
#include "model/resolve.h"
#include "model/status.h"
#include "model/summary.h"
#include "render/words.h"

/* Which deliverables are asked for; what is not restricted is NV_NONE or NV_STATUS_COUNT. */
struct filter {
    const char *plan; /* id; NULL: all */
    uint32_t agency;
    enum nv_status status;
    bool *touched; /* by agency: naming it reaches the one asked for */
};

struct listing {
    struct nv_cli *cli;
    const struct nv_snapshot *s;
    struct filter filter;
    int32_t today;
    struct nv_told_facts told;
    uint32_t shown, by_status[NV_STATUS_COUNT];
};

/* Resolves every name once, not every deliverable. */
static void find_touched(struct listing *l)
{
    uint32_t wanted = l->filter.agency;
    if (wanted == NV_NONE)
        return;
    l->filter.touched = nv_calloc(l->s->n_agencies, sizeof *l->filter.touched);
    for (uint32_t i = 0; i < l->s->n_agencies; i++) {
        struct nv_recipients r;
        nv_recipients_init(&r);
        nv_resolve(l->s, NULL, i, l->today, &r);
        bool found = i == wanted;
        for (size_t k = 0; k < r.list.n; k++)
            found |= r.list.v[k].agency == wanted;
        l->filter.touched[i] = found;
        nv_recipients_free(&r);
    }
}

/* Where it chooses among successors, what holds for the others does not hold. */
static bool chooses(const struct listing *l, const struct nv_deliverable *d, uint32_t named)
{
    struct nv_recipients r;
    bool found = named == l->filter.agency;
    nv_recipients_init(&r);
    nv_resolve(l->s, d, named, l->today, &r);
    for (size_t k = 0; k < r.list.n; k++)
        found |= r.list.v[k].agency == l->filter.agency;
    nv_recipients_free(&r);
    return found;
}

static bool names_agency(const struct listing *l, const struct nv_deliverable *d)
{
    for (int role = 0; role < NV_ROLE_PRINTED; role++)
        for (uint32_t i = 0; i < d->roles[role].n; i++)
            if (d->n_choices ? chooses(l, d, d->roles[role].v[i])
                             : l->filter.touched[d->roles[role].v[i]])
                return true;
    return false;
}

static bool wanted(const struct listing *l, uint32_t i, enum nv_status status)
{
    const struct filter *f = &l->filter;
    const struct nv_deliverable *d = &l->s->deliverables[i];
    return (!f->plan || strcmp(l->s->plans[d->plan].id, f->plan) == 0) &&
           (f->status == NV_STATUS_COUNT || status == f->status) &&
           (f->agency == NV_NONE || names_agency(l, d));
}

json_t *nv_json_occurrences(const struct nv_snapshot *s, const struct nv_deliverable *d,
                            const struct nv_standing *standings, int32_t today)
{
    json_t *list = json_array();
    for (uint32_t i = d->first_occurrence; i < d->first_occurrence + d->n_occurrences; i++) {
        const struct nv_occurrence *o = &s->occurrences[i];
        const struct nv_standing *st = &standings[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:s?, s:s, s:i, s:o, s:o, s:o, s:o, s:s}",
                                              "id", o->id, "key", o->key, "label", o->label, "kind",
                                              nv_deadline_kind_name(o->kind), "times", o->times,
                                              "first_day", nv_json_day(o->first_day), "nominal",
                                              nv_json_day(st->nominal), "effective",
                                              nv_json_day(st->effective), "done",
                                              nv_json_day(st->done_day), "status",
                                              nv_status_name(nv_status_now(o, st, today))));
        json_t *last = json_array_get(list, json_array_size(list) - 1);
        nv_json_set_state(last, o, st, today);
        if (st->extensions)
            json_object_set_new(last, "original_nominal", nv_json_day(st->original_nominal));
        if (o->data_to == NV_DAY_NONE)
            continue;
        json_object_set_new(last, "data_from", nv_json_day(o->data_from));
        json_object_set_new(last, "data_to", nv_json_day(o->data_to));
        json_object_set_new(last, "hand_in", nv_json_day(o->hand_in));
    }
    return list;
}

void nv_json_set_state(json_t *o, const struct nv_occurrence *occurrence,
                       const struct nv_standing *st, int32_t today)
{
    struct nv_state state = nv_state_now(occurrence, st, today);
    json_object_set_new(o, "work", json_string(nv_work_name(state.work)));
    json_object_set_new(o, "timing", json_string(nv_timing_name(state.timing)));
    json_object_set_new(o, "original_timing", json_string(nv_timing_name(state.original)));
}

/* Who they are today: groups unfolded, successors followed. */
static json_t *json_resolved(const struct listing *l, const struct nv_deliverable *d,
                             const struct nv_refs *named)
{
    json_t *list = json_array();
    struct nv_recipients r;
    nv_recipients_init(&r);
    for (uint32_t i = 0; i < named->n; i++)
        nv_resolve(l->s, d, named->v[i], l->today, &r);
    for (size_t i = 0; i < r.list.n; i++)
        json_array_append_new(list, json_string(l->s->agencies[r.list.v[i].agency].id));
    nv_recipients_free(&r);
    return list;
}

static json_t *json_deliverable(const struct listing *l, const struct nv_deliverable *d,
                                enum nv_status status)
{
    const struct nv_snapshot *s = l->s;
    int32_t last = d->deadline->last_day, effective = nv_snapshot_effective(s, last);
    /* What the phrase's last day comes to, or was extended to, where an occurrence has it. */
    for (uint32_t i = d->first_occurrence; i < d->first_occurrence + d->n_occurrences; i++)
        if (last != NV_DAY_NONE && s->occurrences[i].nominal == last)
            effective = l->told.standings[i].effective;
    struct nv_buf name = NV_BUF_INIT;
    json_t *names = json_array();
    for (uint32_t i = 0; i < d->names.n; i++)
        json_array_append_new(names, json_string(d->names.v[i]));
    nv_text_names(&name, &d->names);
    json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:o, s:o}", "id",
                          d->id, "key", d->key, "plan", s->plans[d->plan].id, "task",
                          s->tasks[d->task].title, "task_id", s->tasks[d->task].id, "name",
                          nv_buf_str(&name), "names", names, "due", d->due, "kind",
                          nv_deadline_kind_name(d->deadline->kind), "value", d->deadline->value,
                          "nominal", nv_json_day(last), "effective", nv_json_day(effective));
    static const enum nv_role order[] = {NV_ROLE_LEAD,      NV_ROLE_SUPPORT, NV_ROLE_EXECUTOR,
                                         NV_ROLE_APPRAISER, NV_ROLE_GUIDE,   NV_ROLE_APPROVER};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        json_object_set_new(o, nv_role_name(order[i]), nv_json_ids(s, &d->roles[order[i]]));
    json_object_set_new(o, "lead_now", json_resolved(l, d, &d->roles[NV_ROLE_LEAD]));
    json_object_set_new(o, "status", json_string(nv_status_name(status)));
    uint32_t at = nv_standing_current(s, (uint32_t)(d - s->deliverables), l->told.standings);
    nv_json_set_state(o, &s->occurrences[at], &l->told.standings[at], l->today);
    json_object_set_new(o, "occurrences", nv_json_occurrences(s, d, l->told.standings, l->today));
    if (s->plans[d->plan].supplement)
        json_object_set_new(o, "added_by", json_string(s->plans[d->plan].basis));
    nv_buf_free(&name);
    return o;
}

static void add_row(struct listing *l, struct nv_table *t, const struct nv_deliverable *d,
                    const struct nv_occurrence *o, const struct nv_standing *st,
                    enum nv_status status)
{
    struct nv_buf what = NV_BUF_INIT, lead = NV_BUF_INIT, state = NV_BUF_INIT;
    char day[NV_DAY_TEXT];
    nv_buf_addf(&what, "%s – ", l->s->tasks[d->task].title);
    nv_text_names(&what, &d->names);
    nv_text_agencies(&lead, l->s, &d->roles[NV_ROLE_LEAD]);
    if (status == NV_STATUS_OVERDUE || status == NV_STATUS_DUE_SOON ||
        status == NV_STATUS_DUE_TODAY ||
        (status == NV_STATUS_ON_TRACK && st->nominal != NV_DAY_NONE))
        nv_left_vi(&state, st->nominal, st->effective, l->today);
    else
        nv_buf_adds(&state, nv_status_vi(status));
    /* Behind, since a narrow table cuts the end. */
    if (o->label)
        nv_buf_addf(&state, ", %s", o->label);
    if (st->extensions)
        nv_buf_addf(&state, " (gia hạn, hạn cũ %s)", nv_day_vi(st->original_nominal, day));
    nv_table_row(t, (const char *[]){d->id, d->due, nv_day_vi(st->effective, day),
                                     nv_buf_str(&state), nv_buf_str(&lead), nv_buf_str(&what)});
    nv_buf_free(&what);
    nv_buf_free(&lead);
    nv_buf_free(&state);
}

static void add_headings(const struct listing *l, struct nv_table *t,
                         const struct nv_deliverable *d, const struct nv_deliverable *before)
{
    struct nv_buf b = NV_BUF_INIT;
    const struct nv_section_title *section = nv_summary_section(l->s, d);
    bool new_plan = !before || before->plan != d->plan;
    if (new_plan) {
        const struct nv_plan *p = &l->s->plans[d->plan];
        nv_buf_addf(&b, "%s%s (%s)", before ? "\n" : "", p->title, p->id);
        if (p->supplement)
            nv_buf_addf(&b, " – bổ sung theo %s", p->basis);
        nv_table_heading(t, nv_buf_str(&b));
    }
    if (section && (new_plan || section != nv_summary_section(l->s, before))) {
        nv_buf_clear(&b);
        nv_buf_addf(&b, "\n%s. %s", section->id, section->title);
        nv_table_heading(t, nv_buf_str(&b));
    }
    nv_buf_free(&b);
}

static void print_summary(const struct listing *l)
{
    fprintf(l->cli->out, "%s%u mốc tiến độ", l->shown ? "\n" : "", l->shown);
    const char *before = ": ";
    for (int i = 0; i < NV_STATUS_COUNT; i++)
        if (l->by_status[i]) {
            fprintf(l->cli->out, "%s%s %u", before, nv_status_vi((enum nv_status)i),
                    l->by_status[i]);
            before = "; ";
        }
    fputc('\n', l->cli->out);
}

static void print_listing(struct listing *l)
{
    static const struct nv_column columns[] = {
        {"Mã", 16, false, 8},          {"Tiến độ", 26, false, 10}, {"Hạn", 0, true, 0},
        {"Tình trạng", 31, false, 16}, {"Chủ trì", 32, false, 9},  {"Nhiệm vụ", 0, false, 0}};
    struct nv_table table = {.columns = columns, .n_columns = 6};
    const struct nv_deliverable *before = NULL;
    json_t *list = json_array();
    for (uint32_t i = 0; i < l->s->n_deliverables; i++) {
        const struct nv_deliverable *d = &l->s->deliverables[i];
        uint32_t at = nv_standing_current(l->s, i, l->told.standings);
        const struct nv_occurrence *o = &l->s->occurrences[at];
        const struct nv_standing *st = &l->told.standings[at];
        enum nv_status status = nv_status_now(o, st, l->today);
        if (!wanted(l, i, status))
            continue;
        l->shown++;
        l->by_status[status]++;
        if (l->cli->json) {
            json_array_append_new(list, json_deliverable(l, d, status));
            continue;
        }
        add_headings(l, &table, d, before);
        add_row(l, &table, d, o, st, status);
        before = d;
    }
    if (l->cli->json) {
        nv_cli_print_json(l->cli, list);
        return;
    }
    json_decref(list);
    if (l->shown)
        nv_table_print(&table, nv_terminal_width(l->cli->out), l->cli->out);
    print_summary(l);
    nv_table_free(&table);
}

static bool read_plan(struct listing *l, const char *id)
{
    struct nv_nearest near = {.want = id};
    for (uint32_t i = 0; i < l->s->n_plans; i++) {
        if (strcmp(l->s->plans[i].id, id) == 0) {
            l->filter.plan = id;
            return true;
        }
        nv_nearest_offer(&near, l->s->plans[i].id);
    }
    nv_cli_unknown(l->cli, "kế hoạch", &near);
    return false;
}

static bool read_status(struct nv_cli *cli, const char *name, enum nv_status *status)
{
    *status = name ? nv_status_find(name) : NV_STATUS_COUNT;
    if (!name || *status != NV_STATUS_COUNT)
        return true;
    struct nv_nearest near = {.want = name};
    for (int i = 0; i < NV_STATUS_COUNT; i++)
        nv_nearest_offer(&near, nv_status_name((enum nv_status)i));
    nv_cli_unknown(cli, "tình trạng", &near);
    fprintf(cli->err, "Các tình trạng:");
    for (int i = 0; i < NV_STATUS_COUNT; i++)
        fprintf(cli->err, " %s", nv_status_name((enum nv_status)i));
    fputc('\n', cli->err);
    return false;
}

int nv_cmd_tasks(struct nv_cli *cli, const struct nv_args *args)
{
    struct listing l = {.cli = cli, .filter = {.agency = NV_NONE}};
    const char *plan = args->option[NV_OPT_PLAN], *agency = args->option[NV_OPT_AGENCY];
    if (!read_status(cli, args->option[NV_OPT_STATUS], &l.filter.status))
        return NV_EXIT_NO;
    struct nv_snapshot *s = nv_cli_load(cli);
    if (!s)
        return NV_EXIT_CONFIG;
    l.s = s;
    l.today = nv_cli_today(cli, s);
    int code = NV_EXIT_NO;
    if ((plan && !read_plan(&l, plan)) ||
        (agency && (l.filter.agency = nv_cli_agency(cli, s, agency)) == NV_NONE))
        goto unref;
    find_touched(&l);
    nv_cli_facts(cli, s, &l.told);
    print_listing(&l);
    code = NV_EXIT_OK;
    nv_cli_facts_free(&l.told);
    free(l.filter.touched);
unref:
    nv_snapshot_unref(s);
    return code;
}
