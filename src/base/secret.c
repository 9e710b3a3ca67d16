#include "base/secret.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"

#define PREFIX "whsec_"
#define FILE_LIMIT 4096

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int sextet(char c)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

/* Strict: whole groups, canonical padding, no bits left over. Receivers' libraries are as strict,
 * and a secret that only one side can read signs nothing. */
static bool decode(const char *text, size_t n, struct nv_secret *out)
{
    size_t pad = n && text[n - 1] == '=' ? (n > 1 && text[n - 2] == '=' ? 2 : 1) : 0;
    uint32_t bits = 0;
    out->n = 0;
    if (n % 4 != 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        int v = i < n - pad ? sextet(text[i]) : 0;
        if (v < 0)
            return false;
        bits = bits << 6 | (uint32_t)v;
        for (int k = 0; i % 4 == 3 && k < 3 - (i + 1 == n ? (int)pad : 0); k++) {
            if (out->n == NV_SECRET_MAX)
                return false;
            out->key[out->n++] = (unsigned char)(bits >> (16 - 8 * k));
        }
    }
    return !pad || !(bits & (pad == 1 ? 0xFFu : 0xFFFFu));
}

static bool has_prefix(const char *s, size_t n, const char *prefix)
{
    return n >= strlen(prefix) && memcmp(s, prefix, strlen(prefix)) == 0;
}

int nv_secret_parse(const char *text, size_t n, struct nv_secret *out, struct nv_err *err)
{
    static const char form[] =
        "phải là một dòng \"" PREFIX "\" và base64 của 24 đến 64 byte ngẫu nhiên";
    while (n && is_space(text[n - 1]))
        n--;
    while (n && is_space(*text))
        text++, n--;
    out->n = 0;
    if (!n)
        return nv_err_set(err, NV_ESYNTAX, "không có khóa ký; %s", form);
    if (memchr(text, '\n', n))
        return nv_err_set(err, NV_ESYNTAX, "có nhiều dòng; %s", form);
    if (has_prefix(text, n, "whsk_") || has_prefix(text, n, "whpk_"))
        return nv_err_set(err, NV_ESYNTAX, "là khóa ed25519, chưa dùng được; %s", form);
    if (!has_prefix(text, n, PREFIX))
        return nv_err_set(err, NV_ESYNTAX, "không bắt đầu bằng \"" PREFIX "\"; %s", form);
    text += strlen(PREFIX);
    n -= strlen(PREFIX);
    /* Three bytes in four characters: a longer one is known before it is decoded. */
    bool good = n <= (NV_SECRET_MAX + 2) / 3 * 4 && decode(text, n, out);
    if (good && out->n >= NV_SECRET_MIN)
        return 0;
    size_t got = out->n;
    nv_secret_wipe(out);
    if (good)
        return nv_err_set(err, NV_ESYNTAX, "khóa ký chỉ dài %zu byte; %s", got, form);
    return nv_err_set(err, NV_ESYNTAX,
                      "không phải base64 chuẩn (A–Z, a–z, 0–9, +, /, đủ dấu =) hoặc quá dài; %s",
                      form);
}

void nv_secret_path(const char *dir, const char *name, struct nv_buf *out)
{
    const char *credentials = getenv("CREDENTIALS_DIRECTORY");
    size_t start = out->len;
    if (name[0] == '/') {
        nv_buf_adds(out, name);
        return;
    }
    if (credentials && *credentials) {
        nv_buf_addf(out, "%s/%s", credentials, name);
        if (access(out->data + start, F_OK) == 0)
            return;
        out->len = start;
        out->data[start] = '\0';
    }
    nv_buf_addf(out, "%s/%s", dir, name);
}

int nv_secret_read(const char *path, struct nv_secret *out, struct nv_err *err)
{
    struct nv_buf file = NV_BUF_INIT;
    out->n = 0;
    int rc = nv_file_read(path, FILE_LIMIT, &file, err);
    if (rc == -NV_ETOOBIG)
        rc = nv_err_set(err, NV_ESYNTAX, "%s: lớn hơn %d byte, không phải tệp khóa ký", path,
                        FILE_LIMIT);
    else if (rc == 0 && (rc = nv_secret_parse(nv_buf_str(&file), file.len, out, err)) != 0)
        rc = nv_err_wrap(err, rc, "%s", path);
    if (file.data)
        explicit_bzero(file.data, file.cap);
    nv_buf_free(&file);
    return rc;
}

static int take_line(const char *text, size_t n, char out[NV_SECRET_LINE], struct nv_err *err)
{
    while (n && is_space(text[n - 1]))
        n--;
    while (n && is_space(*text))
        text++, n--;
    if (!n)
        return nv_err_set(err, NV_ESYNTAX, "tệp rỗng; phải có một dòng");
    if (n >= NV_SECRET_LINE)
        return nv_err_set(err, NV_ESYNTAX, "dài quá %d byte", NV_SECRET_LINE - 1);
    for (size_t i = 0; i < n; i++)
        if (text[i] < '!' || text[i] > '~')
            return nv_err_set(err, NV_ESYNTAX,
                              "phải là một dòng gồm ký tự ASCII in được, không có khoảng trắng ở "
                              "giữa");
    memcpy(out, text, n);
    out[n] = '\0';
    return 0;
}

int nv_secret_line(const char *path, char out[NV_SECRET_LINE], struct nv_err *err)
{
    struct nv_buf file = NV_BUF_INIT;
    out[0] = '\0';
    int rc = nv_file_read(path, FILE_LIMIT, &file, err);
    if (rc == -NV_ETOOBIG)
        rc = nv_err_set(err, NV_ESYNTAX, "%s: lớn hơn %d byte", path, FILE_LIMIT);
    else if (rc == 0 && (rc = take_line(nv_buf_str(&file), file.len, out, err)) != 0)
        rc = nv_err_wrap(err, rc, "%s", path);
    if (file.data)
        explicit_bzero(file.data, file.cap);
    nv_buf_free(&file);
    return rc;
}

void nv_secret_wipe(struct nv_secret *s)
{
    explicit_bzero(s, sizeof *s);
}
