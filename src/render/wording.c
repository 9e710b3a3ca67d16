#include "render/wording.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "render/clean.h"
#include "render/mustache_tv.h"
#include "render/render.h"
#include "render/said.h"
#include "render/say.h"
#include "render/view.h"

/* An answer is wanted three working days before a deadline, or four after an overdue letter. */
enum {
    ANSWER_BEFORE = 3,
    ANSWER_WITHIN = 4,
    HASTE_DAYS = 14,
    LONG_DAYS = 10, /* overdue so long is "kéo dài" */
    CHASE_OFTEN = 3,
    NAME_COLUMNS = 60,
    ID_COLUMNS = 40
};

static bool is_routine(const struct nv_view_item *it)
{
    enum nv_deadline_kind k = it->occurrence->kind;
    return k == NV_DL_CONTINUOUS || k == NV_DL_RECURRING || k == NV_DL_AS_NEEDED ||
           k == NV_DL_OPEN_RANGE;
}

/* Work that has no date yet is asked about, whoever is asked. */
static enum nv_matter question(const struct nv_view_item *it)
{
    return it->occurrence->kind == NV_DL_AFTER_EVENT ? NV_MATTER_CONFIRM_EVENT
                                                     : NV_MATTER_CONFIRM_DATE;
}

static enum nv_matter matter_of_lead(const struct nv_view_item *it)
{
    switch (it->section) {
    case NV_SECTION_OVERDUE:
        return it->chase >= CHASE_OFTEN ? NV_MATTER_LATE_LEAD_OFTEN
               : it->chase > 1          ? NV_MATTER_LATE_LEAD_AGAIN
                                        : NV_MATTER_LATE_LEAD;
    case NV_SECTION_DUE_TODAY:
        return NV_MATTER_TODAY_LEAD;
    case NV_SECTION_DUE_SOON:
        return NV_MATTER_SOON_LEAD;
    case NV_SECTION_PROGRESS:
        return it->dated        ? NV_MATTER_PROGRESS_LEAD
               : is_routine(it) ? NV_MATTER_ROUTINE_LEAD
                                : question(it);
    default:
        return NV_MATTER_NEW_LEAD;
    }
}

/* The table of the other roles: late, nearly due or today, progress, new. */
static const enum nv_matter others[NV_ROLE_COUNT][4] = {
    [NV_ROLE_EXECUTOR] = {NV_MATTER_LATE_EXECUTOR, NV_MATTER_SOON_EXECUTOR,
                          NV_MATTER_PROGRESS_EXECUTOR, NV_MATTER_NEW_EXECUTOR},
    [NV_ROLE_APPRAISER] = {NV_MATTER_LATE_HELPER, NV_MATTER_APPRAISE, NV_MATTER_APPRAISE,
                           NV_MATTER_APPRAISE},
    [NV_ROLE_GUIDE] = {NV_MATTER_LATE_HELPER, NV_MATTER_GUIDE, NV_MATTER_GUIDE, NV_MATTER_GUIDE},
    [NV_ROLE_SUPPORT] = {NV_MATTER_LATE_HELPER, NV_MATTER_SUPPORT, NV_MATTER_SUPPORT,
                         NV_MATTER_SUPPORT},
    [NV_ROLE_APPROVER] = {NV_MATTER_REPORT_LATE, NV_MATTER_APPROVE, NV_MATTER_APPROVE,
                          NV_MATTER_APPROVE},
    [NV_ROLE_OWNER] = {NV_MATTER_WATCH_LATE, NV_MATTER_WATCH, NV_MATTER_WATCH_PROGRESS,
                       NV_MATTER_WATCH_NEW},
    [NV_ROLE_LEADERSHIP] = {NV_MATTER_REPORT_LATE, NV_MATTER_REPORT, NV_MATTER_REPORT_PROGRESS,
                            NV_MATTER_REPORT_PROGRESS},
};

static enum nv_matter matter_told(const struct nv_view_item *it)
{
    switch (it->standing->change) {
    case NV_FACT_DONE:
        return it->standing->reported_day != NV_DAY_NONE ? NV_MATTER_CHECK_DONE : NV_MATTER_DONE;
    case NV_FACT_CONFIRM:
        return NV_MATTER_DONE;
    case NV_FACT_REJECT:
        return NV_MATTER_REJECTED;
    case NV_FACT_EXTEND:
        return NV_MATTER_EXTENDED;
    case NV_FACT_BIND:
        return NV_MATTER_DATED;
    case NV_FACT_ANNOUNCE:
        return NV_MATTER_HAPPENED;
    case NV_FACT_WITHDRAW:
        return NV_MATTER_WITHDRAWN;
    case NV_FACT_DROP:
        return NV_MATTER_DROPPED;
    case NV_FACT_HOLD:
        return NV_MATTER_HELD;
    case NV_FACT_REOPEN:
        return NV_MATTER_REOPENED;
    default:
        return NV_MATTER_CORRECTED;
    }
}

enum nv_matter nv_matter_of(const struct nv_view_item *it)
{
    enum nv_role role = it->item->role;
    if (it->told)
        return matter_told(it);
    if (it->item->stand_in)
        return NV_MATTER_ASSIGN;
    if (it->hands_in && it->section != NV_SECTION_NEW)
        return it->late > 0 ? NV_MATTER_HAND_IN_LATE : NV_MATTER_HAND_IN;
    if (role == NV_ROLE_LEAD && strcmp(it->item->rung, "start") == 0 &&
        it->section == NV_SECTION_PROGRESS)
        return NV_MATTER_START_LEAD;
    if (role == NV_ROLE_LEAD)
        return matter_of_lead(it);
    bool asks_date = !it->dated && !is_routine(it) && it->section == NV_SECTION_PROGRESS;
    if (asks_date && (role == NV_ROLE_OWNER || role == NV_ROLE_LEADERSHIP))
        return question(it);
    int column = it->section == NV_SECTION_OVERDUE    ? 0
                 : it->section == NV_SECTION_PROGRESS ? 2
                 : it->section == NV_SECTION_NEW      ? 3
                                                      : 1;
    return others[role][column];
}

/* The owner is not asked to report to itself: it tells the system. */
static bool reports_to_itself(const struct nv_view *v, const struct nv_plan *plan)
{
    return nv_snapshot_agency(v->snapshot, v->letter->notice->agency) == plan->owner;
}

/* What facts say. */
static void set_told(struct nv_tv *data, const struct nv_view *v, const struct nv_view_item *it)
{
    const struct nv_standing *st = it->standing;
    int32_t done = st->done_day != NV_DAY_NONE ? st->done_day : st->change_of;
    const char *document = nv_clean_bare(v->arena, st->document);
    nv_tv_set_bool(data, "leads", it->item->role == NV_ROLE_LEAD);
    nv_tv_set_str(data, "was", st->extensions ? nv_say_day(v, st->original_nominal) : NULL);
    nv_tv_set_str(data, "until",
                  st->held_until != NV_DAY_NONE ? nv_say_day(v, st->held_until) : NULL);
    nv_tv_set_str(data, "document", *document ? document : NULL);
    const char *reason = nv_clean_bare(v->arena, st->note);
    nv_tv_set_str(data, "reason", *reason ? reason : NULL);
    nv_tv_set_str(data, "event",
                  it->deliverable->events.n ? nv_say_events(v, it->deliverable) : NULL);
    nv_tv_set_str(data, "event_day",
                  st->change_of != NV_DAY_NONE ? nv_say_day(v, st->change_of) : NULL);
    nv_tv_set_bool(data, "happened", st->happened);
    nv_tv_set_str(data, "done_day", done != NV_DAY_NONE ? nv_say_day(v, done) : NULL);
    nv_tv_set_bool(data, "early", it->status == NV_STATUS_DONE_EARLY);
    /* Asked once more for its word: how long the completion has waited. */
    bool again = it->told && st->reported_day != NV_DAY_NONE && strchr(it->item->rung, '+');
    int waited = nv_workdays_between(v->snapshot->workdays, st->change_day, v->today);
    nv_tv_set_str(data, "waited", again ? nv_say_quantity(v, NV_WORD_WORKDAYS, waited) : NULL);
    nv_tv_set_bool(data, "partial", st->done_day == NV_DAY_NONE && st->count > 0);
}

/* What a sentence may say about the plan and about one of its items. Where the system writes, and
 * not the owner in its own name (to itself, and to those above), there is no `sender`. */
static const struct nv_tv *gather_facts(const struct nv_view *v, const struct nv_view_item *it)
{
    bool own = reports_to_itself(v, it->plan), up = nv_view_superior(it);
    const char *owner = nv_view_agency(v, it->plan->owner),
               *period = nv_say_period(v, it->occurrence);
    int32_t start = it->occurrence->first_day;
    struct nv_tv *data = nv_say_data(v), *ref = nv_say_data(v);
    nv_tv_set_str(data, "basis", nv_say_basis(v, it->plan));
    nv_tv_set_str(data, "title", nv_clean_bare(v->arena, it->plan->title));
    nv_tv_set_str(data, "decree", nv_clean_bare(v->arena, it->plan->basis));
    nv_tv_set_bool(data, "added", it->plan->supplement);
    nv_tv_set_str(data, "issuer", nv_say_issuer(v, it->plan));
    nv_tv_set_str(data, "owner", owner);
    nv_tv_set_str(data, "sender", own || up ? NULL : owner);
    nv_tv_set_bool(data, "own", own);
    nv_tv_set_bool(data, "up", up);
    nv_tv_set_str(data, "today", nv_say_day(v, v->today));
    nv_tv_set_str(ref, "task", nv_clean_cut(v->arena, it->task->id, ID_COLUMNS));
    nv_tv_set_str(ref, "period", period);
    nv_tv_set_str(data, "ref", nv_say_with(v, NV_WORD_NAME_REF_SUBJECT, ref));
    nv_tv_set_str(data, "day", it->dated ? nv_say_day(v, it->item->nominal) : NULL);
    nv_tv_set_str(data, "start", start == NV_DAY_NONE ? NULL : nv_say_day(v, start));
    nv_tv_set_str(data, "due", nv_say_due(v, it));
    nv_tv_set_str(data, "addressee", nv_clean_cut(v->arena, v->agency_name, NAME_COLUMNS));
    nv_tv_set_str(data, "role", nv_say_role_name(v, it->item->role));
    nv_tv_set_bool(data, "overdue", it->section == NV_SECTION_OVERDUE);
    nv_tv_set_bool(data, "due_today", it->section == NV_SECTION_DUE_TODAY);
    nv_tv_set_bool(data, "again", it->chase > 1);
    nv_tv_set_int(data, "chase", it->chase);
    nv_tv_set_str(data, "chasing", nv_say_chasing(v, it));
    nv_tv_set_str(data, "before", nv_say_quantity(v, NV_WORD_TIMES, it->chase - 1));
    nv_tv_set_str(data, "late", nv_say_quantity(v, NV_WORD_DAYS, it->late));
    set_told(data, v, it);
    return data;
}

/* The same, for one sentence to add to. */
static struct nv_tv *facts(const struct nv_view *v, const struct nv_view_item *it)
{
    struct nv_said *said = v->said;
    if (said->item != it || said->today != v->today) {
        said->facts = gather_facts(v, it);
        said->item = it;
        said->today = v->today;
    }
    return nv_tv_over(v->arena, said->facts);
}

/* The day before which an answer is wanted; NV_DAY_NONE where no working day would be left. */
static int32_t answer_day(const struct nv_view *v, const struct nv_view_item *it)
{
    const struct nv_workdays *w = v->snapshot->workdays;
    if (it->section == NV_SECTION_OVERDUE)
        return nv_workdays_shift(w, v->today, ANSWER_WITHIN);
    if (it->section != NV_SECTION_DUE_SOON || !it->dated)
        return NV_DAY_NONE;
    int32_t day = nv_workdays_shift(w, it->item->nominal, -ANSWER_BEFORE);
    return nv_workdays_between(w, v->today, day - 1) > 0 ? day : NV_DAY_NONE;
}

/* "by" a day for all items, or "by_each" so many working days before the deadline of each. */
static void set_answer_by(struct nv_tv *data, const struct nv_view *v,
                          const struct nv_view_item *const *items, uint32_t n)
{
    int32_t day = answer_day(v, items[0]);
    bool wanted = true, same = true;
    for (uint32_t i = 0; i < n; i++) {
        wanted = wanted && answer_day(v, items[i]) != NV_DAY_NONE;
        same = same && answer_day(v, items[i]) == day;
    }
    nv_tv_set_str(data, "by", wanted && same ? nv_say_day(v, day) : NULL);
    nv_tv_set_str(data, "by_each",
                  wanted && !same ? nv_say_quantity(v, NV_WORD_WORKDAYS, ANSWER_BEFORE) : NULL);
}

static const char *common_lead(const struct nv_view *v, const struct nv_view_item *const *items,
                               uint32_t n)
{
    const char *lead = nv_say_lead(v, items[0]);
    for (uint32_t i = 1; i < n; i++)
        if (strcmp(lead, nv_say_lead(v, items[i])) != 0)
            return nv_say(v, NV_WORD_NAME_LEADS);
    return lead;
}

static bool is_urgent(const struct nv_view_item *const *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (items[i]->days_left <= HASTE_DAYS)
            return true;
    return false;
}

/* “one”, “two”: each once. */
static const char *quote(const struct nv_view *v, const char *list, const char *name)
{
    const char *quoted = nv_say_one(v, NV_WORD_NAME_QUOTED, "name", name);
    if (!list || strstr(list, name))
        return list ? list : quoted;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "list", list);
    nv_tv_set_str(data, "name", quoted);
    return nv_say_with(v, NV_WORD_NAME_MIDDLE, data);
}

const char *nv_wording_subject(const struct nv_view *v, const struct nv_view_item *it)
{
    struct nv_tv *data = facts(v, it);
    const char *lead = nv_clean_cut(v->arena, nv_say_lead(v, it), NAME_COLUMNS);
    nv_tv_set_str(data, "lead", nv_say_capital(v, lead));
    return nv_say_with(v, nv_word_of(nv_matter_of(it), NV_PART_SUBJECT), data);
}

const char *nv_wording_opening(const struct nv_view *v, const struct nv_view_item *it)
{
    struct nv_tv *data = facts(v, it);
    nv_tv_set_str(data, "lead", nv_say_lead(v, it));
    return nv_say_with(v, nv_word_of(nv_matter_of(it), NV_PART_OPENING), data);
}

/* "02 lần", "từ 01 lần đến 03 lần"; NULL where some have not been urged yet. */
static const char *urged(const struct nv_view *v)
{
    int least = v->items[0].item->urged, most = least;
    for (uint32_t i = 1; i < v->n_items; i++) {
        int n = v->items[i].item->urged;
        least = n < least ? n : least;
        most = n > most ? n : most;
    }
    if (least <= 0)
        return NULL;
    if (least == most)
        return nv_say_quantity(v, NV_WORD_TIMES, least);
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "from", nv_say_quantity(v, NV_WORD_TIMES, least));
    nv_tv_set_str(data, "to", nv_say_quantity(v, NV_WORD_TIMES, most));
    return nv_say_with(v, NV_WORD_TIMES_RANGE, data);
}

const char *nv_wording_report(const struct nv_view *v, enum nv_letter_part part)
{
    const struct nv_view_item *it = &v->items[0];
    struct nv_tv *data = facts(v, it);
    int least = it->late;
    for (uint32_t i = 1; i < v->n_items; i++)
        least = v->items[i].late < least ? v->items[i].late : least;
    const char *lead = nv_say_lead(v, it);
    nv_tv_set_str(data, "lead",
                  part == NV_PART_SUBJECT
                      ? nv_say_capital(v, nv_clean_cut(v->arena, lead, NAME_COLUMNS))
                      : lead);
    nv_tv_set_bool(data, "several", v->n_items > 1);
    nv_tv_set_str(data, "tasks", nv_say_quantity(v, NV_WORD_TASKS, v->n_items));
    nv_tv_set_bool(data, "long", least >= LONG_DAYS);
    nv_tv_set_str(data, "least", nv_say_quantity(v, NV_WORD_DAYS, least));
    nv_tv_set_str(data, "urged", urged(v));
    return nv_say_with(v, nv_word_of(nv_matter_of(it), part), data);
}

const char *nv_wording_request(const struct nv_view *v, const struct nv_view_item *const *items,
                               uint32_t n, bool numbered)
{
    struct nv_tv *data = facts(v, items[0]);
    const char *groups = NULL, *deadlines = NULL;
    for (uint32_t i = 0; i < n; i++) {
        groups = quote(v, groups, nv_view_agency_id(v, items[i]->item->named));
        deadlines = quote(v, deadlines, nv_clean_bare(v->arena, items[i]->deliverable->due));
    }
    nv_tv_set_str(data, "lead", common_lead(v, items, n));
    nv_tv_set_bool(data, "one", n == 1);
    nv_tv_set_bool(data, "numbered", numbered);
    nv_tv_set_bool(data, "urgent", is_urgent(items, n));
    set_answer_by(data, v, items, n);
    nv_tv_set_str(data, "groups", groups);
    nv_tv_set_str(data, "deadlines", deadlines);
    return nv_say_with(v, nv_word_of(nv_matter_of(items[0]), NV_PART_REQUEST), data);
}
