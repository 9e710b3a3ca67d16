#include "base/address.h"

#include <arpa/inet.h>
#include <string.h>

/* "8630": digits alone, 1 to 65535, no leading zero. */
static bool parse_port(const char *s, in_port_t *out)
{
    unsigned value = 0;
    size_t n = strspn(s, "0123456789");
    if (!n || n > 5 || s[n] || *s == '0')
        return false;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (unsigned)(s[i] - '0');
    *out = htons((in_port_t)value);
    return value <= 65535;
}

static bool parse_path(const char *text, struct nv_address *out)
{
    size_t n = strlen(text);
    if (n < 2 || n >= sizeof out->local.sun_path)
        return false;
    out->local.sun_family = AF_UNIX;
    memcpy(out->local.sun_path, text, n);
    out->n = sizeof out->local;
    out->loopback = true;
    return true;
}

static bool parse_v4(const char *host, const char *port, struct nv_address *out)
{
    out->v4.sin_family = AF_INET;
    out->n = sizeof out->v4;
    if (inet_pton(AF_INET, host, &out->v4.sin_addr) != 1 || !parse_port(port, &out->v4.sin_port))
        return false;
    out->loopback = ntohl(out->v4.sin_addr.s_addr) >> 24 == 127;
    return true;
}

static bool parse_v6(const char *host, const char *port, struct nv_address *out)
{
    out->v6.sin6_family = AF_INET6;
    out->n = sizeof out->v6;
    if (inet_pton(AF_INET6, host, &out->v6.sin6_addr) != 1 ||
        !parse_port(port, &out->v6.sin6_port) || IN6_IS_ADDR_V4MAPPED(&out->v6.sin6_addr))
        return false;
    out->loopback = IN6_IS_ADDR_LOOPBACK(&out->v6.sin6_addr);
    return true;
}

bool nv_address_parse(const char *text, struct nv_address *out)
{
    char host[INET6_ADDRSTRLEN];
    bool v6 = *text == '[';
    *out = (struct nv_address){0};
    if (*text == '/')
        return parse_path(text, out);
    const char *end = strstr(text, v6 ? "]:" : ":");
    if (!end)
        return false;
    size_t n = (size_t)(end - text) - v6;
    if (n >= sizeof host)
        return false;
    memcpy(host, text + v6, n);
    host[n] = '\0';
    return v6 ? parse_v6(host, end + 2, out) : parse_v4(host, end + 1, out);
}
