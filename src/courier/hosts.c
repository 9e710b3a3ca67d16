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
    bool in_turn;        /* stands in the ring */
    uint32_t next;       /* in the ring */
};

struct nv_hosts {
    pthread_mutex_t lock;
    struct nv_intern *names;
    NV_VEC(struct host) list;
    unsigned per_host, in_all;
    size_t active;
    uint32_t first, last; /* the ring of hosts that have work and may begin it; NV_NONE: empty */
};

struct nv_hosts *nv_hosts_new(unsigned per_host, unsigned in_all)
{
    struct nv_hosts *h = nv_calloc(1, sizeof *h);
    pthread_mutex_init(&h->lock, NULL);
    h->names = nv_intern_new();
    h->per_host = per_host;
    h->in_all = in_all;
    h->first = h->last = NV_NONE;
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

static void give_turn(struct nv_hosts *h, uint32_t id)
{
    struct host *host = &h->list.v[id];
    if (host->in_turn || !host->head || host->active >= host->limit)
        return;
    host->in_turn = true;
    host->next = NV_NONE;
    if (h->last == NV_NONE)
        h->first = id;
    else
        h->list.v[h->last].next = id;
    h->last = id;
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

/* A host's limit may have fallen, or its queue been returned, while it stood in the ring: it then
 * loses its turn, and gets it back when one of its transfers ends or a parcel comes. */
static bool take_turn(struct nv_hosts *h, uint32_t *id)
{
    while (h->active < h->in_all && h->first != NV_NONE) {
        *id = h->first;
        struct host *host = &h->list.v[*id];
        h->first = host->next;
        if (h->first == NV_NONE)
            h->last = NV_NONE;
        host->in_turn = false;
        if (host->head && host->active < host->limit)
            return true;
    }
    return false;
}

struct nv_parcel *nv_hosts_next(struct nv_hosts *h, uint32_t *id)
{
    struct nv_parcel *p = NULL;
    pthread_mutex_lock(&h->lock);
    if (take_turn(h, id)) {
        struct host *host = &h->list.v[*id];
        p = host->head;
        host->head = p->next;
        p->next = NULL;
        host->active++;
        h->active++;
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
    host->active--;
    h->active--;
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
        host->in_turn = false;
        if (!host->head)
            continue;
        *tail = host->head;
        tail = &host->last->next;
        host->head = NULL;
    }
    h->first = h->last = NV_NONE;
    pthread_mutex_unlock(&h->lock);
    return all;
}
