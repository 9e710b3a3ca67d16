#include "conf/webhooks.h"

#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/secret.h"
#include "conf/hook_request.h"
#include "conf/loader.h"
#include "conf/rules.h"
#include "conf/schema.h"
#include "model/snapshot.h"

enum {
    URL,
    FORMAT,
    SECRET_FILE,
    TEMPLATE,
    METHOD,
    CONTENT_TYPE,
    HEADERS,
    BEARER_FILE,
    TOKEN_FILE,
    VALUES,
    N_FIELDS
};
static const struct nv_field fields[] = {
    [URL] = {"url", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [FORMAT] = {"format", NV_TYPE_TEXT, 0, 0, 0},
    [SECRET_FILE] = {"secret_file", NV_TYPE_STRINGS, 0, 0, 0},
    [TEMPLATE] = {"template", NV_TYPE_TEXT, 0, 0, 0},
    [METHOD] = {"method", NV_TYPE_TEXT, 0, 0, 0},
    [CONTENT_TYPE] = {"content_type", NV_TYPE_TEXT, 0, 0, 0},
    [HEADERS] = {"headers", NV_TYPE_LIST, 0, 0, 0},
    [BEARER_FILE] = {"bearer_file", NV_TYPE_TEXT, 0, 0, 0},
    [TOKEN_FILE] = {"token_file", NV_TYPE_TEXT, 0, 0, 0},
    [VALUES] = {"values", NV_TYPE_GROUP, 0, 0, 0},
};
static const struct nv_schema schema = NV_SCHEMA("webhook", fields);

enum { MAX_SECRETS = 2 };

/* The service alone sees its credentials: who else checks would always be warned. */
static bool is_credential(const char *path)
{
    static const char where[] = "/run/credentials/";
    return strncmp(path, where, sizeof where - 1) == 0;
}

/* What is unreadable now may be readable for the service or later; what is no secret stays none. */
static void say_content(struct nv_loader *l, const struct nv_node *n, const char *path, int rc,
                        const struct nv_err *err)
{
    struct stat st;
    if (rc == -NV_ESYNTAX)
        nv_error(l, n, "%s", err->text);
    else if (rc != 0 && is_credential(path))
        return;
    else if (rc == -NV_EPERM)
        nv_warn(l, n,
                "người đang kiểm tra không có quyền đọc \"%s\"; để biết dịch vụ có đọc được "
                "không, kiểm tra bằng sudo -u nhacviec nhacviec check",
                path);
    else if (rc != 0)
        nv_warn(l, n, "không đọc được tệp bí mật, webhook này sẽ không được gửi: %s", err->text);
    else if (stat(path, &st) == 0 && (st.st_mode & (S_IRWXO | S_IWGRP)))
        nv_warn(l, n,
                "\"%s\" có quyền %04o, người khác trên máy đọc hoặc sửa được; đặt 0640 hoặc "
                "0400",
                path, (unsigned)(st.st_mode & 07777));
}

static void check_content(struct nv_loader *l, const struct nv_node *n, const char *path)
{
    struct nv_secret secret;
    struct nv_err err = {0};
    int rc = nv_secret_read(path, &secret, &err);
    nv_secret_wipe(&secret);
    say_content(l, n, path, rc, &err);
}

void nv_check_secret_line(struct nv_loader *l, const struct nv_node *n, const char *path)
{
    char line[NV_SECRET_LINE];
    struct nv_err err = {0};
    int rc = nv_secret_line(path, line, &err);
    explicit_bzero(line, sizeof line);
    say_content(l, n, path, rc, &err);
}

static void read_secrets(struct nv_loader *l, const struct nv_node *n, struct nv_endpoint *out)
{
    uint32_t count = nv_strings_count(n);
    if (n->s && (!count || count > MAX_SECRETS))
        nv_error(l, n, "\"secret_file\" phải là một tệp, hoặc hai tệp trong khi đổi khóa");
    out->secret_files = nv_get_strings(l, n);
    for (uint32_t i = 0; i < count && i < MAX_SECRETS; i++) {
        struct nv_node e;
        struct nv_buf path = NV_BUF_INIT;
        const char *name = nv_strings_at(n, i, &e);
        if (i && strcmp(out->secret_files.v[0], out->secret_files.v[i]) == 0)
            nv_error(l, &e, "\"%s\" được ghi hai lần", name);
        nv_secret_path(l->snap->dir ? l->snap->dir : ".", out->secret_files.v[i], &path);
        if (!l->alone)
            check_content(l, &e, nv_buf_str(&path));
        nv_buf_free(&path);
    }
}

bool nv_read_webhook(struct nv_loader *l, const struct nv_node *group, struct nv_node *url,
                     struct nv_endpoint *out)
{
    struct nv_node got[N_FIELDS];
    bool good = nv_schema_check(l, group, &schema, got);
    const struct nv_hook_nodes hook = {&got[FORMAT],       &got[TEMPLATE], &got[METHOD],
                                       &got[CONTENT_TYPE], &got[HEADERS],  &got[BEARER_FILE],
                                       &got[TOKEN_FILE],   &got[VALUES]};
    nv_read_hook(l, &hook, out);
    read_secrets(l, &got[SECRET_FILE], out);
    *url = got[URL];
    const char *address = nv_get_text(l, url, NULL);
    if (good && !out->hook && !got[SECRET_FILE].s && !nv_rule_url(address) &&
        !nv_rule_url_is_loopback(address))
        nv_warn(l, url,
                "webhook không được ký: nơi nhận không phân biệt được với thư giả; hãy thêm "
                "secret_file");
    return got[URL].s != NULL;
}
