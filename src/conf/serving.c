#include "conf/serving.h"

#include <string.h>

#include "base/address.h"
#include "base/arena.h"
#include "conf/loader.h"
#include "conf/schema.h"

enum { LISTEN, BEYOND, PROXIES, CONNECTIONS, PER_ADDRESS, N_FIELDS };
static const struct nv_field fields[] = {
    [LISTEN] = {"listen", NV_TYPE_STRINGS, NV_REQUIRED, 0, 0},
    [BEYOND] = {"beyond_loopback", NV_TYPE_BOOL, 0, 0, 0},
    [PROXIES] = {"proxies", NV_TYPE_STRINGS, NV_EMPTY_OK, 0, 0},
    [CONNECTIONS] = {"connections", NV_TYPE_INT, 0, 4, 1024},
    [PER_ADDRESS] = {"per_address", NV_TYPE_INT, 0, 1, 1024},
};
static const struct nv_schema schema = NV_SCHEMA("máy chủ HTTP (server)", fields);

enum { MAX_ADDRESSES = 16, MAX_PROXIES = 64 };

static void read_listen(struct nv_loader *l, const struct nv_node *got)
{
    bool beyond = nv_get_bool(&got[BEYOND], false);
    uint32_t n = nv_strings_count(&got[LISTEN]);
    l->snap->serving.listen = nv_get_strings(l, &got[LISTEN]);
    if (!n || n > MAX_ADDRESSES)
        nv_error(l, &got[LISTEN], "phải có từ 1 đến %d địa chỉ", MAX_ADDRESSES);
    for (uint32_t i = 0; i < n; i++) {
        struct nv_node e, other;
        struct nv_address a;
        const char *text = nv_strings_at(&got[LISTEN], i, &e);
        if (!nv_address_parse(text, &a))
            nv_error(l, &e,
                     "\"%s\" không phải là một địa chỉ; viết \"127.0.0.1:8630\", \"[::1]:8630\" "
                     "(cổng từ 1 đến 65535), hoặc đường dẫn tuyệt đối của một socket, nhiều nhất "
                     "107 byte",
                     text);
        else if (!a.loopback && !beyond)
            nv_error(l, &e,
                     "\"%s\" nghe ra ngoài máy này, mà HTTP ở đây không mã hóa: hãy nghe ở "
                     "127.0.0.1 sau nginx; nếu thật sự muốn vậy, thêm beyond_loopback = true",
                     text);
        else if (strcmp(text, l->snap->socket_path) == 0)
            nv_error(l, &e, "\"%s\" là socket điều khiển (socket) của dịch vụ", text);
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(nv_strings_at(&got[LISTEN], k, &other), text) == 0)
                nv_error(l, &e, "địa chỉ \"%s\" ghi hai lần", text);
    }
}

static void read_proxies(struct nv_loader *l, const struct nv_node *n)
{
    static const char *const usual[] = {"127.0.0.1", "::1"};
    struct nv_nets *out = &l->snap->serving.proxies;
    uint32_t count = n->s ? nv_strings_count(n) : 2;
    struct nv_net *v = nv_arena_alloc(l->snap->arena, MAX_PROXIES * sizeof *v);
    if (count > MAX_PROXIES)
        nv_error(l, n, "phải có nhiều nhất %d mạng", MAX_PROXIES);
    for (uint32_t i = 0; i < count && i < MAX_PROXIES; i++) {
        struct nv_node e = *n;
        const char *text = n->s ? nv_strings_at(n, i, &e) : usual[i];
        if (nv_net_parse(text, &v[out->n]))
            out->n++;
        else
            nv_error(l, &e,
                     "\"%s\" không phải là một mạng; viết \"10.20.0.0/16\", \"192.0.2.7\" hoặc "
                     "\"fd00::/8\" (sau độ dài chỉ có số 0)",
                     text);
    }
    out->v = v;
}

void nv_read_serving(struct nv_loader *l, const struct nv_node *group)
{
    struct nv_node got[N_FIELDS] = {0};
    struct nv_serving *s = &l->snap->serving;
    if (!group->s || !nv_schema_check(l, group, &schema, got))
        return;
    read_listen(l, got);
    read_proxies(l, &got[PROXIES]);
    s->connections = (unsigned)nv_get_int(&got[CONNECTIONS], 64);
    s->per_address = (unsigned)nv_get_int(&got[PER_ADDRESS], 16);
    if (s->per_address > s->connections)
        nv_error(l, got[PER_ADDRESS].s ? &got[PER_ADDRESS] : &got[CONNECTIONS],
                 "per_address (%u) lớn hơn connections (%u)", s->per_address, s->connections);
}
