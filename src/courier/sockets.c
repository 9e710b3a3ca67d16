#include "courier/sockets.h"

#include <curl/curl.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

void nv_sockets_init(struct nv_sockets *s)
{
    *s = (struct nv_sockets){.n = 0};
    pthread_mutex_init(&s->lock, NULL);
}

void nv_sockets_destroy(struct nv_sockets *s)
{
    pthread_mutex_destroy(&s->lock);
}

int nv_sockets_open(struct nv_sockets *s, const struct curl_sockaddr *addr)
{
    int fd = -1;
    pthread_mutex_lock(&s->lock);
    if (!s->stopped && s->n < NV_SOCKETS_MAX) {
        fd = socket(addr->family, addr->socktype | SOCK_CLOEXEC, addr->protocol);
        if (fd >= 0)
            s->fd[s->n++] = fd;
    }
    pthread_mutex_unlock(&s->lock);
    return fd;
}

/* The descriptor is closed under the lock: otherwise its number could be another's by the time a
 * stop shuts it down. */
int nv_sockets_close(struct nv_sockets *s, int fd)
{
    pthread_mutex_lock(&s->lock);
    for (int i = 0; i < s->n; i++)
        if (s->fd[i] == fd) {
            s->fd[i] = s->fd[--s->n];
            break;
        }
    int rc = close(fd);
    pthread_mutex_unlock(&s->lock);
    return rc;
}

static void cut(struct nv_sockets *s)
{
    for (int i = 0; i < s->n; i++)
        shutdown(s->fd[i], SHUT_RDWR);
}

bool nv_sockets_enter(struct nv_sockets *s)
{
    pthread_mutex_lock(&s->lock);
    s->in_transfer = !s->stopped;
    bool ok = s->in_transfer;
    pthread_mutex_unlock(&s->lock);
    return ok;
}

void nv_sockets_leave(struct nv_sockets *s)
{
    pthread_mutex_lock(&s->lock);
    s->in_transfer = false;
    pthread_mutex_unlock(&s->lock);
}

void nv_sockets_stop(struct nv_sockets *s)
{
    pthread_mutex_lock(&s->lock);
    s->stopped = true;
    if (s->in_transfer)
        cut(s);
    pthread_mutex_unlock(&s->lock);
}

bool nv_sockets_must_end(struct nv_sockets *s)
{
    pthread_mutex_lock(&s->lock);
    bool end = s->stopped && s->in_transfer;
    pthread_mutex_unlock(&s->lock);
    return end;
}

bool nv_sockets_alive(struct nv_sockets *s)
{
    char c;
    pthread_mutex_lock(&s->lock);
    bool alive = s->n > 0;
    for (int i = 0; i < s->n && alive; i++) {
        ssize_t n = recv(s->fd[i], &c, 1, MSG_PEEK | MSG_DONTWAIT);
        alive = n < 0 && (errno == EAGAIN || errno == EINTR);
    }
    if (!alive)
        cut(s);
    pthread_mutex_unlock(&s->lock);
    return alive;
}

void nv_sockets_cut(struct nv_sockets *s)
{
    pthread_mutex_lock(&s->lock);
    cut(s);
    pthread_mutex_unlock(&s->lock);
}
