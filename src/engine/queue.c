#include "engine/queue.h"

#include "base/err.h"
#include "base/intern.h"
#include "base/vec.h"
#include "model/snapshot.h"

enum {
    WEB_LIMIT = 1024,     /* in the courier's hands at once, over all hosts */
    DOUBTFUL_LIMIT = 256, /* of them, over the hosts in doubt: the courier asks 128 at once */
    HOST_LEAST = 8,       /* for one host; of one in doubt no more */
};

struct open_notice {
    struct nv_notice n;
    uint32_t refs;
};

struct line {
    struct nv_lane_state state;
    NV_VEC(struct nv_entry *) heap;
};

/* Ids are unique and never 0, so 0 marks an empty slot of a map. */
struct map {
    struct {
        uint64_t key;
        void *value;
    } * slots;
    size_t n_slots, n_used;
};

struct nv_queue {
    struct nv_intern *names;
    const struct nv_snapshot *s;
    uint32_t n_lanes;
    struct nv_lane_state web;  /* the last lane as a whole */
    NV_VEC(struct line) lines; /* the relays', then one for each host */
    struct nv_intern *hosts;   /* symbol + relays == index into lines */
    uint32_t doubtful;         /* claimed, of hosts in doubt */
    uint32_t turn;             /* the host that is asked first: each in its turn */
    struct map entries, notices;
};

static size_t map_slot(const struct map *m, uint64_t key)
{
    size_t i = nv_hash64(&key, sizeof key, 4) & (m->n_slots - 1);
    while (m->slots[i].key && m->slots[i].key != key)
        i = (i + 1) & (m->n_slots - 1);
    return i;
}

static void *map_get(const struct map *m, uint64_t key)
{
    return m->n_slots ? m->slots[map_slot(m, key)].value : NULL;
}

static void map_put(struct map *m, uint64_t key, void *value)
{
    if ((m->n_used + 1) * 4 > m->n_slots * 3) {
        struct map bigger = {.n_slots = m->n_slots ? m->n_slots * 2 : 64};
        bigger.slots = nv_calloc(bigger.n_slots, sizeof *bigger.slots);
        for (size_t i = 0; i < m->n_slots; i++)
            if (m->slots[i].key)
                bigger.slots[map_slot(&bigger, m->slots[i].key)] = m->slots[i];
        bigger.n_used = m->n_used;
        free(m->slots);
        *m = bigger;
    }
    size_t at = map_slot(m, key);
    m->n_used += !m->slots[at].key;
    m->slots[at].key = key;
    m->slots[at].value = value;
}

/* Linear probing without tombstones: what follows the hole moves up where it must. */
static void map_remove(struct map *m, uint64_t key)
{
    size_t hole = map_slot(m, key), mask = m->n_slots - 1;
    nv_require(m->slots[hole].key == key);
    for (size_t i = (hole + 1) & mask; m->slots[i].key; i = (i + 1) & mask) {
        size_t home = nv_hash64(&m->slots[i].key, sizeof key, 4) & mask;
        if (((i - home) & mask) >= ((i - hole) & mask)) {
            m->slots[hole] = m->slots[i];
            hole = i;
        }
    }
    m->slots[hole].key = 0;
    m->slots[hole].value = NULL;
    m->n_used--;
}

struct nv_queue *nv_queue_new(struct nv_intern *names)
{
    struct nv_queue *q = nv_calloc(1, sizeof *q);
    q->names = names;
    return q;
}

static void free_lines(struct nv_queue *q)
{
    for (size_t i = 0; i < q->lines.n; i++)
        nv_vec_free(&q->lines.v[i].heap);
    nv_vec_free(&q->lines);
    nv_intern_free(q->hosts);
    q->hosts = NULL;
}

static void free_notice(struct open_notice *o)
{
    free((void *)(uintptr_t)o->n.items);
    free(o);
}

void nv_queue_free(struct nv_queue *q)
{
    if (!q)
        return;
    free_lines(q);
    for (size_t i = 0; i < q->entries.n_slots; i++)
        free(q->entries.slots[i].value);
    for (size_t i = 0; i < q->notices.n_slots; i++)
        if (q->notices.slots[i].key)
            free_notice(q->notices.slots[i].value);
    free(q->entries.slots);
    free(q->notices.slots);
    free(q);
}

static bool sooner(const struct nv_entry *a, const struct nv_entry *b)
{
    return a->next_ms != b->next_ms ? a->next_ms < b->next_ms : a->id < b->id;
}

static void place(struct line *l, size_t at, struct nv_entry *e)
{
    l->heap.v[at] = e;
    e->heap_at = (uint32_t)at;
}

static void sift_up(struct line *l, size_t at)
{
    struct nv_entry *e = l->heap.v[at];
    for (; at > 0 && sooner(e, l->heap.v[(at - 1) / 2]); at = (at - 1) / 2)
        place(l, at, l->heap.v[(at - 1) / 2]);
    place(l, at, e);
}

static void sift_down(struct line *l, size_t at)
{
    struct nv_entry *e = l->heap.v[at];
    for (size_t child; (child = 2 * at + 1) < l->heap.n; at = child) {
        if (child + 1 < l->heap.n && sooner(l->heap.v[child + 1], l->heap.v[child]))
            child++;
        if (!sooner(l->heap.v[child], e))
            break;
        place(l, at, l->heap.v[child]);
    }
    place(l, at, e);
}

static bool is_web(const struct nv_queue *q, const struct nv_entry *e)
{
    return e->lane + 1 == q->n_lanes;
}

static void heap_add(struct nv_queue *q, struct nv_entry *e)
{
    struct line *l = &q->lines.v[e->line];
    nv_vec_push(&l->heap, e);
    sift_up(l, l->heap.n - 1);
    l->state.waiting++;
    q->web.waiting += is_web(q, e);
}

static void heap_remove(struct nv_queue *q, struct nv_entry *e)
{
    struct line *l = &q->lines.v[e->line];
    size_t at = e->heap_at;
    struct nv_entry *moved = l->heap.v[--l->heap.n];
    e->heap_at = NV_NONE;
    l->state.waiting--;
    q->web.waiting -= is_web(q, e);
    if (moved == e)
        return;
    place(l, at, moved);
    sift_up(l, at);
    sift_down(l, moved->heap_at);
}

/* An endpoint that the configuration no longer names still gets what was promised to it: mail by
 * the first relay. */
static uint32_t lane_of(const struct nv_queue *q, const struct nv_entry *e)
{
    bool web = strncmp(e->endpoint, "webhook:", 8) == 0;
    uint32_t agency = nv_snapshot_agency(q->s, e->agency);
    if (web || q->n_lanes < 2)
        return q->n_lanes - 1;
    if (agency == NV_NONE)
        return 0;
    const struct nv_agency *a = &q->s->agencies[agency];
    for (uint32_t i = 0; i < a->n_endpoints; i++)
        if (strcmp(a->endpoints[i].id, e->endpoint) == 0 && a->endpoints[i].relay != NV_NONE)
            return a->endpoints[i].relay;
    return 0;
}

/* "https://host:port" of a webhook's address. */
static uint32_t host_line(struct nv_queue *q, const char *endpoint)
{
    enum { HOST_MAX = 300 };
    char host[HOST_MAX];
    /* Mail without any relay ends here, too. */
    const char *colon = strchr(endpoint, ':'), *url = colon ? colon + 1 : endpoint,
               *name = strstr(url, "://");
    size_t n = name ? (size_t)(name + 3 - url) : 0;
    n += strcspn(url + n, "/?#");
    n = n < sizeof host ? n : sizeof host - 1;
    memcpy(host, url, n);
    host[n] = '\0';
    uint32_t line = q->s->n_relays + nv_intern_add(q->hosts, host);
    if (line == q->lines.n) {
        nv_vec_push_zero(&q->lines);
        uint32_t limit = (uint32_t)q->s->webhook_connections * 8;
        nv_vec_last(&q->lines)->state =
            (struct nv_lane_state){.paused_until_ms = INT64_MIN,
                                   .limit = limit < HOST_LEAST ? HOST_LEAST : limit,
                                   .doubtful = true};
    }
    return line;
}

static void claimed(struct nv_queue *q, const struct nv_entry *e, int change)
{
    struct nv_lane_state *line = &q->lines.v[e->line].state;
    nv_require(change > 0 || line->claimed > 0);
    line->claimed += (uint32_t)change;
    q->web.claimed += is_web(q, e) ? (uint32_t)change : 0;
    q->doubtful += line->doubtful ? (uint32_t)change : 0;
}

static void assign(struct nv_queue *q, struct nv_entry *e)
{
    e->lane = lane_of(q, e);
    e->line = is_web(q, e) ? host_line(q, e->endpoint) : e->lane;
    e->before = e->life == NV_LIFE_SENDING;
    if (e->heap_at == NV_NONE)
        claimed(q, e, 1);
    else
        heap_add(q, e);
}

static uint32_t limit_of(const struct nv_relay *r)
{
    uint32_t want = r->kind == NV_RELAY_MAILDIR ? 64 : (uint32_t)r->connections * 8;
    return want > 256 ? 256 : want;
}

void nv_queue_configure(struct nv_queue *q, const struct nv_snapshot *s)
{
    enum { MINUTE_MS = 60000 };
    free_lines(q);
    q->s = s;
    q->n_lanes = s->n_relays + 1;
    q->hosts = nv_intern_new();
    q->turn = q->doubtful = 0;
    q->web = (struct nv_lane_state){.paused_until_ms = INT64_MIN, .limit = WEB_LIMIT};
    for (uint32_t i = 0; i < s->n_relays; i++) {
        const struct nv_relay *r = &s->relays[i];
        nv_vec_push_zero(&q->lines);
        nv_vec_last(&q->lines)->state =
            (struct nv_lane_state){.paused_until_ms = INT64_MIN,
                                   .limit = limit_of(r),
                                   .interval_ms = r->per_minute ? MINUTE_MS / r->per_minute : 0};
    }
    for (size_t i = 0; i < q->entries.n_slots; i++)
        if (q->entries.slots[i].key)
            assign(q, q->entries.slots[i].value);
}

static const char *intern(struct nv_queue *q, const char *s)
{
    return s ? nv_intern_str(q->names, nv_intern_add(q->names, s)) : NULL;
}

/* What is about no work has a name of its own each time: it is kept with the notice, and not for
 * ever. */
static const struct nv_item *keep_items(struct nv_queue *q, const struct nv_notice *n)
{
    size_t size = n->n_items * sizeof(struct nv_item), extra = 0;
    struct nv_item *items = nv_memdup(n->items, size);
    for (uint32_t i = 0; i < n->n_items; i++) {
        uint32_t known = nv_intern_find(q->names, items[i].occurrence);
        if (known != NV_NONE)
            items[i].occurrence = nv_intern_str(q->names, known);
        else
            extra += strlen(items[i].occurrence) + 1;
        items[i].named = intern(q, items[i].named);
        items[i].predecessor = intern(q, items[i].predecessor);
        items[i].remark = NULL; /* set when it is claimed */
    }
    if (!extra)
        return items;
    items = nv_realloc(items, size + extra);
    char *names = (char *)(items + n->n_items);
    for (uint32_t i = 0; i < n->n_items; i++) {
        if (nv_intern_find(q->names, items[i].occurrence) != NV_NONE)
            continue;
        size_t bytes = strlen(items[i].occurrence) + 1;
        items[i].occurrence = memcpy(names, items[i].occurrence, bytes);
        names += bytes;
    }
    return items;
}

void nv_queue_add_notice(struct nv_queue *q, const struct nv_notice *n)
{
    if (map_get(&q->notices, n->id))
        return;
    struct open_notice *o = nv_calloc(1, sizeof *o);
    o->n = *n;
    o->n.items = keep_items(q, n);
    o->n.agency = intern(q, n->agency);
    map_put(&q->notices, n->id, o);
}

void nv_queue_add(struct nv_queue *q, const struct nv_delivery *d)
{
    struct open_notice *o = map_get(&q->notices, d->notice);
    struct nv_entry *e = nv_calloc(1, sizeof *e);
    nv_require(o);
    o->refs++;
    *e = (struct nv_entry){.id = d->id,
                           .notice = d->notice,
                           .agency = intern(q, d->agency),
                           .endpoint = intern(q, d->endpoint),
                           .life = NV_LIFE_WAITING,
                           .attempts = d->attempts,
                           .rendered = d->rendered,
                           .unknown = d->unknown,
                           .idle = d->idle,
                           .maybe_duplicate = d->maybe_duplicate,
                           .resumed_ms = d->resumed_ms,
                           .since_ms = d->resumed_ms ? d->resumed_ms : d->created_ms,
                           .next_ms = d->next_ms};
    map_put(&q->entries, e->id, e);
    if (q->n_lanes)
        assign(q, e);
}

struct nv_entry *nv_queue_find(struct nv_queue *q, uint64_t delivery)
{
    return map_get(&q->entries, delivery);
}

const struct nv_notice *nv_queue_notice(const struct nv_queue *q, uint64_t notice)
{
    const struct open_notice *o = map_get(&q->notices, notice);
    return o ? &o->n : NULL;
}

static bool may_take(const struct nv_queue *q, const struct line *l)
{
    bool doubtful = l->state.doubtful;
    uint32_t limit = l->state.limit;
    if (l->state.probing)
        limit = 1;
    else if (doubtful && limit > HOST_LEAST)
        limit = HOST_LEAST;
    return l->heap.n && l->state.claimed < limit && !(doubtful && q->doubtful >= DOUBTFUL_LIMIT);
}

/* When the first of a line may be taken, if the line is not full. */
static int64_t ready_ms(const struct line *l)
{
    int64_t at = l->heap.v[0]->next_ms;
    if (l->state.paused_until_ms > at)
        at = l->state.paused_until_ms;
    return l->state.interval_ms && l->state.next_take_ms > at ? l->state.next_take_ms : at;
}

static struct nv_entry *take_from(struct nv_queue *q, struct line *l, int64_t now_ms)
{
    if (!may_take(q, l) || ready_ms(l) > now_ms)
        return NULL;
    struct nv_entry *e = l->heap.v[0];
    heap_remove(q, e);
    claimed(q, e, 1);
    e->before = false;
    l->state.next_take_ms = now_ms + l->state.interval_ms;
    return e;
}

struct nv_entry *nv_queue_take(struct nv_queue *q, uint32_t lane, int64_t now_ms)
{
    uint32_t relays = q->n_lanes - 1, hosts = (uint32_t)q->lines.n - relays;
    if (lane < relays)
        return take_from(q, &q->lines.v[lane], now_ms);
    for (uint32_t i = 0; i < hosts && q->web.claimed < q->web.limit; i++) {
        uint32_t host = (q->turn + i) % hosts;
        struct nv_entry *e = take_from(q, &q->lines.v[relays + host], now_ms);
        if (!e)
            continue;
        q->turn = host + 1;
        return e;
    }
    return NULL;
}

void nv_queue_pick(struct nv_queue *q, struct nv_entry *e)
{
    heap_remove(q, e);
    claimed(q, e, 1);
}

void nv_queue_reschedule(struct nv_queue *q, struct nv_entry *e, int64_t next_ms)
{
    heap_remove(q, e);
    e->next_ms = next_ms;
    heap_add(q, e);
}

void nv_queue_put_back(struct nv_queue *q, struct nv_entry *e)
{
    nv_require(e->heap_at == NV_NONE);
    claimed(q, e, -1);
    heap_add(q, e);
}

void nv_queue_remove(struct nv_queue *q, struct nv_entry *e)
{
    if (e->heap_at == NV_NONE)
        claimed(q, e, -1);
    else
        heap_remove(q, e);
    struct open_notice *o = map_get(&q->notices, e->notice);
    if (o && --o->refs == 0) {
        map_remove(&q->notices, e->notice);
        free_notice(o);
    }
    map_remove(&q->entries, e->id);
    free(e);
}

int64_t nv_queue_oldest_ms(const struct nv_queue *q)
{
    int64_t oldest = INT64_MAX;
    for (size_t i = 0; i < q->entries.n_slots; i++) {
        const struct nv_entry *e = q->entries.slots[i].key ? q->entries.slots[i].value : NULL;
        if (e && e->since_ms < oldest)
            oldest = e->since_ms;
    }
    return oldest;
}

uint32_t nv_queue_lanes(const struct nv_queue *q)
{
    return q->n_lanes;
}

struct nv_lane_state *nv_queue_lane(struct nv_queue *q, uint32_t lane)
{
    return lane + 1 < q->n_lanes ? &q->lines.v[lane].state : &q->web;
}

struct nv_lane_state *nv_queue_line(struct nv_queue *q, const struct nv_entry *e)
{
    return &q->lines.v[e->line].state;
}

void nv_queue_answered(struct nv_queue *q, const struct nv_entry *e, bool answered)
{
    struct nv_lane_state *l = &q->lines.v[e->line].state;
    if (!is_web(q, e) || l->doubtful != answered)
        return;
    l->doubtful = !answered;
    q->doubtful += answered ? 0 - l->claimed : l->claimed;
}

uint32_t nv_queue_resting(const struct nv_queue *q, uint32_t lane, int64_t now_ms,
                          int64_t *until_ms)
{
    bool web = lane + 1 == q->n_lanes;
    uint32_t n = 0;
    *until_ms = INT64_MIN;
    for (size_t i = lane; i < (web ? q->lines.n : lane + 1u); i++) {
        int64_t until = q->lines.v[i].state.paused_until_ms;
        n += until > now_ms;
        if (until > now_ms && until > *until_ms)
            *until_ms = until;
    }
    return n;
}

int64_t nv_queue_next_ms(const struct nv_queue *q)
{
    int64_t next = INT64_MAX;
    bool web_full = q->web.claimed >= q->web.limit;
    for (size_t i = 0; i < q->lines.n; i++) {
        const struct line *l = &q->lines.v[i];
        if (!may_take(q, l) || (web_full && i + 1 >= q->n_lanes))
            continue;
        int64_t at = ready_ms(l);
        next = at < next ? at : next;
    }
    return next;
}

void nv_queue_clamp(struct nv_queue *q, int64_t now_ms, int64_t latest_ms, int64_t pause_ms)
{
    for (size_t i = 0; i < q->lines.n; i++) {
        struct line *l = &q->lines.v[i];
        if (l->state.next_take_ms > now_ms + l->state.interval_ms)
            l->state.next_take_ms = now_ms;
        if (l->state.paused_until_ms > pause_ms)
            l->state.paused_until_ms = pause_ms;
        for (size_t k = 0; k < l->heap.n; k++) {
            int64_t latest = l->heap.v[k]->attempts ? latest_ms : now_ms;
            if (l->heap.v[k]->next_ms > latest)
                l->heap.v[k]->next_ms = latest;
        }
        for (size_t k = l->heap.n; k-- > 0;)
            sift_down(l, k);
    }
    for (size_t i = 0; i < q->entries.n_slots; i++) {
        struct nv_entry *e = q->entries.slots[i].key ? q->entries.slots[i].value : NULL;
        if (e && e->since_ms > now_ms)
            e->since_ms = now_ms;
    }
}
