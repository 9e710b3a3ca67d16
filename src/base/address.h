/* Where a server listens, as it is configured: "127.0.0.1:8630", "[::1]:8630", or the absolute path
 * of a unix socket. Numbers only: what a name stands for can change, and asking takes time. */
#ifndef NV_BASE_ADDRESS_H
#define NV_BASE_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

struct nv_address {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_un local;
    };
    socklen_t n;
    bool loopback; /* reached from this machine alone: 127.0.0.0/8, ::1, a unix socket */
};

/* False if it is none. */
bool nv_address_parse(const char *text, struct nv_address *out);

#endif
