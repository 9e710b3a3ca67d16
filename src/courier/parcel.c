#include "courier/parcel.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/secret.h"
#include "courier/courier.h"
#include "courier/line.h"
#include "courier/sign.h"

/* What nv_parcel_stamp() adds: three lines, of which two have a length known beforehand. */
enum {
    STAMPS = 3,
    STAMP_LINE = 48,
    SIGNATURE_LINE = 24 + NV_SECRET_FILES * NV_SIGN_TEXT,
};
#define TOKEN "{token}"

static const char id_name[] = "webhook-id: ";

static size_t room(const char *s)
{
    return s ? strlen(s) + 1 : 0;
}

static const char *put(char **at, const char *s)
{
    if (!s)
        return NULL;
    size_t n = strlen(s) + 1;
    char *copy = memcpy(*at, s, n);
    *at += n;
    return copy;
}

static size_t count(const char *const *list, size_t *bytes)
{
    size_t n = 0;
    for (; list && list[n]; n++)
        *bytes += room(list[n]);
    return n;
}

struct nv_parcel *nv_parcel_new(const struct nv_job *job)
{
    size_t size = room(job->from) + room(job->to) + room(job->url) + room(job->content_type);
    const char *method = job->method ? job->method : "POST";
    size_t n = count(job->headers, &size), secrets = count(job->secret_files, &size);
    size_t files = job->n_file_headers;
    nv_require(files <= NV_FILE_HEADERS);
    size +=
        room(method) + room(job->token_file) + room(job->expect_member) + room(job->expect_value);
    for (size_t i = 0; i < files; i++)
        size += room(job->file_headers[i].prefix) + room(job->file_headers[i].path);
    size_t stamps = job->webhook_id ? STAMPS : 0;
    nv_require(secrets <= NV_SECRET_FILES);
    if (stamps)
        size += room(job->webhook_id) * 2 + sizeof id_name + STAMP_LINE + SIGNATURE_LINE;
    /* Lines of headers, secret files, secrets, and the pairs of file headers. */
    size_t pointers = n + stamps + files + secrets + files + 1 + 2 * files;
    struct nv_parcel *p = nv_malloc(sizeof *p + pointers * sizeof(const char *) + size);
    const char **slots = (const char **)(p + 1);
    char *at = (char *)(slots + pointers);
    *p = (struct nv_parcel){.delivery = job->delivery,
                            .from = put(&at, job->from),
                            .to = put(&at, job->to),
                            .url = put(&at, job->url),
                            .content_type = put(&at, job->content_type),
                            .method = put(&at, method),
                            .expect_member = put(&at, job->expect_member),
                            .expect_value = put(&at, job->expect_value),
                            .token_file = put(&at, job->token_file),
                            .headers = slots,
                            .n_headers = n,
                            .webhook_id = put(&at, job->webhook_id),
                            .secret_files = slots + n + stamps + files,
                            .n_secret_files = secrets,
                            .n_file_headers = files,
                            .bytes = job->bytes,
                            .n_bytes = job->n_bytes};
    for (size_t i = 0; i < n; i++)
        p->headers[i] = put(&at, job->headers[i]);
    for (size_t i = 0; i < secrets; i++)
        p->secret_files[i] = put(&at, job->secret_files[i]);
    p->secrets = (char **)(p->secret_files + secrets);
    p->file_headers = (struct nv_file_header *)(p->secrets + files + 1);
    for (size_t i = 0; i < files; i++)
        p->file_headers[i] = (struct nv_file_header){put(&at, job->file_headers[i].prefix),
                                                     put(&at, job->file_headers[i].path)};
    p->lines = at;
    return p;
}

void nv_parcel_free(struct nv_parcel *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n_secrets; i++) {
        explicit_bzero(p->secrets[i], strlen(p->secrets[i]));
        free(p->secrets[i]);
    }
    free(p->bytes);
    free(p);
}

const char *nv_parcel_mail_fault(const struct nv_parcel *p)
{
    if (!nv_line_is_addr(p->from))
        return "địa chỉ người gửi không hợp lệ, không gửi";
    if (!nv_line_is_addr(p->to))
        return "địa chỉ người nhận không hợp lệ, không gửi";
    if (!p->n_bytes)
        return "thư rỗng, không gửi";
    return NULL;
}

/* The URL with `token` where it says so; NULL: it has none. Fresh memory. */
static char *with_token(const char *url, const char *token)
{
    struct nv_buf b = NV_BUF_INIT;
    const char *at = token ? strstr(url, TOKEN) : NULL;
    if (at)
        nv_buf_addf(&b, "%.*s%s%s", (int)(at - url), url, token, at + strlen(TOKEN));
    else
        nv_buf_adds(&b, url);
    return nv_buf_take(&b, NULL);
}

static bool is_good_url(const char *url, const char *token)
{
    char *whole = with_token(url, token);
    bool good = nv_line_is_url(whole);
    free(whole);
    return good;
}

const char *nv_parcel_web_fault(const struct nv_parcel *p)
{
    if (!p->url)
        return "webhook này không còn trong cấu hình, không gửi";
    if (!is_good_url(p->url, p->token_file ? "token" : NULL))
        return "URL không hợp lệ, không gửi";
    if (strcmp(p->method, "POST") != 0 && strcmp(p->method, "PUT") != 0)
        return "phương thức HTTP không hợp lệ, không gửi";
    if (p->content_type && !nv_line_is_value(p->content_type))
        return "Content-Type không hợp lệ, không gửi";
    for (size_t i = 0; i < p->n_file_headers; i++)
        if (!nv_line_is_header(p->file_headers[i].prefix))
            return "dòng tiêu đề HTTP không hợp lệ, không gửi";
    for (size_t i = 0; i < p->n_headers; i++)
        if (!nv_line_is_header(p->headers[i]))
            return "dòng tiêu đề HTTP không hợp lệ, không gửi";
    if (p->webhook_id && (!nv_line_is_value(p->webhook_id) || strpbrk(p->webhook_id, ". \t")))
        return "webhook-id không hợp lệ, không gửi";
    return NULL;
}

static int sign(const struct nv_parcel *p, int64_t now_s, char *line, struct nv_err *err)
{
    char *at = stpcpy(line, "webhook-signature:");
    for (size_t i = 0; i < p->n_secret_files; i++) {
        struct nv_secret secret;
        char signature[NV_SIGN_TEXT];
        int rc = nv_secret_read(p->secret_files[i], &secret, err);
        if (rc != 0)
            return nv_err_wrap(err, rc, "không ký được webhook, không gửi");
        nv_sign_v1(&secret, p->webhook_id, now_s, p->bytes, p->n_bytes, signature);
        nv_secret_wipe(&secret);
        *at++ = ' ';
        at = stpcpy(at, signature);
    }
    return 0;
}

static char *keep(struct nv_parcel *p, struct nv_buf *b)
{
    return p->secrets[p->n_secrets++] = nv_buf_take(b, NULL);
}

/* What stands between "/" and "/" of an address, or behind its "?": nothing that could move it to
 * another host or end it. */
static bool is_for_url(const char *s)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "-._~:/%=&+";
    return s[strspn(s, allowed)] == '\0';
}

static int read_token(struct nv_parcel *p, struct nv_err *err)
{
    char line[NV_SECRET_LINE];
    int rc = nv_secret_line(p->token_file, line, err);
    if (rc == 0 && !is_for_url(line))
        rc = nv_err_set(err, NV_ESYNTAX, "%s: có ký tự không dùng được trong URL", p->token_file);
    if (rc == 0)
        p->url = p->secrets[p->n_secrets++] = with_token(p->url, line);
    explicit_bzero(line, sizeof line);
    return rc;
}

static int read_header(struct nv_parcel *p, const struct nv_file_header *h, struct nv_err *err)
{
    char line[NV_SECRET_LINE];
    int rc = nv_secret_line(h->path, line, err);
    if (rc == 0) {
        struct nv_buf b = NV_BUF_INIT;
        nv_buf_reserve(&b, strlen(h->prefix) + strlen(line) + 1);
        nv_buf_addf(&b, "%s%s", h->prefix, line);
        p->headers[p->n_headers++] = keep(p, &b);
    }
    explicit_bzero(line, sizeof line);
    return rc;
}

static int read_files(struct nv_parcel *p, struct nv_err *err)
{
    int rc = p->token_file ? read_token(p, err) : 0;
    for (size_t i = 0; rc == 0 && i < p->n_file_headers; i++)
        rc = read_header(p, &p->file_headers[i], err);
    return rc == 0 ? 0 : nv_err_wrap(err, rc, "không gửi được webhook");
}

int nv_parcel_stamp(struct nv_parcel *p, int64_t now_s, struct nv_err *err)
{
    int files = read_files(p, err);
    if (files != 0 || !p->webhook_id)
        return files;
    char *stamp = p->lines, *signature = stamp + STAMP_LINE, *id = signature + SIGNATURE_LINE;
    int rc = p->n_secret_files ? sign(p, now_s, signature, err) : 0;
    if (rc != 0)
        return rc;
    stpcpy(stpcpy(id, id_name), p->webhook_id);
    nv_fmt(stamp, STAMP_LINE, "webhook-timestamp: %lld", (long long)now_s);
    p->headers[p->n_headers++] = id;
    p->headers[p->n_headers++] = stamp;
    if (p->n_secret_files)
        p->headers[p->n_headers++] = signature;
    return 0;
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct nv_verdict nv_verdict_begin(uint64_t delivery)
{
    return (struct nv_verdict){.delivery = delivery, .started_ms = now_ms()};
}

void nv_verdict_end(struct nv_verdict *v, enum nv_class class, const char *text)
{
    v->class = class;
    v->ended_ms = now_ms();
    nv_line_clean(v->text, sizeof v->text, text, strlen(text));
}
