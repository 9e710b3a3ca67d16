#include "courier/hosts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "base/mem.h"
#include "base/vec.h"
#include "courier/parcel.h"

/* Transfers without an answer, one after the other, that make a host count as dead. */
enum { UNANSWERED_MAX = 4 };

struct host {
    struct nv_parcel *head, *last;
    unsigned active, limit;
    unsigned unanswered; /* in a row */
    bool answers;        /* the last time it was asked; at first not */
    struct {
        bool stands;
        uint32_t next;
    } in[2]; /* the rings */
};

/* Hosts that have work and may begin it, in their order. */
struct ring {
    uint32_t first, last; /* NV_NONE: empty */
};

struct nv_hosts {
    pthread_mutex_t lock;
    struct nv_intern *names;
    NV_VEC(struct host) list;
    unsigned per_host, in_all, in_doubt;
    size_t active, doubtful; /* transfers; of them to hosts that do not answer */
    struct ring rings[2];    /* of those that do not answer, and of those that do */
    bool turn;               /* the ring that is asked first */
};

static const struct ring EMPTY = {NV_NONE, NV_NONE};

struct nv_hosts *nv_hosts_new(unsigned per_host, unsigned in_all, unsigned in_doubt)
{
    struct nv_hosts *h = nv_calloc(1, sizeof *h);
    pthread_mutex_init(&h->lock, NULL);
    h->names = nv_intern_new();
    h->per_host = per_host;
    h->in_all = in_all;
    h->in_doubt = in_doubt;
    h->rings[0] = h->rings[1] = EMPTY;
    return h;
}

void nv_hosts_free(struct nv_hosts *h)
{
    if (!h)
        return;
    struct nv_parcel *p = nv_hosts_take_all(h);
    while (p) {
        struct nv_parcel *next = p->next;
        nv_parcel_free(p);
        p = next;
    }
    nv_vec_free(&h->list);
    nv_intern_free(h->names);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

static uint32_t host_of(struct nv_hosts *h, const char *url)
{
    char name[300];
    size_t scheme = strcspn(url, "/") + 2;
    size_t n = scheme + strcspn(url + scheme, "/?#");
    if (n >= sizeof name)
        n = sizeof name - 1;
    for (size_t i = 0; i < n; i++)
        name[i] = url[i] >= 'A' && url[i] <= 'Z' ? (char)(url[i] | 0x20) : url[i];
    name[n] = '\0';
    uint32_t id = nv_intern_add(h->names, name);
    while (h->list.n <= id) {
        nv_vec_push_zero(&h->list);
        nv_vec_last(&h->list)->limit = h->per_host;
    }
    return id;
}

static bool may_begin(const struct host *host)
{
    return host->head && host->active < host->limit;
}

static void give_turn(struct nv_hosts *h, uint32_t id)
{
    struct host *host = &h->list.v[id];
    bool at = host->answers;
    struct ring *ring = &h->rings[at];
    if (host->in[at].stands || !may_begin(host))
        return;
    host->in[at].stands = true;
    host->in[at].next = NV_NONE;
    if (ring->last == NV_NONE)
        ring->first = id;
    else
        h->list.v[ring->last].in[at].next = id;
    ring->last = id;
}

void nv_hosts_add(struct nv_hosts *h, struct nv_parcel *p)
{
    pthread_mutex_lock(&h->lock);
    uint32_t id = host_of(h, p->url);
    struct host *host = &h->list.v[id];
    p->next = NULL;
    if (host->head)
        host->last->next = p;
    else
        host->head = p;
    host->last = p;
    give_turn(h, id);
    pthread_mutex_unlock(&h->lock);
}

/* A host's limit may have fallen, its queue been returned, or what is known of it have changed
 * while it stood in the ring: it then loses its turn, and gets one when one of its transfers ends
 * or a parcel comes. */
static bool take_turn(struct nv_hosts *h, bool at, uint32_t *id)
{
    struct ring *ring = &h->rings[at];
    while (ring->first != NV_NONE) {
        *id = ring->first;
        struct host *host = &h->list.v[*id];
        ring->first = host->in[at].next;
        if (ring->first == NV_NONE)
            ring->last = NV_NONE;
        host->in[at].stands = false;
        if (host->answers == at && may_begin(host))
            return true;
    }
    return false;
}

/* The two kinds by turns, as far as there is room for them. */
static bool take_any(struct nv_hosts *h, uint32_t *id)
{
    if (h->active >= h->in_all)
        return false;
    h->turn = !h->turn;
    for (int i = 0; i < 2; i++) {
        bool answers = h->turn == (i == 0);
        if ((answers || h->doubtful < h->in_doubt) && take_turn(h, answers, id))
            return true;
    }
    return false;
}

struct nv_parcel *nv_hosts_next(struct nv_hosts *h, uint32_t *id)
{
    struct nv_parcel *p = NULL;
    pthread_mutex_lock(&h->lock);
    if (take_any(h, id)) {
        struct host *host = &h->list.v[*id];
        p = host->head;
        host->head = p->next;
        p->next = NULL;
        host->active++;
        h->active++;
        h->doubtful += !host->answers;
        give_turn(h, *id);
    }
    pthread_mutex_unlock(&h->lock);
    return p;
}

struct nv_parcel *nv_hosts_done(struct nv_hosts *h, uint32_t id, bool answered)
{
    struct nv_parcel *later = NULL;
    pthread_mutex_lock(&h->lock);
    struct host *host = &h->list.v[id];
    h->doubtful -= host->answers ? 0 : host->active;
    host->active--;
    h->active--;
    host->answers = answered;
    h->doubtful += answered ? 0 : host->active;
    host->limit = answered ? h->per_host : 1;
    host->unanswered = answered ? 0 : host->unanswered + 1;
    if (host->unanswered >= UNANSWERED_MAX) {
        later = host->head;
        host->head = NULL;
    }
    give_turn(h, id);
    pthread_mutex_unlock(&h->lock);
    return later;
}

size_t nv_hosts_active(struct nv_hosts *h)
{
    pthread_mutex_lock(&h->lock);
    size_t n = h->active;
    pthread_mutex_unlock(&h->lock);
    return n;
}

struct nv_parcel *nv_hosts_take_all(struct nv_hosts *h)
{
    struct nv_parcel *all = NULL, **tail = &all;
    pthread_mutex_lock(&h->lock);
    for (size_t i = 0; i < h->list.n; i++) {
        struct host *host = &h->list.v[i];
        host->in[0].stands = host->in[1].stands = false;
        if (!host->head)
            continue;
        *tail = host->head;
        tail = &host->last->next;
        host->head = NULL;
    }
    h->rings[0] = h->rings[1] = EMPTY;
    pthread_mutex_unlock(&h->lock);
    return all;
}
