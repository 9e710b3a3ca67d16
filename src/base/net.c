#include "base/net.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

static void from_v4(const void *v4, unsigned char out[16])
{
    memcpy(out, mapped, sizeof mapped);
    memcpy(out + sizeof mapped, v4, 4);
}

static bool within(const unsigned char addr[16], const struct nv_net *net)
{
    unsigned whole = net->bits / 8, rest = net->bits % 8;
    return memcmp(addr, net->addr, whole) == 0 &&
           (!rest || ((addr[whole] ^ net->addr[whole]) >> (8 - rest)) == 0);
}

/* True if nothing but zeros follows the length. */
static bool is_exact(const struct nv_net *net)
{
    for (unsigned i = net->bits; i < 128; i++)
        if (net->addr[i / 8] >> (7 - i % 8) & 1)
            return false;
    return true;
}

bool nv_net_parse(const char *s, struct nv_net *out)
{
    char text[NV_NET_TEXT];
    unsigned char v4[4];
    size_t n = strcspn(s, "/");
    if (n >= sizeof text)
        return false;
    memcpy(text, s, n);
    text[n] = '\0';
    bool is_v4 = inet_pton(AF_INET, text, v4) == 1;
    if (is_v4)
        from_v4(v4, out->addr);
    else if (inet_pton(AF_INET6, text, out->addr) != 1)
        return false;
    unsigned most = is_v4 ? 32 : 128;
    out->bits = most;
    if (s[n] == '/') {
        const char *digits = s + n + 1;
        size_t len = strspn(digits, "0123456789");
        if (!len || len > 3 || digits[len] || (len > 1 && digits[0] == '0'))
            return false;
        out->bits = (unsigned)strtoul(digits, NULL, 10);
    }
    if (out->bits > most)
        return false;
    out->bits += 128 - most;
    return is_exact(out);
}

bool nv_net_address(const struct sockaddr *sa, unsigned char out[16])
{
    if (sa->sa_family == AF_INET) {
        from_v4(&((const struct sockaddr_in *)(const void *)sa)->sin_addr, out);
        return true;
    }
    if (sa->sa_family != AF_INET6)
        return false;
    memcpy(out, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
    return true;
}

/* Translators read an IPv4 address out of these: 64:ff9b::/96 (RFC 6052) and ::ffff:0:0:0/96 (RFC
 * 2765) their last four bytes, 2002::/16 (RFC 3056) those behind the prefix. */
static const unsigned char *as_v4(const unsigned char addr[16], unsigned char out[16])
{
    static const unsigned char nat64[12] = {0x00, 0x64, 0xFF, 0x9B};
    static const unsigned char siit[12] = {[8] = 0xFF, [9] = 0xFF};
    if (memcmp(addr, nat64, sizeof nat64) == 0 || memcmp(addr, siit, sizeof siit) == 0)
        from_v4(addr + 12, out);
    else if (addr[0] == 0x20 && addr[1] == 0x02)
        from_v4(addr + 2, out);
    else
        return addr;
    return out;
}

static bool is_special(const unsigned char addr[16])
{
    /* RFC 6890 and its successors, where they are no address of one other host; 169.254.169.254
     * and the like (AWS, Google, Azure, Alibaba), which give a cloud machine's secrets away. */
    static const char *const nets[] = {"0.0.0.0/8",      "127.0.0.0/8",        "169.254.0.0/16",
                                       "192.0.0.0/24",   "192.88.99.0/24",     "224.0.0.0/4",
                                       "240.0.0.0/4",    "100.100.100.200/32", "168.63.129.16/32",
                                       "::/96",          "fe80::/10",          "fec0::/10",
                                       "ff00::/8",       "100::/64",           "2001::/32",
                                       "64:ff9b:1::/48", "fd00:ec2::254/128",  "fd20:ce::254/128"};
    struct nv_net net;
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++)
        if (nv_net_parse(nets[i], &net) && within(addr, &net))
            return true;
    return false;
}

bool nv_nets_allow(const struct nv_nets *nets, const unsigned char given[16])
{
    unsigned char v4[16];
    const unsigned char *addr = as_v4(given, v4);
    for (size_t i = 0; i < nets->n; i++)
        if (within(addr, &nets->v[i]))
            return true;
    return nets->usual && !is_special(addr);
}

char *nv_net_text(const unsigned char addr[16], char dst[NV_NET_TEXT])
{
    bool v4 = memcmp(addr, mapped, sizeof mapped) == 0;
    if (!inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? addr + 12 : addr, dst, NV_NET_TEXT))
        dst[0] = '\0';
    return dst;
}
