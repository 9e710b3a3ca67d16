#include "render/say.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/workdays.h"
#include "model/resolve.h"
#include "model/snapshot.h"
#include "render/clean.h"
#include "render/lang.h"
#include "render/mustache_tv.h"
#include "render/render.h"

struct nv_tv *nv_say_data(const struct nv_view *v)
{
    return nv_tv_map(v->arena);
}

const char *nv_say_with(const struct nv_view *v, enum nv_word word, const struct nv_tv *data)
{
    return nv_lang_say(v->lang, v->arena, word, data);
}

const char *nv_say(const struct nv_view *v, enum nv_word word)
{
    return nv_say_with(v, word, NULL);
}

const char *nv_say_one(const struct nv_view *v, enum nv_word word, const char *name,
                       const char *value)
{
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, name, value);
    return nv_say_with(v, word, data);
}

const char *nv_say_state(const struct nv_view *v, enum nv_status status)
{
    static const enum nv_word words[NV_STATUS_COUNT] = {
        [NV_STATUS_ON_TRACK] = NV_WORD_STATUS_ON_TRACK,
        [NV_STATUS_DUE_SOON] = NV_WORD_STATUS_DUE_SOON,
        [NV_STATUS_DUE_TODAY] = NV_WORD_STATUS_DUE_TODAY,
        [NV_STATUS_OVERDUE] = NV_WORD_STATUS_OVERDUE,
        [NV_STATUS_DONE_EARLY] = NV_WORD_STATUS_DONE_EARLY,
        [NV_STATUS_DONE_ON_TIME] = NV_WORD_STATUS_DONE_ON_TIME,
        [NV_STATUS_DONE_LATE] = NV_WORD_STATUS_DONE_LATE,
        [NV_STATUS_AWAITING] = NV_WORD_STATUS_AWAITING,
        [NV_STATUS_CONTINUOUS] = NV_WORD_STATUS_CONTINUOUS,
        [NV_STATUS_WAITING] = NV_WORD_STATUS_WAITING,
        [NV_STATUS_HELD] = NV_WORD_STATUS_HELD,
        [NV_STATUS_DROPPED] = NV_WORD_STATUS_DROPPED,
    };
    return nv_say(v, words[status]);
}

const char *nv_say_status(const struct nv_view *v, const struct nv_view_item *it)
{
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "status", nv_say_state(v, it->status));
    nv_tv_set_bool(data, "overdue", it->status == NV_STATUS_OVERDUE);
    nv_tv_set_bool(data, "due_soon", it->status == NV_STATUS_DUE_SOON);
    nv_tv_set_str(data, "days", nv_say_quantity(v, NV_WORD_DAYS, it->late));
    nv_tv_set_str(data, "workdays", nv_say_quantity(v, NV_WORD_WORKDAYS, it->late_work));
    nv_tv_set_bool(data, "again", it->chase > 1);
    nv_tv_set_str(data, "chasing", nv_say_chasing(v, it));
    nv_tv_set_int(data, "chase", it->chase);
    return nv_say_with(v, NV_WORD_VALUE_STATUS, data);
}

const char *nv_say_badge(const struct nv_view *v, const struct nv_view_item *it)
{
    switch (it->status) {
    case NV_STATUS_OVERDUE:
        return nv_say_one(v, NV_WORD_BADGE_OVERDUE, "days",
                          nv_say_quantity(v, NV_WORD_DAYS, it->late));
    case NV_STATUS_DUE_SOON:
        return nv_say_one(v, NV_WORD_BADGE_DUE_SOON, "days",
                          nv_say_quantity(v, NV_WORD_DAYS, it->days_left));
    case NV_STATUS_DUE_TODAY:
        return nv_say(v, NV_WORD_BADGE_DUE_TODAY);
    case NV_STATUS_AWAITING:
        return nv_say(v, NV_WORD_BADGE_AWAITING);
    case NV_STATUS_CONTINUOUS:
        return nv_say(v, NV_WORD_BADGE_CONTINUOUS);
    case NV_STATUS_WAITING:
        return nv_say(v, NV_WORD_BADGE_WAITING);
    case NV_STATUS_HELD:
        return nv_say(v, NV_WORD_BADGE_HELD);
    case NV_STATUS_DROPPED:
        return nv_say(v, NV_WORD_BADGE_DROPPED);
    case NV_STATUS_DONE_EARLY:
    case NV_STATUS_DONE_ON_TIME:
    case NV_STATUS_DONE_LATE:
        return nv_say(v, NV_WORD_BADGE_DONE);
    default:
        return nv_say(v, NV_WORD_BADGE_ON_TRACK);
    }
}

const char *nv_say_chasing(const struct nv_view *v, const struct nv_view_item *it)
{
    return nv_say(v, it->item->role <= NV_ROLE_EXECUTOR ? NV_WORD_CHASING_URGE
                     : nv_view_superior(it)             ? NV_WORD_CHASING_REPORT
                                                        : NV_WORD_CHASING_INFORM);
}

const char *nv_say_events(const struct nv_view *v, const struct nv_deliverable *d)
{
    struct nv_buf b = NV_BUF_INIT;
    for (uint32_t i = 0; i < d->events.n; i++)
        nv_buf_addf(&b, "%s%s", i ? "; " : "",
                    nv_clean_bare(v->arena, v->snapshot->events[d->events.v[i]].name));
    const char *out = nv_arena_strdup(v->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}

static bool starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* With a small letter at the front, where it is one of ASCII. */
static const char *lower(const struct nv_view *v, const char *s)
{
    if (*s < 'A' || *s > 'Z')
        return s;
    char *small = nv_arena_strdup(v->arena, s);
    small[0] = (char)(*s - 'A' + 'a');
    return small;
}

/* Who does the work of an agency today: one name, a count, or NULL where nothing changed. */
static const char *name_today(const struct nv_view *v, const struct nv_deliverable *d,
                              uint32_t index)
{
    const struct nv_agency *a = &v->snapshot->agencies[index];
    if (a->is_group && !a->n_successions)
        return NULL;
    struct nv_recipients r;
    nv_recipients_init(&r);
    nv_resolve(v->snapshot, d, index, v->today, &r);
    const char *name = NULL;
    bool moved = r.list.n > 0 && r.list.v[0].succession != NULL;
    if (moved && r.list.n == 1 && r.list.v[0].agency != index)
        name = nv_view_agency(v, r.list.v[0].agency);
    else if (moved && r.list.n > 1 && !a->is_group)
        name = nv_say_quantity(v, NV_WORD_SUCCESSORS, (long)r.list.n);
    nv_recipients_free(&r);
    return name;
}

static const char *join(const struct nv_view *v, enum nv_word how, const char *list,
                        const char *name)
{
    if (!list)
        return name;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "list", list);
    nv_tv_set_str(data, "name", name);
    return nv_say_with(v, how, data);
}

/* A name as it stands in a list: with what it is called today, where that differs. */
static const char *name_listed(const struct nv_view *v, const struct nv_deliverable *d,
                               uint32_t index)
{
    const char *name = nv_view_agency(v, index), *now = name_today(v, d, index);
    if (!now)
        return name;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "name", name);
    nv_tv_set_str(data, "now", now);
    return nv_say_with(v, NV_WORD_NAME_NOW, data);
}

const char *nv_say_agencies(const struct nv_view *v, const struct nv_deliverable *d,
                            const struct nv_refs *refs)
{
    if (refs->n == 0)
        return "";
    const char **names = nv_arena_alloc(v->arena, refs->n * sizeof *names);
    for (uint32_t i = 0; i < refs->n; i++)
        names[i] = name_listed(v, d, refs->v[i]);
    /* Neighbours, then neighbouring pairs, and so on: one by one would copy the list each time. */
    for (uint32_t n = refs->n; n > 1; n = (n + 1) / 2)
        for (uint32_t i = 0; i < n; i += 2)
            names[i / 2] =
                i + 1 < n ? join(v, NV_WORD_NAME_NEXT, names[i], names[i + 1]) : names[i];
    return names[0];
}

/* Groups are called "Các …": a common noun, which begins small within a sentence. */
static const char *in_sentence(const struct nv_view *v, const char *name)
{
    if (!starts_with(name, "Các "))
        return name;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "name", name);
    nv_tv_set_str(data, "lower", lower(v, name));
    return nv_say_with(v, NV_WORD_NAME_GROUP, data);
}

const char *nv_say_lead(const struct nv_view *v, const struct nv_view_item *it)
{
    enum { NAMES_IN_SENTENCE = 3 };
    const struct nv_refs *leads = &it->deliverable->roles[NV_ROLE_LEAD];
    if (leads->n == 0 || leads->n > NAMES_IN_SENTENCE)
        return nv_say(v, NV_WORD_NAME_LEAD);
    const char *list = NULL;
    for (uint32_t i = 0; i < leads->n; i++) {
        const char *now = name_today(v, it->deliverable, leads->v[i]);
        const char *name = in_sentence(v, now ? now : nv_view_agency(v, leads->v[i]));
        list = join(v, i + 1 < leads->n ? NV_WORD_NAME_MIDDLE : NV_WORD_NAME_LAST, list, name);
    }
    return list;
}

/* The step by which the predecessor's work moved on: the newest one in force. */
static const struct nv_succession *succession_of(const struct nv_agency *a, int32_t today)
{
    const struct nv_succession *newest = NULL;
    for (uint32_t i = 0; i < a->n_successions; i++)
        if (a->successions[i].from <= today)
            newest = &a->successions[i];
    return newest;
}

const char *nv_say_takeover(const struct nv_view *v, const struct nv_view_item *it)
{
    if (!it->item->predecessor)
        return NULL;
    const struct nv_agency *from = nv_view_find(v, it->item->predecessor);
    const struct nv_succession *step = from ? succession_of(from, v->today) : NULL;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "name", nv_view_agency_id(v, it->item->predecessor));
    nv_tv_set_str(data, "day", step ? nv_say_day(v, step->from) : NULL);
    nv_tv_set_str(data, "basis", step ? nv_clean_bare(v->arena, step->basis) : NULL);
    return nv_say_with(v, NV_WORD_NAME_TAKEOVER, data);
}

const char *nv_say_role_name(const struct nv_view *v, enum nv_role role)
{
    static const enum nv_word words[NV_ROLE_COUNT] = {
        [NV_ROLE_LEAD] = NV_WORD_ROLE_LEAD,
        [NV_ROLE_EXECUTOR] = NV_WORD_ROLE_EXECUTOR,
        [NV_ROLE_APPRAISER] = NV_WORD_ROLE_APPRAISER,
        [NV_ROLE_GUIDE] = NV_WORD_ROLE_GUIDE,
        [NV_ROLE_SUPPORT] = NV_WORD_ROLE_SUPPORT,
        [NV_ROLE_APPROVER] = NV_WORD_ROLE_APPROVER,
        [NV_ROLE_OWNER] = NV_WORD_ROLE_OWNER,
        [NV_ROLE_LEADERSHIP] = NV_WORD_ROLE_LEADERSHIP,
    };
    return nv_say(v, words[role]);
}

const char *nv_say_role(const struct nv_view *v, const struct nv_view_item *it)
{
    const struct nv_agency *named = nv_view_find(v, it->item->named);
    bool group = !it->item->stand_in && named && named->is_group;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "role", nv_say_role_name(v, it->item->role));
    nv_tv_set_str(data, "group", group ? nv_clean(v->arena, named->name) : NULL);
    /* What holds for the whole letter stands under the addressee. */
    nv_tv_set_str(data, "takeover", v->one_predecessor ? NULL : nv_say_takeover(v, it));
    return nv_say_with(v, NV_WORD_VALUE_ROLE, data);
}

const char *nv_say_basis(const struct nv_view *v, const struct nv_plan *plan)
{
    const char *basis = nv_clean_bare(v->arena, plan->basis);
    const char *title = nv_clean_bare(v->arena, plan->title);
    if (!*basis || strstr(basis, "ban hành"))
        return *basis ? basis : title;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "decree", basis);
    nv_tv_set_str(data, "title", title);
    nv_tv_set_bool(data, "added", plan->supplement);
    return nv_say_with(v, NV_WORD_NAME_BASIS, data);
}

const char *nv_say_issuer(const struct nv_view *v, const struct nv_plan *plan)
{
    const char *basis = nv_clean_bare(v->arena, plan->basis), *of = strstr(basis, " của ");
    if (!of)
        return nv_say(v, NV_WORD_NAME_ISSUER);
    of += strlen(" của ");
    size_t n = strcspn(of, ",;()");
    static const char *const ends[] = {" về ", " ban hành", " phê duyệt"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *end = strstr(of, ends[i]);
        if (end && (size_t)(end - of) < n)
            n = (size_t)(end - of);
    }
    return nv_clean_bare(v->arena, nv_arena_strndup(v->arena, of, n));
}

const char *nv_say_test(const struct nv_view *v, enum nv_word word)
{
    enum { NAME_COLUMNS = 60 };
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_str(data, "addressee", nv_clean_cut(v->arena, v->agency_name, NAME_COLUMNS));
    nv_tv_set_str(data, "address",
                  v->letter->to ? nv_clean_address(v->arena, v->letter->to) : NULL);
    nv_tv_set_str(data, "today", nv_say_day(v, v->today));
    return nv_say_with(v, word, data);
}

const char *nv_say_capital(const struct nv_view *v, const char *sentence)
{
    bool latin = *sentence >= 'a' && *sentence <= 'z', barred = starts_with(sentence, "đ");
    if (!latin && !barred)
        return sentence;
    char *capital = nv_arena_strdup(v->arena, sentence);
    if (latin)
        capital[0] = (char)(*sentence - 'a' + 'A');
    else
        memcpy(capital, "Đ", strlen("Đ"));
    return capital;
}
