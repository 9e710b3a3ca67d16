/* Networks as "10.0.0.0/8" and "fd00::/8", and which of them may be connected to. Every address is
 * 16 bytes; IPv4 is in its place of IPv6 (RFC 4291 section 2.5.5.2), and what a translator would
 * make IPv4 of (RFC 6052, RFC 3056) is judged as that IPv4. Knows nothing of who connects. */
#ifndef NV_BASE_NET_H
#define NV_BASE_NET_H

#include <stdbool.h>
#include <stddef.h>

struct sockaddr;

struct nv_net {
    unsigned char addr[16];
    unsigned bits; /* of the 128 */
};

struct nv_nets {
    const struct nv_net *v;
    size_t n;
    /* Besides those: every address but this machine's own, link-local ones, the services of cloud
     * machines that hand out secrets, and what is no address of one host. */
    bool usual;
};

/* "127.0.0.0/8", "::1". False if it is none, or has bits set behind its length. */
bool nv_net_parse(const char *s, struct nv_net *out);

/* False for what is neither IPv4 nor IPv6. */
bool nv_net_address(const struct sockaddr *sa, unsigned char out[16]);

bool nv_nets_allow(const struct nv_nets *nets, const unsigned char addr[16]);

enum { NV_NET_TEXT = 48 };
/* "10.0.0.1", "fe80::1". */
char *nv_net_text(const unsigned char addr[16], char dst[NV_NET_TEXT]);

#endif
