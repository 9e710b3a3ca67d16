#include "server/frame.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/utf8.h"

/* Our own keys, for json_unpack's strict mode ("!") would not name the one that is too much. */
static const char *unknown_key(json_t *object, const char *const *known)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        const char *const *k = known;
        while (*k && strcmp(*k, key) != 0)
            k++;
        if (!*k)
            return key;
    }
    return NULL;
}

static json_t *parse_object(const char *line, size_t n, struct nv_err *err)
{
    json_error_t why;
    if (n && line[n - 1] == '\n')
        n--;
    json_t *root = json_loadb(line, n, JSON_REJECT_DUPLICATES, &why);
    if (!root) {
        nv_err_set(err, NV_EPROTO, "không phải JSON hợp lệ (cột %d: %s)", why.column, why.text);
        return NULL;
    }
    if (!json_is_object(root)) {
        json_decref(root);
        nv_err_set(err, NV_EPROTO, "phải là một đối tượng JSON");
        return NULL;
    }
    return root;
}

int nv_frame_parse_request(const char *line, size_t n, char **command, json_t **args,
                           struct nv_err *err)
{
    static const char *const known[] = {"command", "args", NULL};
    *command = NULL;
    *args = NULL;
    json_t *root = parse_object(line, n, err);
    if (!root)
        return -NV_EPROTO;
    int rc = 0;
    const char *name = json_string_value(json_object_get(root, "command"));
    json_t *given = json_object_get(root, "args");
    const char *odd = unknown_key(root, known);
    if (odd) {
        char shown[61];
        rc = nv_err_set(err, NV_EPROTO, "khóa \"%s\" không có trong giao thức",
                        nv_fmt(shown, sizeof shown, "%s", odd));
    } else if (!name || !*name)
        rc = nv_err_set(err, NV_EPROTO, "thiếu \"command\" (chuỗi, không rỗng)");
    else if (given && !json_is_object(given))
        rc = nv_err_set(err, NV_EPROTO, "\"args\" phải là một đối tượng JSON");
    if (rc == 0) {
        *command = nv_strdup(name);
        *args = given ? json_incref(given) : json_object();
    }
    json_decref(root);
    return rc;
}

static int add_text(const char *bytes, size_t n, void *out)
{
    nv_buf_add(out, bytes, n);
    return 0;
}

static int print_line(struct nv_buf *out, json_t *root)
{
    if (!root || json_dump_callback(root, add_text, out, JSON_COMPACT) != 0)
        return -NV_EINVAL;
    nv_buf_addc(out, '\n');
    return 0;
}

int nv_frame_print_request(struct nv_buf *out, const char *command, json_t *args,
                           struct nv_err *err)
{
    size_t start = out->len;
    json_t *root = args ? json_pack("{s:s, s:O}", "command", command, "args", args)
                        : json_pack("{s:s, s:{}}", "command", command, "args");
    int rc = print_line(out, root);
    json_decref(root);
    if (rc != 0)
        return nv_err_set(err, NV_EINVAL, "yêu cầu chứa ký tự không phải UTF-8");
    if (out->len - start > NV_FRAME_MAX)
        return nv_err_set(err, NV_ETOOBIG, "yêu cầu dài hơn %d byte", NV_FRAME_MAX);
    return 0;
}

static void add_valid(struct nv_buf *out, const char *text)
{
    for (;;) {
        long bad = nv_utf8_check(text, strlen(text));
        if (bad < 0) {
            nv_buf_adds(out, text);
            return;
        }
        nv_buf_add(out, text, (size_t)bad);
        nv_buf_adds(out, "\uFFFD");
        text += bad + 1;
    }
}

void nv_frame_print_answer(struct nv_buf *out, int exit_code, const char *text, json_t *data)
{
    struct nv_buf valid = NV_BUF_INIT;
    add_valid(&valid, text ? text : "");
    json_t *root = json_pack("{s:i, s:s, s:o}", "exit", exit_code, "text", nv_buf_str(&valid),
                             "data", data ? json_incref(data) : json_null());
    nv_require(print_line(out, root) == 0);
    json_decref(root);
    nv_buf_free(&valid);
}

int nv_frame_parse_answer(const char *line, size_t n, json_t **answer, struct nv_err *err)
{
    json_t *root = parse_object(line, n, err);
    *answer = NULL;
    if (!root)
        return -NV_EPROTO;
    if (!json_is_integer(json_object_get(root, "exit")) ||
        !json_is_string(json_object_get(root, "text")) || !json_object_get(root, "data")) {
        json_decref(root);
        return nv_err_set(err, NV_EPROTO, "câu trả lời thiếu exit, text hoặc data");
    }
    *answer = root;
    return 0;
}
