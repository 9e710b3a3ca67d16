#include "import/update.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "calendar/day.h"
#include "import/draft.h"
#include "import/import.h"
#include "import/letters.h"
#include "import/old_plan.h"
#include "model/snapshot.h"

enum {
    WORDS = 64,        /* of a title that are compared */
    FUZZY_PAIRS = 400, /* tasks on each side beyond which only equal titles are paired */
    ALIKE_SAME_ID = 50,
    ALIKE = 70, /* percent of words in common */
};

/* The words of a title, to be compared as a set. */
struct title {
    uint32_t words[WORDS];
    uint32_t n;
};

struct pairing {
    struct nv_draft *d;
    const struct nv_snapshot *s;
    const struct nv_old_plan *old;
    struct nv_buf *changes;
    struct nv_import_totals *totals;
    uint32_t *old_of, *new_of; /* by new and by old task; NV_NONE: unpaired */
    struct nv_intern *words;
    struct title *old_titles, *new_titles;
};

static void read_words(struct pairing *p, const char *text, struct title *t)
{
    struct nv_buf b = NV_BUF_INIT;
    nv_words_add(&b, text);
    for (char *w = b.data, *next; w && *w && t->n < WORDS; w = next) {
        next = w + strcspn(w, " ");
        if (*next)
            *next++ = '\0';
        t->words[t->n++] = nv_intern_add(p->words, w);
    }
    nv_buf_free(&b);
}

/* Percent of the longer title's words that stand in the other. */
static unsigned likeness(const struct title *a, const struct title *b)
{
    unsigned common = 0, most = a->n > b->n ? a->n : b->n;
    bool used[WORDS] = {false};
    for (uint32_t i = 0; i < a->n; i++)
        for (uint32_t k = 0; k < b->n; k++)
            if (!used[k] && a->words[i] == b->words[k]) {
                used[k] = true;
                common++;
                break;
            }
    return most ? common * 100 / most : 0;
}

static const char *title_of(const struct nv_draft_task *t)
{
    return t->title.n ? t->title.v[0] : "";
}

static void pair(struct pairing *p, uint32_t new_task, uint32_t old_task)
{
    p->old_of[new_task] = old_task;
    p->new_of[old_task] = new_task;
}

static void pair_equal_titles(struct pairing *p)
{
    struct nv_intern *titles = nv_intern_new();
    NV_VEC(uint32_t)
    first = {0}; /* by symbol: an old task; further ones of the same title follow */
    uint32_t *next = nv_calloc(p->old->tasks.n + 1, sizeof *next);
    struct nv_buf words = NV_BUF_INIT;
    for (size_t i = p->old->tasks.n; i-- > 0;) {
        nv_buf_clear(&words);
        nv_words_add(&words, p->old->tasks.v[i].title);
        uint32_t sym = nv_intern_add(titles, nv_buf_str(&words));
        if (sym == first.n)
            nv_vec_push(&first, NV_NONE);
        next[i] = first.v[sym];
        first.v[sym] = (uint32_t)i;
    }
    for (size_t i = 0; i < p->d->tasks.n; i++) {
        if (p->d->tasks.v[i].heading)
            continue;
        nv_buf_clear(&words);
        nv_words_add(&words, title_of(&p->d->tasks.v[i]));
        uint32_t sym = nv_intern_find(titles, nv_buf_str(&words));
        if (sym == NV_NONE || first.v[sym] == NV_NONE)
            continue;
        uint32_t old = first.v[sym];
        first.v[sym] = next[old];
        pair(p, (uint32_t)i, old);
    }
    nv_buf_free(&words);
    nv_vec_free(&first);
    free(next);
    nv_intern_free(titles);
}

static void pair_same_ids(struct pairing *p)
{
    struct nv_intern *ids = nv_intern_new();
    NV_VEC(uint32_t) task = {0};
    for (size_t i = 0; i < p->old->tasks.n; i++)
        if (nv_intern_add(ids, p->old->tasks.v[i].id) == task.n)
            nv_vec_push(&task, (uint32_t)i);
    for (size_t i = 0; i < p->d->tasks.n; i++) {
        uint32_t sym = nv_intern_find(ids, p->d->tasks.v[i].id);
        if (sym == NV_NONE || p->d->tasks.v[i].heading || p->old_of[i] != NV_NONE ||
            p->new_of[task.v[sym]] != NV_NONE)
            continue;
        if (likeness(&p->new_titles[i], &p->old_titles[task.v[sym]]) >= ALIKE_SAME_ID)
            pair(p, (uint32_t)i, task.v[sym]);
    }
    nv_vec_free(&task);
    nv_intern_free(ids);
}

static void pair_alike(struct pairing *p)
{
    size_t left_new = 0, left_old = 0;
    for (size_t i = 0; i < p->d->tasks.n; i++)
        left_new += p->old_of[i] == NV_NONE;
    for (size_t i = 0; i < p->old->tasks.n; i++)
        left_old += p->new_of[i] == NV_NONE;
    if (left_new > FUZZY_PAIRS || left_old > FUZZY_PAIRS)
        return;
    for (size_t i = 0; i < p->d->tasks.n; i++) {
        unsigned most = ALIKE - 1;
        uint32_t best = NV_NONE;
        if (p->old_of[i] != NV_NONE || p->d->tasks.v[i].heading)
            continue;
        for (size_t k = 0; k < p->old->tasks.n; k++) {
            unsigned like =
                p->new_of[k] == NV_NONE ? likeness(&p->new_titles[i], &p->old_titles[k]) : 0;
            if (like > most) {
                most = like;
                best = (uint32_t)k;
            }
        }
        if (best != NV_NONE)
            pair(p, (uint32_t)i, best);
    }
}

static void tell(struct pairing *p, size_t *counter, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static void tell(struct pairing *p, size_t *counter, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    nv_buf_vaddf(p->changes, fmt, ap);
    va_end(ap);
    nv_buf_addc(p->changes, '\n');
    ++*counter;
}

static void carry_over(struct pairing *p, struct nv_remarks *to, const struct nv_old_extra *from)
{
    for (uint32_t i = 0; i < from->n; i++)
        nv_remark(p->d, to, "%s", from->v[i]);
}

/* A comment that an import makes by itself: it is made anew. */
static bool is_ours(const char *text)
{
    static const char *const begins[] = {"Nghi vấn:",
                                         "----",
                                         "Phân công:",
                                         "Chủ trì:",
                                         "Phối hợp:",
                                         "Các cột:",
                                         "due = ",
                                         "lead = ",
                                         "- ",
                                         "Số thứ tự trong bản mới",
                                         "Bản đang dùng ghi",
                                         "Bản in có ",
                                         "Chép từ văn bản",
                                         "Chữ giữ đúng như bản in",
                                         "xóa dòng đó; ghi đủ",
                                         "Chữ khác trong văn bản",
                                         "Chú thích viết tay trong bản đang dùng"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (strncmp(text, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

static void keep_comments(struct pairing *p)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->old->comments.n; i++) {
        const struct nv_old_comment *c = &p->old->comments.v[i];
        bool loose = is_ours(c->text);
        for (size_t k = 0; !loose && k < p->d->loose.n; k++)
            loose = strcmp(p->d->loose.v[k].text, c->text) == 0;
        if (loose)
            continue;
        if (strncmp(c->text, "dòng ", strlen("dòng ")) == 0) /* kept by an update before */
            nv_remark(p->d, &p->d->old_comments, "  %s", c->text);
        else
            nv_remark(p->d, &p->d->old_comments, "  dòng %d: %s", c->line, c->text);
        kept++;
    }
    if (kept)
        nv_buf_addf(p->changes,
                    "%zu dòng chú thích viết tay trong bản đang dùng giữ ở cuối tệp mới\n", kept);
}

static const char *role_ids(struct pairing *p, const struct nv_mentions *m)
{
    struct nv_buf b = NV_BUF_INIT;
    for (uint32_t i = 0; i < m->n; i++)
        nv_buf_addf(&b, "%s%s", i ? ", " : "", p->s->agencies[m->v[i]].id);
    const char *text = nv_arena_strdup(p->d->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return text;
}

/* Who leads could not be read, and was written by hand into the plan in use: that stays. */
static bool keep_lead(struct pairing *p, struct nv_draft_deliverable *n, const char *ids)
{
    NV_VEC(uint32_t) found = {0};
    bool all = *ids != '\0';
    for (const char *id = ids; all && *id;) {
        size_t len = strcspn(id, ","), before = found.n;
        for (uint32_t i = 0; i < p->s->n_agencies && found.n == before; i++)
            if (strncmp(p->s->agencies[i].id, id, len) == 0 && !p->s->agencies[i].id[len])
                nv_vec_push(&found, i);
        all = found.n > before;
        id += len + strspn(id + len, ", ");
    }
    if (all) {
        n->roles[NV_ROLE_LEAD].n = (uint32_t)found.n;
        n->roles[NV_ROLE_LEAD].v = nv_arena_memdup(p->d->arena, found.v, found.n * sizeof *found.v);
        nv_remark(p->d, &n->remarks, "Nghi vấn: lead lấy như bản đang dùng.");
    }
    nv_vec_free(&found);
    return all;
}

static bool same_words(const char *a, const char *b)
{
    struct nv_buf x = NV_BUF_INIT, y = NV_BUF_INIT;
    nv_words_add(&x, a);
    nv_words_add(&y, b);
    bool same = strcmp(nv_buf_str(&x), nv_buf_str(&y)) == 0;
    nv_buf_free(&x);
    nv_buf_free(&y);
    return same;
}

static void compare_deliverable(struct pairing *p, struct nv_draft_deliverable *n,
                                const struct nv_old_deliverable *o)
{
    size_t *changed = &p->totals->changed;
    const char *name = nv_items_join(p->d, &n->cells[NV_COL_PRODUCT], "; ");
    if (!same_words(name, o->name))
        tell(p, changed, "đổi sản phẩm   %s: “%s” → “%s”", n->id, o->name, name);
    if (!same_words(n->due, o->due)) {
        tell(p, changed, "đổi thời hạn   %s: “%s” → “%s”", n->id, o->due, n->due);
        nv_remark(p->d, &n->remarks, "Bản đang dùng ghi thời hạn “%s”.", o->due);
    }
    for (unsigned r = 0; r < NV_ROLE_PRINTED; r++) {
        const char *now = role_ids(p, &n->roles[r]);
        if (strcmp(now, o->roles[r]) == 0)
            continue;
        if (r == NV_ROLE_LEAD && !*now && keep_lead(p, n, o->roles[r]))
            continue;
        tell(p, changed, "đổi %-11s %s: [%s] → [%s]", nv_role_name((enum nv_role)r), n->id,
             o->roles[r], now);
        nv_remark(p->d, &n->remarks, "Nghi vấn: bản đang dùng ghi %s = [ %s ].",
                  nv_role_name((enum nv_role)r), o->roles[r]);
    }
    carry_over(p, &n->extra, &o->extra);
    n->note = o->note ? nv_arena_strdup(p->d->arena, o->note) : NULL;
}

/* Puts products in the order of the old plan, since their ids are positions: equal names first, a
 * renamed one into the place that was left, new ones last. */
static void keep_order(struct pairing *p, const struct nv_draft_task *t,
                       const struct nv_old_task *o)
{
    struct nv_draft_deliverable *v = p->d->deliverables.v + t->first;
    struct nv_draft_deliverable *sorted = nv_calloc(t->n + 1, sizeof *sorted);
    uint32_t *from = nv_malloc((o->n + 1) * sizeof *from), placed = 0, i = 0;
    bool *used = nv_calloc(t->n + 1, sizeof *used);
    for (uint32_t k = 0; k < o->n; k++) {
        from[k] = NV_NONE;
        for (i = 0; i < t->n && from[k] == NV_NONE; i++) {
            const char *name = nv_items_join(p->d, &v[i].cells[NV_COL_PRODUCT], "; ");
            if (!used[i] && same_words(name, p->old->deliverables.v[o->first + k].name)) {
                from[k] = i;
                used[i] = true;
            }
        }
    }
    i = 0;
    for (uint32_t k = 0; k < o->n; k++) {
        while (from[k] == NV_NONE && i < t->n && used[i])
            i++;
        if (from[k] == NV_NONE && i < t->n) {
            from[k] = i;
            used[i] = true;
        }
        if (from[k] == NV_NONE)
            continue;
        sorted[placed] = v[from[k]];
        sorted[placed++].was = k;
    }
    for (i = 0; i < t->n; i++)
        if (!used[i]) {
            sorted[placed] = v[i];
            sorted[placed++].was = NV_NONE;
        }
    for (i = 0; i < t->n; i++) {
        v[i] = sorted[i];
        v[i].id = nv_arena_fmt(p->d->arena, "%s.%u", t->id, i + 1);
    }
    free(sorted);
    free(from);
    free(used);
}

static void compare_products(struct pairing *p, const struct nv_draft_task *t,
                             const struct nv_old_task *o)
{
    uint32_t next = 0; /* the first old one that is not told yet */
    for (uint32_t i = 0; i <= t->n; i++) {
        struct nv_draft_deliverable *n = i < t->n ? &p->d->deliverables.v[t->first + i] : NULL;
        uint32_t was = n ? n->was : o->n;
        for (; was != NV_NONE && next < was; next++)
            tell(p, &p->totals->removed, "bỏ sản phẩm    %s.%u: %s", o->id, next + 1,
                 p->old->deliverables.v[o->first + next].name);
        if (was == NV_NONE)
            tell(p, &p->totals->added, "thêm sản phẩm  %s: %s", n->id,
                 nv_items_join(p->d, &n->cells[NV_COL_PRODUCT], "; "));
        if (!n || was == NV_NONE)
            continue;
        next = was + 1;
        if (was != i) {
            tell(p, &p->totals->changed,
                 "đổi mã         %s.%u → %s: sản phẩm trước nó bị bỏ; ghi nhận cũ không theo sang "
                 "mã "
                 "mới",
                 o->id, was + 1, n->id);
            nv_remark(p->d, &n->remarks, "Nghi vấn: trong bản đang dùng sản phẩm này là %s.%u.",
                      o->id, was + 1);
        }
        compare_deliverable(p, n, &p->old->deliverables.v[o->first + was]);
    }
}

static void compare_task(struct pairing *p, struct nv_draft_task *t, const struct nv_old_task *o)
{
    if (strcmp(t->id, o->id) != 0) {
        nv_remark(p->d, &t->remarks, "Số thứ tự trong bản mới: %s; giữ mã đang dùng.", t->id);
        t->id = nv_arena_strdup(p->d->arena, o->id);
    }
    keep_order(p, t, o);
    carry_over(p, &t->extra, &o->extra);
    if (!same_words(title_of(t), o->title))
        tell(p, &p->totals->changed, "đổi tên        %s: “%s” → “%s”", t->id, o->title,
             title_of(t));
    compare_products(p, t, o);
}

static void compare(struct pairing *p)
{
    nv_draft_forget_ids(p->d);
    for (size_t i = 0; i < p->old->tasks.n; i++)
        nv_draft_taken(p->d, p->old->tasks.v[i].id);
    for (size_t i = 0; i < p->d->tasks.n; i++) {
        struct nv_draft_task *t = &p->d->tasks.v[i];
        if (t->heading)
            continue;
        if (p->old_of[i] != NV_NONE) {
            compare_task(p, t, &p->old->tasks.v[p->old_of[i]]);
            continue;
        }
        const char *printed = t->id;
        t->id = nv_draft_unique(p->d, t->id);
        keep_order(p, t, &(struct nv_old_task){0});
        if (strcmp(printed, t->id) != 0)
            nv_remark(p->d, &t->remarks,
                      "Số thứ tự trong bản mới: %s; mã đó đang là của việc khác.", printed);
        tell(p, &p->totals->added, "thêm           %s: %s", t->id, title_of(t));
    }
    for (size_t i = 0; i < p->old->tasks.n; i++)
        if (p->new_of[i] == NV_NONE)
            tell(p, &p->totals->removed, "bỏ             %s: %s", p->old->tasks.v[i].id,
                 p->old->tasks.v[i].title);
}

static const char *kept(struct nv_draft *d, const char *old, const char *now)
{
    return old ? nv_arena_strdup(d->arena, old) : now;
}

static void keep_head(struct nv_draft *d, const struct nv_old_plan *old)
{
    int32_t day;
    memset(&d->remarks, 0, sizeof d->remarks);
    if (old->basis && d->basis && !same_words(old->basis, d->basis))
        nv_remark(d, &d->remarks, "Nghi vấn: bản mới có thể có căn cứ khác: %s", d->basis);
    d->id = kept(d, old->id, d->id);
    d->title = kept(d, old->title, d->title);
    d->short_name = kept(d, old->short_name, d->short_name);
    d->basis = kept(d, old->basis, d->basis);
    d->owner = kept(d, old->owner, d->owner);
    d->leadership = kept(d, old->leadership, NULL);
    d->contact = kept(d, old->contact, NULL);
    if (old->signed_day && nv_day_parse_iso(old->signed_day, &day))
        d->signed_day = day;
}

void nv_update(struct nv_draft *d, const struct nv_snapshot *s, const struct nv_old_plan *old,
               struct nv_buf *changes, struct nv_import_totals *totals)
{
    size_t n = d->tasks.n, m = old->tasks.n;
    struct pairing p = {.d = d, .s = s, .old = old, .changes = changes, .totals = totals};
    p.words = nv_intern_new();
    p.old_of = nv_malloc((n + 1) * sizeof *p.old_of);
    p.new_of = nv_malloc((m + 1) * sizeof *p.new_of);
    p.new_titles = nv_calloc(n + 1, sizeof *p.new_titles);
    p.old_titles = nv_calloc(m + 1, sizeof *p.old_titles);
    for (size_t i = 0; i < n; i++) {
        p.old_of[i] = NV_NONE;
        read_words(&p, title_of(&d->tasks.v[i]), &p.new_titles[i]);
    }
    for (size_t i = 0; i < m; i++) {
        p.new_of[i] = NV_NONE;
        read_words(&p, old->tasks.v[i].title, &p.old_titles[i]);
    }
    pair_equal_titles(&p);
    pair_same_ids(&p);
    pair_alike(&p);
    compare(&p);
    keep_head(d, old);
    carry_over(&p, &d->extra, &old->extra);
    carry_over(&p, &d->file_extra, &old->file_extra);
    keep_comments(&p);
    free(p.old_of);
    free(p.new_of);
    free(p.new_titles);
    free(p.old_titles);
    nv_intern_free(p.words);
}
