#include "server/http_gate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/oserr.h"
#include "server/http_answer.h"
#include "server/http_head.h"

enum {
    AT_ONCE = 32,          /* callers taken in by one turn of the loop */
    LINGER_MS = 1000,      /* for a refused client to read why: RFC 9112 section 9.6 */
    LINGER_BYTES = 262144, /* that are thrown away meanwhile */
    RETRY_MS = 250,        /* after there was no descriptor left */
    EVENTS = 64,
};

enum stage {
    ASKING,   /* the head is not whole */
    ANSWERED, /* admitted: somebody else has the descriptor */
    LINGERING /* refused; what it still sends is thrown away */
};

/* How many places an address has taken. */
struct holder {
    struct holder *next;
    unsigned char address[16];
    unsigned n;
};

struct nv_http_visitor {
    struct nv_http_visitor *prev, *next; /* oldest first */
    struct nv_http_gate *gate;
    struct holder *holder;
    int fd;
    enum stage stage;
    uint64_t since_ms; /* when this stage began, by the loop's time */
    size_t thrown;
};

struct nv_http_gate {
    uv_loop_t *loop;
    struct nv_http_limits limits;
    struct nv_http_gate_hooks hooks;
    /* Edge-triggered, for what has come is left unread until the head is whole. */
    int epoll;
    uv_poll_t poll;
    uv_timer_t timer;
    struct nv_http_visitor *first, *last;
    struct holder *holders;
    unsigned n, n_admitted;
    bool full;
    uint64_t retry_at_ms; /* not before, for want of descriptors; 0: at any time */
    bool starved;         /* that has been logged */
    bool closing;
    unsigned handles;
    void (*closed)(void *arg);
    void *closed_arg;
    char peeked[NV_HTTP_HEAD_MAX + 1];
};

static void set_timer(struct nv_http_gate *g);

/* ---- visitors ----------------------------------------------------------------------------------
 */

static struct holder *hold(struct nv_http_gate *g, const unsigned char address[16])
{
    struct holder *h = g->holders;
    while (h && memcmp(h->address, address, sizeof h->address) != 0)
        h = h->next;
    if (!h) {
        h = nv_calloc(1, sizeof *h);
        memcpy(h->address, address, sizeof h->address);
        h->next = g->holders;
        g->holders = h;
    }
    h->n++;
    return h;
}

static void release(struct nv_http_gate *g, struct holder *h)
{
    struct holder **p = &g->holders;
    if (--h->n)
        return;
    while (*p != h)
        p = &(*p)->next;
    *p = h->next;
    free(h);
}

static void forget(struct nv_http_visitor *v)
{
    struct nv_http_gate *g = v->gate;
    release(g, v->holder);
    *(v->prev ? &v->prev->next : &g->first) = v->next;
    *(v->next ? &v->next->prev : &g->last) = v->prev;
    g->n--;
    g->n_admitted -= v->stage == ANSWERED;
    free(v);
}

static void drop(struct nv_http_visitor *v)
{
    close(v->fd); /* which takes it out of the epoll, too */
    forget(v);
}

static void tell(int fd, int status, struct nv_http_tally *tally)
{
    struct nv_buf out = NV_BUF_INIT;
    nv_http_refusal(&out, status, time(NULL));
    /* A fresh connection's buffer takes it whole. */
    if (send(fd, out.data, out.len, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
        nv_http_tally_answer(tally, status);
    nv_buf_free(&out);
}

/* Reads what nobody wants, so that closing does not tear away the answer. */
static void linger(struct nv_http_visitor *v)
{
    ssize_t n;
    while ((n = recv(v->fd, v->gate->peeked, sizeof v->gate->peeked, MSG_DONTWAIT)) > 0 &&
           (v->thrown += (size_t)n) < LINGER_BYTES)
        ;
    if (n >= 0 || (errno != EAGAIN && errno != EINTR))
        drop(v);
}

static void refuse(struct nv_http_visitor *v, int status)
{
    tell(v->fd, status, v->gate->hooks.tally);
    shutdown(v->fd, SHUT_WR);
    v->stage = LINGERING;
    v->since_ms = uv_now(v->gate->loop);
    linger(v);
}

static void admit(struct nv_http_visitor *v)
{
    struct nv_http_gate *g = v->gate;
    epoll_ctl(g->epoll, EPOLL_CTL_DEL, v->fd, NULL);
    v->stage = ANSWERED;
    v->since_ms = uv_now(g->loop);
    g->n_admitted++;
    g->hooks.admit(g->hooks.arg, v, v->fd); /* which may have freed it already */
}

/* Looks at all that has come so far. `over`: nothing more will come; `late`: it took too long. */
static void inspect(struct nv_http_visitor *v, bool over, bool late)
{
    struct nv_http_gate *g = v->gate;
    ssize_t n = recv(v->fd, g->peeked, sizeof g->peeked, MSG_PEEK | MSG_DONTWAIT);
    over |= n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
    enum nv_http_verdict verdict = n > 0 ? nv_http_head_judge(g->peeked, (size_t)n) : NV_HTTP_MORE;
    if (verdict == NV_HTTP_SERVE)
        admit(v);
    else if (verdict != NV_HTTP_MORE)
        refuse(v, (int)verdict);
    else if (over || (late && n <= 0)) /* who has said nothing has asked nothing */
        drop(v);
    else if (late)
        refuse(v, 408);
}

void nv_http_gate_left(struct nv_http_visitor *v)
{
    struct nv_http_gate *g = v->gate;
    forget(v);
    if (!g->closing)
        set_timer(g);
}

/* What visitors have sent meanwhile. Each is among the events once, and only its own event frees
 * it: those whose end admit() may bring have left the epoll. */
static void hear(struct nv_http_gate *g)
{
    struct epoll_event ev[EVENTS];
    int n = epoll_wait(g->epoll, ev, EVENTS, 0);
    for (int i = 0; i < n; i++) {
        struct nv_http_visitor *v = ev[i].data.ptr;
        if (v->stage == LINGERING)
            linger(v);
        else
            inspect(v, ev[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR), false);
    }
}

/* ---- room ------------------------------------------------------------------------------------ */

static void evict(struct nv_http_visitor *v)
{
    if (v->stage == ASKING)
        v->gate->hooks.tally->evicted++;
    drop(v);
}

/* Who has to make room: who has been refused anyway, or the oldest of the address that holds the
 * most places. NULL: all are being answered. */
static struct nv_http_visitor *next_to_go(const struct nv_http_gate *g)
{
    struct nv_http_visitor *worst = NULL;
    for (struct nv_http_visitor *v = g->first; v; v = v->next) {
        if (v->stage == LINGERING)
            return v;
        if (v->stage == ASKING && (!worst || v->holder->n > worst->holder->n))
            worst = v;
    }
    return worst;
}

/* When there is room for one more, if time alone brings it. */
static uint64_t room_at_ms(const struct nv_http_gate *g)
{
    const struct nv_http_visitor *v = g->n < g->limits.places ? NULL : next_to_go(g);
    if (g->n < g->limits.places)
        return 0;
    return !v ? UINT64_MAX : v->stage == LINGERING ? 0 : v->since_ms + g->limits.spare_ms;
}

/* An address that holds all it may gives up its own oldest unfinished request. */
static bool make_own_room(struct nv_http_gate *g, const struct holder *h)
{
    if (h->n <= g->limits.per_address)
        return true;
    for (struct nv_http_visitor *v = g->first; v; v = v->next)
        if (v->stage != ANSWERED && v->holder == h) {
            evict(v);
            return true;
        }
    return false;
}

/* Whose place it is. True if the limit by address holds for him. */
static bool know(const struct nv_http_gate *g, const struct sockaddr *from,
                 unsigned char address[16])
{
    memset(address, 0, 16);
    bool limited = nv_net_address(from, address) && !nv_nets_allow(&g->limits.proxies, address);
    if (from->sa_family == AF_INET6)
        memset(address + 8, 0, 8); /* one customer has all of a /64 */
    return limited;
}

static void take_in(struct nv_http_gate *g, int fd, const struct sockaddr *from)
{
    struct nv_http_visitor *v = nv_calloc(1, sizeof *v);
    struct epoll_event ev = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = v};
    unsigned char address[16];
    bool limited = know(g, from, address);
    v->gate = g;
    v->fd = fd;
    v->since_ms = uv_now(g->loop);
    v->holder = hold(g, address);
    bool room = !limited || make_own_room(g, v->holder);
    if (!room)
        tell(fd, 503, g->hooks.tally);
    if (!room || epoll_ctl(g->epoll, EPOLL_CTL_ADD, fd, &ev) != 0) {
        close(fd);
        release(g, v->holder);
        free(v);
        return;
    }
    g->hooks.tally->connections++;
    v->prev = g->last;
    *(g->last ? &g->last->next : &g->first) = v;
    g->last = v;
    g->n++;
    inspect(v, false, false); /* mostly it is all there */
}

/* True while it makes sense to go on. */
static bool accept_one(struct nv_http_gate *g, int listener)
{
    struct sockaddr_storage from = {0};
    socklen_t n = sizeof from;
    int fd = accept4(listener, (struct sockaddr *)&from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        g->starved = false;
        if (g->n >= g->limits.places) /* and not before it is sure that somebody has come */
            evict(next_to_go(g));
        take_in(g, fd, (const struct sockaddr *)&from);
        return true;
    }
    if (errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM)
        return errno != EAGAIN; /* he is gone again, or his network is: the next one */
    if (!g->starved)
        nv_log(NV_LOG_WARNING, "http-accept-failed", "error=\"%s\"", nv_oserr_vi(errno));
    g->starved = true;
    g->retry_at_ms = uv_now(g->loop) + RETRY_MS;
    return false;
}

void nv_http_gate_callers(struct nv_http_gate *g, int listener)
{
    hear(g); /* nobody has to go whose request is here */
    for (unsigned i = 0; i < AT_ONCE && !g->retry_at_ms; i++)
        if (room_at_ms(g) > uv_now(g->loop) || !accept_one(g, listener))
            break;
    set_timer(g);
}

/* ---- time -------------------------------------------------------------------------------------
 */

static uint64_t deadline(const struct nv_http_visitor *v)
{
    const struct nv_http_limits *l = &v->gate->limits;
    return v->since_ms + (v->stage == ASKING     ? l->request_ms
                          : v->stage == ANSWERED ? l->answer_ms
                                                 : (unsigned)LINGER_MS);
}

static void expire(struct nv_http_visitor *v)
{
    switch (v->stage) {
    case ASKING:
        inspect(v, false, true);
        break;
    case ANSWERED:
        /* Its owner notices, and closes it. */
        shutdown(v->fd, SHUT_RDWR);
        v->since_ms = uv_now(v->gate->loop);
        break;
    case LINGERING:
        drop(v);
        break;
    }
}

static void on_timer(uv_timer_t *timer)
{
    struct nv_http_gate *g = timer->data;
    uint64_t now = uv_now(g->loop);
    if (g->retry_at_ms <= now)
        g->retry_at_ms = 0;
    for (struct nv_http_visitor *v = g->first, *next; v; v = next) {
        next = v->next;
        if (deadline(v) <= now)
            expire(v);
    }
    set_timer(g);
}

/* One timer for all: at the next deadline, when there may be room again, or descriptors. */
static void set_timer(struct nv_http_gate *g)
{
    uint64_t now = uv_now(g->loop), at = UINT64_MAX, room_at = room_at_ms(g);
    for (const struct nv_http_visitor *v = g->first; v; v = v->next)
        at = deadline(v) < at ? deadline(v) : at;
    if (g->retry_at_ms > room_at)
        room_at = g->retry_at_ms;
    bool full = room_at > now;
    if (full && room_at < at)
        at = room_at;
    if (at == UINT64_MAX)
        uv_timer_stop(&g->timer);
    else
        uv_timer_start(&g->timer, on_timer, at > now ? at - now : 1, 0);
    if (full != g->full)
        g->hooks.full(g->hooks.arg, g->full = full);
}

/* ---- life --------------------------------------------------------------------------------------
 */

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct nv_http_gate *g = poll->data;
    (void)status;
    (void)events;
    hear(g);
    set_timer(g);
}

void nv_http_gate_limit(struct nv_http_gate *g, const struct nv_http_limits *limits)
{
    struct nv_http_limits *l = &g->limits;
    *l = *limits;
    l->places = l->places ? l->places : 64;
    l->per_address = l->per_address ? l->per_address : 16;
    l->request_ms = l->request_ms ? l->request_ms : 10000;
    l->answer_ms = l->answer_ms ? l->answer_ms : 30000;
    l->spare_ms = l->spare_ms ? l->spare_ms : 100;
}

struct nv_http_gate *nv_http_gate_new(uv_loop_t *loop, const struct nv_http_limits *limits,
                                      const struct nv_http_gate_hooks *hooks)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0)
        return NULL;
    struct nv_http_gate *g = nv_calloc(1, sizeof *g);
    g->loop = loop;
    g->epoll = epoll;
    g->hooks = *hooks;
    nv_http_gate_limit(g, limits);
    if (uv_poll_init(loop, &g->poll, epoll) < 0) {
        close(epoll);
        free(g);
        return NULL;
    }
    uv_timer_init(loop, &g->timer);
    g->poll.data = g->timer.data = g;
    g->handles = 2;
    uv_poll_start(&g->poll, UV_READABLE, on_ready);
    return g;
}

unsigned nv_http_gate_present(const struct nv_http_gate *g)
{
    return g->n;
}

unsigned nv_http_gate_admitted(const struct nv_http_gate *g)
{
    return g->n_admitted;
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct nv_http_gate *g = handle->data;
    if (--g->handles)
        return;
    void (*closed)(void *) = g->closed;
    void *arg = g->closed_arg;
    free(g);
    closed(arg);
}

void nv_http_gate_close(struct nv_http_gate *g, void (*closed)(void *arg), void *arg)
{
    g->closing = true;
    g->closed = closed;
    g->closed_arg = arg;
    nv_require(g->n_admitted == 0);
    while (g->first)
        drop(g->first);
    uv_close((uv_handle_t *)&g->poll, on_handle_closed);
    uv_close((uv_handle_t *)&g->timer, on_handle_closed);
    close(g->epoll);
}
