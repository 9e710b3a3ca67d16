/* The two mailboxes between the caller's thread and the courier's: parcels in, verdicts back. Each
 * is a mutex and a queue; a sleeper is woken only when there was nothing before. Knows nothing of
 * what is sent. */
#ifndef NV_COURIER_MAILBOX_H
#define NV_COURIER_MAILBOX_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/verdict.h"

struct nv_parcel;

struct nv_intake {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct nv_parcel *head, **tail;
    size_t waiting; /* parcels */
    size_t idle;    /* threads that sleep in nv_intake_take() */
    bool stopped;
};

void nv_intake_init(struct nv_intake *in);
void nv_intake_destroy(struct nv_intake *in); /* frees what is left */

/* How the queue stood after a parcel was added. */
struct nv_intake_state {
    bool was_empty;
    bool short_of_threads; /* more parcels than sleeping threads */
};

struct nv_intake_state nv_intake_put(struct nv_intake *in, struct nv_parcel *p);

/* The next parcel; waits at most `wait_ms` (-1: for ever). NULL: stopped, or nothing came. */
struct nv_parcel *nv_intake_take(struct nv_intake *in, int wait_ms);

/* All parcels as a list, without waiting. */
struct nv_parcel *nv_intake_take_all(struct nv_intake *in);

/* No thread sleeps any more; nv_intake_take() gives NULL from here. */
void nv_intake_stop(struct nv_intake *in);
bool nv_intake_stopped(struct nv_intake *in);

struct nv_returns {
    pthread_mutex_t lock;
    struct nv_verdict *ring;
    size_t cap, first, n;
    void (*wake)(void *arg);
    void *arg;
};

void nv_returns_init(struct nv_returns *r, void (*wake)(void *arg), void *arg);
void nv_returns_destroy(struct nv_returns *r);
void nv_returns_put(struct nv_returns *r, const struct nv_verdict *v);
size_t nv_returns_take(struct nv_returns *r, struct nv_verdict *out, size_t max);

/* Answers a whole list of parcels with one class and text, and frees them. */
void nv_returns_refuse(struct nv_returns *r, struct nv_parcel *list, enum nv_class class,
                       const char *text);

/* A thread with every signal blocked. 0 or a negative NV_E code. */
int nv_thread_start(pthread_t *t, void *(*run)(void *), void *arg, const char *name);

#endif
