/* After the last file of agencies: what they refer to, circles, mailboxes, and how long somebody
 * stands for each. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "calendar/day.h"
#include "conf/loader.h"
#include "conf/names.h"

/* The resolution at run time goes no deeper. */
enum { MAX_STEPS = 15 };

static struct nv_refs look_up(struct nv_loader *l, uint32_t first, uint32_t n, uint32_t self)
{
    uint32_t *found = nv_calloc(n, sizeof *found), kept = 0;
    l->stamp++;
    for (uint32_t i = 0; i < n; i++) {
        const struct nv_pending *p = &l->pending.v[first + i];
        uint32_t at = nv_names_find(l, p->id);
        if (at == NV_NONE) {
            if (!l->agencies_known)
                continue;
            struct nv_buf text = NV_BUF_INIT;
            nv_names_say_unknown(l, p->id, &text);
            nv_spot_error(l, &p->spot, "%s", nv_buf_str(&text));
            nv_buf_free(&text);
            continue;
        }
        if (at == self) {
            nv_spot_error(l, &p->spot, "\"%s\" không thể chỉ tới chính nó", p->id);
            continue;
        }
        /* Long groups are looked through by the mark below, short ones directly. */
        if (l->mark[at] == l->stamp)
            nv_spot_warn(l, &p->spot, "\"%s\" được ghi hai lần", p->id);
        else
            found[kept++] = at;
        l->mark[at] = l->stamp;
    }
    struct nv_refs refs = {nv_pool_bytes(l->pool, found, kept * sizeof *found), kept};
    free(found);
    return refs;
}

static void look_up_all(struct nv_loader *l)
{
    for (uint32_t i = 0; i < l->agencies.n; i++) {
        struct nv_agency *a = &l->agencies.v[i];
        const struct nv_draft *d = &l->drafts.v[i];
        a->members = look_up(l, d->first_member, d->n_members, i);
        if (!d->n_successions)
            continue;
        struct nv_succession *s = nv_arena_alloc(l->snap->arena, d->n_successions * sizeof *s);
        for (uint32_t k = 0; k < d->n_successions; k++) {
            const struct nv_draft_succession *from = &l->successions.v[d->first_succession + k];
            s[k].from = from->from;
            s[k].basis = from->basis;
            s[k].to = look_up(l, from->first_to, from->n_to, i);
        }
        a->successions = s;
        a->n_successions = d->n_successions;
    }
}

/* The k-th agency that `a` leads to: members first, then successors. NV_NONE at the end. */
static uint32_t next_of(const struct nv_agency *a, uint32_t k)
{
    if (k < a->members.n)
        return a->members.v[k];
    k -= a->members.n;
    for (uint32_t i = 0; i < a->n_successions; i++) {
        if (k < a->successions[i].to.n)
            return a->successions[i].to.v[k];
        k -= a->successions[i].to.n;
    }
    return NV_NONE;
}

/* First day on which nobody stands for `a`, from those it leads to. INT32_MAX: never. */
static int32_t lost_from(const struct nv_loader *l, const struct nv_agency *a)
{
    int32_t lost = INT32_MIN;
    if (a->is_group && (a->undetermined || !a->members.n))
        return INT32_MAX; /* told elsewhere */
    for (uint32_t i = 0; i < a->members.n; i++)
        if (l->lost_from[a->members.v[i]] > lost)
            lost = l->lost_from[a->members.v[i]];
    if (!a->is_group)
        lost = a->valid_to == NV_DAY_NONE ? INT32_MAX : a->valid_to + 1;
    if (!a->n_successions)
        return lost;
    const struct nv_succession *last = &a->successions[a->n_successions - 1];
    for (uint32_t i = 0; i < last->to.n; i++)
        if (l->lost_from[last->to.v[i]] > lost)
            lost = l->lost_from[last->to.v[i]];
    return lost;
}

struct step {
    uint32_t agency, next;
};

static void say_circle(struct nv_loader *l, const struct step *path, size_t n, uint32_t back)
{
    struct nv_buf b = NV_BUF_INIT;
    size_t i = n;
    while (i > 0 && path[i - 1].agency != back)
        i--;
    for (i = i ? i - 1 : 0; i < n; i++)
        nv_buf_addf(&b, "%s → ", l->agencies.v[path[i].agency].id);
    bool group = l->agencies.v[path[n - 1].agency].is_group && l->agencies.v[back].is_group;
    nv_spot_error(l, &l->drafts.v[back].spot, "%s tạo thành vòng: %s%s",
                  group ? "các nhóm" : "các lần kế tục", nv_buf_str(&b), l->agencies.v[back].id);
    nv_buf_free(&b);
}

/* Depth-first over members and successors; an explicit stack, since chains may be long. */
static void walk(struct nv_loader *l, uint32_t from, unsigned char *seen, uint32_t *height)
{
    NV_VEC(struct step) path = {0};
    nv_vec_push(&path, (struct step){from, 0});
    seen[from] = 1;
    while (path.n) {
        struct step *s = nv_vec_last(&path);
        uint32_t at = s->agency, to = next_of(&l->agencies.v[at], s->next++);
        if (to == NV_NONE) {
            seen[at] = 2;
            l->lost_from[at] = lost_from(l, &l->agencies.v[at]);
            path.n--;
            if (height[at] == MAX_STEPS + 1)
                nv_spot_error(l, &l->drafts.v[at].spot,
                              "\"%s\": chuỗi nhóm và kế tục dài quá %d bước", l->agencies.v[at].id,
                              MAX_STEPS);
            if (path.n && height[nv_vec_last(&path)->agency] <= height[at])
                height[nv_vec_last(&path)->agency] = height[at] + 1;
        } else if (seen[to] == 0) {
            seen[to] = 1;
            nv_vec_push(&path, (struct step){to, 0});
        } else if (seen[to] == 1) {
            say_circle(l, path.v, path.n, to);
        } else if (height[at] <= height[to]) {
            height[at] = height[to] + 1;
        }
    }
    nv_vec_free(&path);
}

static bool overlap(const struct nv_agency *a, const struct nv_agency *b)
{
    return !(a->valid_to != NV_DAY_NONE && b->valid_from != NV_DAY_NONE &&
             a->valid_to < b->valid_from) &&
           !(b->valid_to != NV_DAY_NONE && a->valid_from != NV_DAY_NONE &&
             b->valid_to < a->valid_from);
}

static void check_mailboxes(struct nv_loader *l)
{
    struct nv_intern *boxes = nv_intern_new();
    NV_VEC(uint32_t) owners = {0};
    for (uint32_t i = 0; i < l->agencies.n; i++) {
        const struct nv_agency *a = &l->agencies.v[i];
        for (uint32_t k = 0; k < a->n_endpoints; k++) {
            if (a->endpoints[k].kind != NV_ENDPOINT_MAIL)
                continue;
            char *folded = nv_utf8_lower(a->endpoints[k].address);
            uint32_t sym = nv_intern_add(boxes, folded ? folded : "");
            free(folded);
            if (sym == owners.n) {
                nv_vec_push(&owners, i);
                continue;
            }
            const struct nv_agency *first = &l->agencies.v[owners.v[sym]];
            if (first != a && overlap(first, a))
                nv_spot_warn(l, &l->drafts.v[i].spot,
                             "hộp thư %s cũng là của \"%s\" (%s:%d); hai cơ quan sẽ nhận chung",
                             a->endpoints[k].address, first->id, first->place.file,
                             first->place.line);
        }
    }
    nv_vec_free(&owners);
    nv_intern_free(boxes);
}

void nv_finish_agencies(struct nv_loader *l)
{
    uint32_t n = (uint32_t)l->agencies.n;
    unsigned char *seen = nv_calloc(n, 1);
    uint32_t *height = nv_calloc(n, sizeof *height);
    l->lost_from = nv_calloc(n, sizeof *l->lost_from);
    l->blamed = nv_calloc(n, sizeof *l->blamed);
    l->mark = nv_calloc(n, sizeof *l->mark);
    uint32_t *self = nv_arena_alloc(l->snap->arena, n * sizeof *self);
    for (uint32_t i = 0; i < n; i++)
        self[i] = i;
    l->self = self;
    look_up_all(l);
    for (uint32_t i = 0; i < n; i++)
        if (!seen[i])
            walk(l, i, seen, height);
    check_mailboxes(l);
    free(seen);
    free(height);
    l->snap->agencies = nv_arena_memdup(l->snap->arena, l->agencies.v, n * sizeof *l->agencies.v);
    l->snap->n_agencies = n;
}
