#include "import/assign.h"

#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "calendar/day.h"
#include "import/draft.h"
#include "import/mentions.h"
#include "import/names.h"
#include "import/verbs.h"
#include "model/snapshot.h"

enum { DOER = NV_ROLE_PRINTED, BARE, N_PARTS };

/* One cell being read. */
struct reader {
    struct nv_draft *draft;
    struct nv_draft_deliverable *d;
    const struct nv_snapshot *s;
    struct nv_book *book;
    int column;
    enum nv_field_kind kind;
    struct nv_words w;
    NV_VEC(uint32_t) parts[N_PARTS]; /* roles, then who does the work, then who is only named */
    bool unknown;                    /* somebody was named whom nobody knows */
    size_t leads;                    /* sentences with "chủ trì" */
};

/* One sentence of it. */
struct sentence {
    size_t at, to;
    struct nv_mention_list subject, objects;
    unsigned said;    /* bits of enum nv_verb */
    bool pending;     /* `objects` wait for what is said of them */
    bool theirs;      /* what is said now is said of the objects */
    unsigned waiting; /* their role if nothing is said; N_PARTS: none */
};

static void put(struct reader *r, unsigned part, uint32_t agency)
{
    for (size_t i = 0; i < r->parts[part].n; i++)
        if (r->parts[part].v[i] == agency)
            return;
    nv_vec_push(&r->parts[part], agency);
}

static void warn(struct reader *r, const char *text)
{
    nv_doubt(r->draft, &r->d->remarks, NV_DIAG_WARNING, r->d->row, r->column, r->d->id, "%s", text);
}

static const char *excerpt(struct reader *r, size_t at, size_t n)
{
    const char *start = r->w.v[at].start;
    return nv_arena_strndup(r->draft->arena, start, (size_t)(r->w.v[at + n - 1].end - start));
}

static void say_unknown(struct reader *r, const struct nv_mention *m)
{
    const char *name = excerpt(r, m->at, m->n);
    size_t used;
    uint32_t near = nv_book_find(r->book, &r->w, m->at, "", &used);
    if (near == NV_NONE)
        near = nv_book_nearest(r->book, name);
    r->unknown = true;
    if (near == NV_NONE)
        warn(r, nv_arena_fmt(r->draft->arena, "không biết cơ quan “%s”", name));
    else
        warn(r, nv_arena_fmt(r->draft->arena, "không biết cơ quan “%s”; gần nhất là %s (%s)", name,
                             r->s->agencies[near].id, r->s->agencies[near].name));
}

static void say_ceased(struct reader *r, const struct nv_agency *a)
{
    char last[NV_DAY_TEXT];
    if (a->valid_to == NV_DAY_NONE || nv_day_year(a->valid_to) >= r->draft->year)
        return;
    const char *heir = a->n_successions && a->successions[0].to.n
                           ? r->s->agencies[a->successions[0].to.v[0]].id
                           : NULL;
    warn(r,
         nv_arena_fmt(r->draft->arena, "%s đã kết thúc hoạt động ngày %s%s%s", a->name,
                      nv_day_vi(a->valid_to, last), heir ? "; tiếp nhận: " : "", heir ? heir : ""));
}

static void give(struct reader *r, unsigned part, const struct nv_mention_list *list)
{
    for (size_t i = 0; i < list->list.n; i++) {
        const struct nv_mention *m = &list->list.v[i];
        if (m->agency == NV_NONE)
            continue;
        put(r, part, m->agency);
    }
}

/* Doubts of a list, once each. */
static void look_at(struct reader *r, const struct nv_mention_list *list)
{
    for (size_t i = 0; i < list->list.n; i++) {
        const struct nv_mention *m = &list->list.v[i];
        if (m->agency == NV_NONE) {
            say_unknown(r, m);
            continue;
        }
        if (m->rest)
            warn(r, nv_arena_fmt(r->draft->arena, "sau tên cơ quan còn chữ “%s”",
                                 excerpt(r, m->at + m->n, m->rest)));
        say_ceased(r, &r->s->agencies[m->agency]);
    }
}

/* "trình UBND tỉnh phê duyệt", "gửi Sở Nội vụ thẩm định": what is said next is said of the objects.
 */
static void settle_objects(struct reader *r, struct sentence *t, enum nv_verb said)
{
    if (!t->pending)
        return;
    if (said == NV_VERB_APPRAISE)
        give(r, NV_ROLE_APPRAISER, &t->objects);
    else if (t->waiting < N_PARTS)
        give(r, t->waiting, &t->objects);
    t->pending = false;
}

/* `strict` objects stand in the middle of a sentence: what is not known there is no doubt. */
static void read_objects(struct reader *r, struct sentence *t, bool strict)
{
    t->objects.list.n = 0;
    t->at = nv_mentions_read(r->book, &r->w, t->at, t->to, strict, &t->objects);
    if (!strict)
        look_at(r, &t->objects);
}

static void wait_for_verb(struct reader *r, struct sentence *t, unsigned part)
{
    read_objects(r, t, true);
    t->pending = t->objects.list.n > 0;
    t->waiting = part;
}

static bool has_said(const struct sentence *t, enum nv_verb v)
{
    return t->said & 1u << v;
}

/* "Chủ trì: Sở A" names after the verb; otherwise the subject leads. */
static void take_named_after(struct reader *r, struct sentence *t, unsigned part)
{
    read_objects(r, t, false);
    give(r, part, &t->objects);
}

static void take_support(struct reader *r, struct sentence *t)
{
    size_t n;
    if (has_said(t, NV_VERB_LEAD) || t->subject.list.n == 0) {
        take_named_after(r, t, NV_ROLE_SUPPORT);
    } else if (t->at >= t->to || nv_verb_at(&r->w, t->at, &n) != NV_VERB_APPRAISE) {
        t->said |= 1u << NV_VERB_SUPPORT;
        read_objects(r, t, true);
    }
}

static void take_verb(struct reader *r, struct sentence *t, enum nv_verb v)
{
    bool subject = t->subject.list.n > 0;
    bool colon = t->at < t->to && r->w.v[t->at].colon;
    t->theirs = (t->pending || t->theirs) && (v == NV_VERB_APPRAISE || v == NV_VERB_DO);
    settle_objects(r, t, v);
    if (t->theirs)
        return;
    switch (v) {
    case NV_VERB_LEAD:
        if (!subject && !has_said(t, v))
            take_named_after(r, t, NV_ROLE_LEAD);
        break;
    case NV_VERB_SUPPORT:
        take_support(r, t);
        return;
    case NV_VERB_APPRAISE:
        if (!subject && colon)
            take_named_after(r, t, NV_ROLE_APPRAISER);
        break;
    case NV_VERB_SUBMIT:
        wait_for_verb(r, t, NV_ROLE_APPROVER);
        break;
    case NV_VERB_SEND:
        wait_for_verb(r, t, N_PARTS);
        break;
    case NV_VERB_DIRECT:
        read_objects(r, t, true);
        if (has_said(t, NV_VERB_LEAD) || has_said(t, NV_VERB_DO))
            give(r, NV_ROLE_EXECUTOR, &t->objects);
        break;
    case NV_VERB_ADVISE:
        read_objects(r, t, true);
        break;
    case NV_VERB_DO:
        if (!subject && colon)
            take_named_after(r, t, DOER);
        break;
    default:
        break;
    }
    t->said |= 1u << v;
}

/* What the subject's verbs make of it. */
static void settle(struct reader *r, struct sentence *t)
{
    const struct nv_mention_list *s = &t->subject;
    if (has_said(t, NV_VERB_LEAD)) {
        give(r, NV_ROLE_LEAD, s);
        r->leads += s->list.n > 0;
        return;
    }
    if (t->said == 0) {
        give(r, BARE, s);
        return;
    }
    bool other = false;
    if (has_said(t, NV_VERB_APPRAISE)) {
        give(r, NV_ROLE_APPRAISER, s);
        other = true;
    }
    if (has_said(t, NV_VERB_GUIDE)) {
        give(r, NV_ROLE_GUIDE, s);
        other = true;
    }
    if (!other && (has_said(t, NV_VERB_SUPPORT) || has_said(t, NV_VERB_SUM)) &&
        !has_said(t, NV_VERB_DO)) {
        give(r, NV_ROLE_SUPPORT, s);
        other = true;
    }
    if (!other)
        give(r, has_said(t, NV_VERB_SUPPORT) ? NV_ROLE_SUPPORT : DOER, s);
}

static void read_sentence(struct reader *r, size_t from, size_t to)
{
    struct sentence t = {.at = from, .to = to};
    size_t n;
    t.at = nv_mentions_read(r->book, &r->w, from, to, false, &t.subject);
    look_at(r, &t.subject);
    while (t.at < to) {
        enum nv_verb v = nv_verb_at(&r->w, t.at, &n);
        if (v == NV_VERB_NONE) {
            t.at++;
            continue;
        }
        t.at += n;
        take_verb(r, &t, v);
    }
    settle_objects(r, &t, NV_VERB_NONE);
    settle(r, &t);
    nv_vec_free(&t.subject.list);
    nv_vec_free(&t.objects.list);
}

static void read_item(struct reader *r, const char *text)
{
    nv_words_init(&r->w, text);
    size_t from = 0;
    for (size_t i = 1; i <= r->w.n; i++)
        if (i == r->w.n ||
            ((r->w.v[i].semicolon || (r->w.v[i].stop && r->w.v[i].upper)) && !r->w.v[i].bracket)) {
            read_sentence(r, from, i);
            from = i;
        }
    nv_words_free(&r->w);
}

static void read_cell(struct reader *r, enum nv_field_kind kind, const struct nv_columns *columns)
{
    const struct nv_items *items = &r->d->cells[kind];
    r->kind = kind;
    r->column = nv_column_number(columns, kind);
    size_t before[N_PARTS];
    for (unsigned p = 0; p < N_PARTS; p++)
        before[p] = r->parts[p].n;
    for (uint32_t i = 0; i < items->n; i++)
        read_item(r, items->v[i]);
    if (kind == NV_COL_ASSIGN)
        return;
    /* The column's title is the verb of who is only named in it. */
    unsigned role = kind == NV_COL_LEAD ? NV_ROLE_LEAD : NV_ROLE_SUPPORT;
    for (unsigned p = DOER; p < N_PARTS; p++) {
        for (size_t i = before[p]; i < r->parts[p].n; i++)
            put(r, role, r->parts[p].v[i]);
        r->parts[p].n = before[p];
    }
}

static void move_all(struct reader *r, unsigned from, unsigned to)
{
    for (size_t i = 0; i < r->parts[from].n; i++)
        put(r, to, r->parts[from].v[i]);
    r->parts[from].n = 0;
}

/* Where no verb says "chủ trì": who is only named leads, else who does the work. */
static void find_lead(struct reader *r)
{
    if (r->parts[NV_ROLE_LEAD].n == 0 && (r->parts[BARE].n || r->parts[DOER].n)) {
        bool bare = r->parts[BARE].n > 0;
        move_all(r, bare ? BARE : DOER, NV_ROLE_LEAD);
        warn(r, bare ? "ô phân công chỉ nêu tên, không có chữ “chủ trì”; hiểu là chủ trì"
                     : "ô phân công không có chữ “chủ trì”; ai làm việc đó được hiểu là chủ trì");
    } else if (r->parts[BARE].n) {
        warn(r, "cơ quan nêu tên mà không có động từ; hiểu là phối hợp");
    }
    move_all(r, BARE, NV_ROLE_SUPPORT);
    move_all(r, DOER, NV_ROLE_EXECUTOR);
    if (r->leads > 1 && r->parts[NV_ROLE_LEAD].n > 1)
        warn(r, "hai câu cùng có chữ “chủ trì”");
}

void nv_assign(struct nv_draft *draft, struct nv_draft_deliverable *d, const struct nv_snapshot *s,
               struct nv_book *book, const struct nv_columns *columns)
{
    struct reader r = {.draft = draft, .d = d, .s = s, .book = book};
    read_cell(&r, NV_COL_LEAD, columns);
    read_cell(&r, NV_COL_ASSIGN, columns);
    read_cell(&r, NV_COL_SUPPORT, columns);
    r.column = nv_column_number(columns, NV_COL_LEAD);
    if (r.column == 0)
        r.column = nv_column_number(columns, NV_COL_ASSIGN);
    find_lead(&r);
    if (r.parts[NV_ROLE_LEAD].n == 0)
        nv_doubt(draft, &d->remarks, NV_DIAG_ERROR, d->row, r.column, d->id,
                 r.unknown ? "chưa biết cơ quan chủ trì; ghi mã cơ quan vào lead"
                           : "bản in không nêu ai thực hiện; ghi mã cơ quan vào lead");
    for (unsigned p = 0; p < NV_ROLE_PRINTED; p++) {
        d->roles[p].n = (uint32_t)r.parts[p].n;
        if (r.parts[p].n)
            d->roles[p].v =
                nv_arena_memdup(draft->arena, r.parts[p].v, r.parts[p].n * sizeof *r.parts[p].v);
    }
    for (unsigned p = 0; p < N_PARTS; p++)
        nv_vec_free(&r.parts[p]);
}
