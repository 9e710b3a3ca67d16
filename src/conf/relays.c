#include "conf/relays.h"

#include <string.h>

#include "base/arena.h"
#include "conf/loader.h"
#include "conf/named_file.h"
#include "conf/rules.h"
#include "conf/schema.h"

enum {
    ID,
    TYPE,
    PATH,
    HOST,
    PORT,
    TLS,
    CA_FILE,
    USER,
    PASSWORD_FILE,
    HELO,
    CONNECTIONS,
    PER_MINUTE,
    TIMEOUT,
    N_FIELDS
};

static const struct nv_field fields[] = {
    [ID] = {"id", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [TYPE] = {"type", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [PATH] = {"path", NV_TYPE_TEXT, 0, 0, 0},
    [HOST] = {"host", NV_TYPE_TEXT, 0, 0, 0},
    [PORT] = {"port", NV_TYPE_INT, 0, 1, 65535},
    [TLS] = {"tls", NV_TYPE_TEXT, 0, 0, 0},
    [CA_FILE] = {"ca_file", NV_TYPE_TEXT, 0, 0, 0},
    [USER] = {"user", NV_TYPE_TEXT, 0, 0, 0},
    [PASSWORD_FILE] = {"password_file", NV_TYPE_TEXT, 0, 0, 0},
    [HELO] = {"helo", NV_TYPE_TEXT, 0, 0, 0},
    [CONNECTIONS] = {"connections", NV_TYPE_INT, 0, 1, 64},
    [PER_MINUTE] = {"per_minute", NV_TYPE_INT, 0, 1, 6000},
    [TIMEOUT] = {"timeout", NV_TYPE_INT, 0, 5, 86400},
};
static const struct nv_schema schema = NV_SCHEMA("nơi chuyển thư (relays)", fields);

static void read_maildir(struct nv_loader *l, const struct nv_node *group,
                         const struct nv_node *got, struct nv_relay *r)
{
    r->kind = NV_RELAY_MAILDIR;
    for (unsigned i = HOST; i < N_FIELDS; i++)
        if (got[i].s)
            nv_error_key(l, &got[i], "\"%s\" chỉ dùng cho type = \"smtp\"", fields[i].name);
    if (!got[PATH].s) {
        nv_error(l, group,
                 "relay kiểu maildir thiếu khóa \"path\" (thư mục, tính từ thư mục state)");
        return;
    }
    r->path = nv_get_text(l, &got[PATH], NULL);
    for (const char *p = r->path; p; p = strchr(p, '/') ? strchr(p, '/') + 1 : NULL)
        if (strncmp(p, "..", 2) == 0 && (!p[2] || p[2] == '/'))
            nv_error(l, &got[PATH], "đường dẫn \"%s\" không được có \"..\"", r->path);
}

static void read_tls(struct nv_loader *l, const struct nv_node *got, struct nv_relay *r)
{
    const char *tls = nv_get_text(l, &got[TLS], "starttls");
    if (strcmp(tls, "starttls") == 0)
        r->tls = NV_TLS_STARTTLS;
    else if (strcmp(tls, "implicit") == 0)
        r->tls = NV_TLS_IMPLICIT;
    else if (strcmp(tls, "none") == 0)
        r->tls = NV_TLS_NONE;
    else
        nv_error(l, &got[TLS],
                 "tls = \"%s\" không có; được dùng: \"starttls\", \"implicit\", \"none\"", tls);
    if (r->tls == NV_TLS_NONE && r->host && !nv_rule_is_loopback(r->host, strlen(r->host)))
        nv_error(
            l, &got[TLS],
            "tls = \"none\" chỉ dùng khi máy chủ thư ở chính máy này (127.0.0.1, ::1, localhost), "
            "không phải \"%s\"",
            r->host);
    int usual = r->tls == NV_TLS_IMPLICIT ? 465 : r->tls == NV_TLS_NONE ? 25 : 587;
    r->port = nv_get_int(&got[PORT], usual);
}

static void read_login(struct nv_loader *l, const struct nv_node *got, struct nv_relay *r)
{
    r->user = nv_get_text(l, &got[USER], NULL);
    r->password_file = nv_get_text(l, &got[PASSWORD_FILE], NULL);
    nv_check_named_file(l, &got[PASSWORD_FILE], r->password_file);
    if (r->user && !r->password_file)
        nv_error(l, &got[USER], "có \"user\" thì phải có \"password_file\" (tệp chứa mật khẩu)");
    if (r->password_file && !r->user)
        nv_error(l, &got[PASSWORD_FILE], "có \"password_file\" thì phải có \"user\"");
    if (r->user && r->tls == NV_TLS_NONE)
        nv_warn(l, &got[USER], "đăng nhập khi tls = \"none\": mật khẩu đi không mã hóa");
}

static void read_smtp(struct nv_loader *l, const struct nv_node *group, const struct nv_node *got,
                      struct nv_relay *r)
{
    r->kind = NV_RELAY_SMTP;
    if (got[PATH].s)
        nv_error_key(l, &got[PATH], "\"path\" chỉ dùng cho type = \"maildir\"");
    if (!got[HOST].s)
        nv_error(l, group, "relay kiểu smtp thiếu khóa \"host\" (tên máy chuyển thư)");
    r->host = nv_get_text(l, &got[HOST], NULL);
    const char *why = r->host ? nv_rule_host(r->host) : NULL;
    if (why)
        nv_error(l, &got[HOST], "host = \"%s\" không đúng; %s", r->host, why);
    read_tls(l, got, r);
    read_login(l, got, r);
    r->ca_file = nv_get_text(l, &got[CA_FILE], NULL);
    nv_check_named_file(l, &got[CA_FILE], r->ca_file);
    r->helo = nv_get_text(l, &got[HELO], NULL);
    why = r->helo ? nv_rule_host(r->helo) : NULL;
    if (why)
        nv_error(l, &got[HELO], "helo = \"%s\" không đúng; %s", r->helo, why);
    r->connections = nv_get_int(&got[CONNECTIONS], 4);
    r->per_minute = nv_get_int(&got[PER_MINUTE], 0);
    r->timeout_s = nv_get_int(&got[TIMEOUT], 900);
}

static struct nv_relay read_relay(struct nv_loader *l, const struct nv_node *group)
{
    struct nv_node got[N_FIELDS];
    struct nv_relay r = {.connections = 1, .timeout_s = 900};
    nv_schema_check(l, group, &schema, got);
    r.id = nv_get_text(l, &got[ID], "");
    const char *why = got[ID].s ? nv_rule_id(r.id) : NULL;
    if (why)
        nv_error(l, &got[ID], "id \"%s\" không đúng; %s", r.id, why);
    const char *type = nv_get_text(l, &got[TYPE], "");
    if (strcmp(type, "maildir") == 0)
        read_maildir(l, group, got, &r);
    else if (strcmp(type, "smtp") == 0)
        read_smtp(l, group, got, &r);
    else if (got[TYPE].s)
        nv_error(l, &got[TYPE], "type = \"%s\" không có; được dùng: \"maildir\", \"smtp\"", type);
    return r;
}

void nv_read_relays(struct nv_loader *l, const struct nv_node *list)
{
    NV_VEC(struct nv_relay) relays = {0};
    for (uint32_t i = 0; list->s && i < nv_node_count(list); i++) {
        struct nv_node group = nv_node_child(list, i);
        struct nv_relay r = read_relay(l, &group);
        for (size_t k = 0; k < relays.n; k++)
            if (*r.id && strcmp(relays.v[k].id, r.id) == 0) {
                struct nv_node first = nv_node_child(list, (uint32_t)k);
                nv_error(l, &group, "relay \"%s\" đã có ở dòng %d; mỗi id chỉ dùng một lần", r.id,
                         nv_place_of(l, &first).line);
                break;
            }
        nv_vec_push(&relays, r);
    }
    if (!relays.n)
        nv_vec_push(&relays, (struct nv_relay){.id = "outbox",
                                               .kind = NV_RELAY_MAILDIR,
                                               .path = "outbox",
                                               .connections = 1,
                                               .timeout_s = 900});
    l->snap->relays = nv_arena_memdup(l->snap->arena, relays.v, relays.n * sizeof *relays.v);
    l->snap->n_relays = (uint32_t)relays.n;
    nv_vec_free(&relays);
}
