/* The sockets of one blocking transfer, so that another thread can end it with shutdown(2): libcurl
 * itself cannot be woken while it waits for the answer to the dot. */
#ifndef NV_COURIER_SOCKETS_H
#define NV_COURIER_SOCKETS_H

#include <pthread.h>
#include <stdbool.h>

#define NV_SOCKETS_MAX 16

struct nv_sockets {
    pthread_mutex_t lock;
    int fd[NV_SOCKETS_MAX];
    int n;
    bool in_transfer;
    bool stopped;
};

struct curl_sockaddr;

void nv_sockets_init(struct nv_sockets *s);
void nv_sockets_destroy(struct nv_sockets *s);

/* For CURLOPT_OPENSOCKETFUNCTION and CURLOPT_CLOSESOCKETFUNCTION: -1 after the stop. */
int nv_sockets_open(struct nv_sockets *s, const struct curl_sockaddr *addr);
int nv_sockets_close(struct nv_sockets *s, int fd);

/* A transfer begins: false if stopped. It ends with nv_sockets_leave(). */
bool nv_sockets_enter(struct nv_sockets *s);
void nv_sockets_leave(struct nv_sockets *s);

/* From any thread: the running transfer loses its connection, and no new one is opened. */
void nv_sockets_stop(struct nv_sockets *s);

/* True while the stop must end the running transfer. */
bool nv_sockets_must_end(struct nv_sockets *s);

/* Between transfers: whether there is a connection and the peer has neither closed it nor said
 * anything unasked (421). One that is not alive is shut down here, so that libcurl drops it. */
bool nv_sockets_alive(struct nv_sockets *s);

/* Shuts down what is open. */
void nv_sockets_cut(struct nv_sockets *s);

#endif
