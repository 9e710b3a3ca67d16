#include "courier/mailbox.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/mem.h"
#include "courier/parcel.h"

void nv_intake_init(struct nv_intake *in)
{
    *in = (struct nv_intake){.head = NULL};
    in->tail = &in->head;
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&in->filled, &attr);
    pthread_condattr_destroy(&attr);
    pthread_mutex_init(&in->lock, NULL);
}

void nv_intake_destroy(struct nv_intake *in)
{
    struct nv_parcel *p = nv_intake_take_all(in);
    while (p) {
        struct nv_parcel *next = p->next;
        nv_parcel_free(p);
        p = next;
    }
    pthread_cond_destroy(&in->filled);
    pthread_mutex_destroy(&in->lock);
}

struct nv_intake_state nv_intake_put(struct nv_intake *in, struct nv_parcel *p)
{
    struct nv_intake_state state;
    p->next = NULL;
    pthread_mutex_lock(&in->lock);
    state.was_empty = in->head == NULL;
    *in->tail = p;
    in->tail = &p->next;
    in->waiting++;
    state.short_of_threads = in->waiting > in->idle;
    bool signal = in->idle > 0;
    pthread_mutex_unlock(&in->lock);
    if (signal)
        pthread_cond_signal(&in->filled);
    return state;
}

static struct timespec deadline_in(int ms)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += ms % 1000 * 1000000L;
    if (t.tv_nsec >= 1000000000L) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000L;
    }
    return t;
}

struct nv_parcel *nv_intake_take(struct nv_intake *in, int wait_ms)
{
    struct timespec until = {0};
    if (wait_ms > 0)
        until = deadline_in(wait_ms);
    pthread_mutex_lock(&in->lock);
    int rc = wait_ms == 0 ? ETIMEDOUT : 0;
    in->idle++;
    while (!in->head && !in->stopped && rc != ETIMEDOUT)
        rc = wait_ms < 0 ? pthread_cond_wait(&in->filled, &in->lock)
                         : pthread_cond_timedwait(&in->filled, &in->lock, &until);
    in->idle--;
    struct nv_parcel *p = in->stopped ? NULL : in->head;
    if (p) {
        in->head = p->next;
        if (!in->head)
            in->tail = &in->head;
        in->waiting--;
        p->next = NULL;
    }
    pthread_mutex_unlock(&in->lock);
    return p;
}

struct nv_parcel *nv_intake_take_all(struct nv_intake *in)
{
    pthread_mutex_lock(&in->lock);
    struct nv_parcel *list = in->head;
    in->head = NULL;
    in->tail = &in->head;
    in->waiting = 0;
    pthread_mutex_unlock(&in->lock);
    return list;
}

void nv_intake_stop(struct nv_intake *in)
{
    pthread_mutex_lock(&in->lock);
    in->stopped = true;
    pthread_cond_broadcast(&in->filled);
    pthread_mutex_unlock(&in->lock);
}

bool nv_intake_stopped(struct nv_intake *in)
{
    pthread_mutex_lock(&in->lock);
    bool stopped = in->stopped;
    pthread_mutex_unlock(&in->lock);
    return stopped;
}

void nv_returns_init(struct nv_returns *r, void (*wake)(void *arg), void *arg)
{
    *r = (struct nv_returns){.wake = wake, .arg = arg};
    pthread_mutex_init(&r->lock, NULL);
}

void nv_returns_destroy(struct nv_returns *r)
{
    pthread_mutex_destroy(&r->lock);
    free(r->ring);
}

static void grow(struct nv_returns *r)
{
    size_t cap = r->cap ? r->cap * 2 : 64;
    struct nv_verdict *ring = nv_malloc(cap * sizeof *ring);
    size_t upper = r->cap - r->first < r->n ? r->cap - r->first : r->n;
    if (upper)
        memcpy(ring, r->ring + r->first, upper * sizeof *ring);
    if (r->n > upper)
        memcpy(ring + upper, r->ring, (r->n - upper) * sizeof *ring);
    free(r->ring);
    r->ring = ring;
    r->cap = cap;
    r->first = 0;
}

void nv_returns_put(struct nv_returns *r, const struct nv_verdict *v)
{
    pthread_mutex_lock(&r->lock);
    if (r->n == r->cap)
        grow(r);
    bool was_empty = r->n == 0;
    r->ring[(r->first + r->n++) & (r->cap - 1)] = *v;
    pthread_mutex_unlock(&r->lock);
    if (was_empty && r->wake)
        r->wake(r->arg);
}

size_t nv_returns_take(struct nv_returns *r, struct nv_verdict *out, size_t max)
{
    pthread_mutex_lock(&r->lock);
    size_t n = r->n < max ? r->n : max;
    for (size_t i = 0; i < n; i++)
        out[i] = r->ring[(r->first + i) & (r->cap - 1)];
    if (n)
        r->first = (r->first + n) & (r->cap - 1);
    r->n -= n;
    pthread_mutex_unlock(&r->lock);
    return n;
}

void nv_returns_refuse(struct nv_returns *r, struct nv_parcel *list, enum nv_class class,
                       const char *text)
{
    while (list) {
        struct nv_parcel *p = list;
        list = p->next;
        struct nv_verdict v = nv_verdict_begin(p->delivery);
        nv_verdict_end(&v, class, text);
        nv_parcel_free(p);
        nv_returns_put(r, &v);
    }
}

int nv_thread_start(pthread_t *t, void *(*run)(void *), void *arg, const char *name)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int rc = pthread_create(t, NULL, run, arg);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (rc != 0)
        return -NV_EIO;
    pthread_setname_np(*t, name);
    return 0;
}
