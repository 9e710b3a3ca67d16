#include "courier/post.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/vec.h"
#include "courier/answer.h"
#include "courier/classify.h"
#include "courier/parcel.h"

#define BODY_MAX 65536
#define RETRY_AFTER_MAX 2592000 /* 30 days */

struct nv_post {
    struct nv_post *prev, *next;
    CURL *easy;
    struct nv_parcel *parcel;
    uint32_t host;
    struct nv_verdict verdict;
    NV_VEC(struct curl_slist) lines;
    char type[300];
    bool asked, lost;
    size_t got, n_words;  /* bytes of body read; of them kept in `words` */
    struct nv_buf answer; /* all of them, where the answer itself is asked */
    const struct nv_post_limits *limits;
    char refused[NV_NET_TEXT]; /* an address that was not connected to, or "" */
    char status[128], words[160], message[CURL_ERROR_SIZE];
};

/* Reads at most BODY_MAX of the answer: its status is what counts. */
static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
    struct nv_post *p = arg;
    n *= size;
    p->got += n;
    size_t keep = sizeof p->words - p->n_words;
    if (keep > n)
        keep = n;
    memcpy(p->words + p->n_words, data, keep);
    p->n_words += keep;
    if (p->parcel->expect_member && p->got <= BODY_MAX)
        nv_buf_add(&p->answer, data, n);
    return p->got > BODY_MAX ? 0 : n;
}

static size_t on_header(char *line, size_t size, size_t n, void *arg)
{
    struct nv_post *p = arg;
    n *= size;
    if (n > 5 && memcmp(line, "HTTP/", 5) == 0)
        nv_fmt(p->status, sizeof p->status, "%.*s", (int)(n < 120 ? n : 120), line);
    return n;
}

/* Called before each request, so the second call is libcurl's own retry: the first request went out
 * over a kept connection that died without an answer. To ask again is for the engine to decide. */
static int on_request(void *arg, char *ip, char *local, int port, int local_port)
{
    struct nv_post *p = arg;
    (void)ip, (void)local, (void)port, (void)local_port;
    if (p->asked) {
        p->lost = true;
        return CURL_PREREQFUNC_ABORT;
    }
    p->asked = true;
    return CURL_PREREQFUNC_OK;
}

/* The one place that sees the address itself, whatever name, notation or answer of a name server it
 * came from. */
static curl_socket_t on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *addr)
{
    struct nv_post *p = arg;
    unsigned char bytes[16];
    (void)purpose;
    if (!nv_net_address(&addr->addr, bytes))
        return CURL_SOCKET_BAD;
    if (!nv_nets_allow(&p->limits->nets, bytes)) {
        nv_net_text(bytes, p->refused);
        return CURL_SOCKET_BAD;
    }
    return socket(addr->family, addr->socktype | SOCK_CLOEXEC, addr->protocol);
}

struct nv_post *nv_post_new(const struct nv_post_limits *limits)
{
    CURL *e = curl_easy_init();
    if (!e)
        return NULL;
    struct nv_post *p = nv_calloc(1, sizeof *p);
    p->easy = e;
    p->limits = limits;
    curl_easy_setopt(e, CURLOPT_PRIVATE, p);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(e, CURLOPT_PROXY, "");
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(e, CURLOPT_USERAGENT, "nhacviec/" NV_VERSION);
    curl_easy_setopt(e, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
    curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
    /* With a CAPATH libcurl cannot keep the parsed bundle: 44 ms of CPU for each connection. */
    curl_easy_setopt(e, CURLOPT_CAPATH, NULL);
    if (limits->ca_file)
        curl_easy_setopt(e, CURLOPT_CAINFO, limits->ca_file);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT, limits->connect_s);
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, limits->timeout_ms);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, p->message);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, p);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, p);
    curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_request);
    curl_easy_setopt(e, CURLOPT_PREREQDATA, p);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_open);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, p);
    return p;
}

void nv_post_free(struct nv_post *p)
{
    if (!p)
        return;
    curl_easy_cleanup(p->easy);
    nv_parcel_free(p->parcel);
    nv_vec_free(&p->lines);
    nv_buf_free(&p->answer);
    free(p);
}

void *nv_post_handle(struct nv_post *p)
{
    return p->easy;
}

/* libcurl reads the list while the transfer runs; nodes in one array spare it an allocation each.
 */
static void set_headers(struct nv_post *p, const struct nv_parcel *parcel)
{
    p->lines.n = 0;
    nv_vec_reserve(&p->lines, parcel->n_headers + 2);
    for (size_t i = 0; i < parcel->n_headers; i++)
        nv_vec_push(&p->lines, (struct curl_slist){.data = (char *)parcel->headers[i]});
    nv_fmt(p->type, sizeof p->type, "Content-Type: %s",
           parcel->content_type ? parcel->content_type : "application/octet-stream");
    nv_vec_push(&p->lines, (struct curl_slist){.data = p->type});
    /* Without this libcurl waits a second for "100 Continue" before a large body. */
    nv_vec_push(&p->lines, (struct curl_slist){.data = (char *)"Expect:"});
    for (size_t i = 0; i + 1 < p->lines.n; i++)
        p->lines.v[i].next = &p->lines.v[i + 1];
    curl_easy_setopt(p->easy, CURLOPT_HTTPHEADER, p->lines.v);
}

void nv_post_begin(struct nv_post *p, struct nv_parcel *parcel, uint32_t host)
{
    p->parcel = parcel;
    p->host = host;
    p->verdict = nv_verdict_begin(parcel->delivery);
    p->asked = p->lost = false;
    p->got = p->n_words = 0;
    nv_buf_clear(&p->answer);
    p->status[0] = p->message[0] = p->refused[0] = '\0';
    curl_easy_setopt(p->easy, CURLOPT_URL, parcel->url);
    curl_easy_setopt(p->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)parcel->n_bytes);
    curl_easy_setopt(p->easy, CURLOPT_POSTFIELDS, parcel->bytes ? parcel->bytes : "");
    curl_easy_setopt(p->easy, CURLOPT_CUSTOMREQUEST,
                     strcmp(parcel->method, "POST") == 0 ? NULL : parcel->method);
    set_headers(p, parcel);
}

static void describe(const struct nv_post *p, int result, long code, enum nv_class class,
                     char *text, size_t size)
{
    const char *gone = code == 410 ? "máy nhận yêu cầu gỡ địa chỉ webhook này: " : "";
    if (p->status[0])
        nv_fmt(text, size, "%s%s %.*s", gone, p->status, (int)p->n_words, p->words);
    else if (p->refused[0] && !p->asked)
        nv_fmt(text, size,
               "địa chỉ %s không thuộc mạng được phép (allow trong mục webhook của nhacviec.cfg), "
               "không kết nối",
               p->refused);
    else if (p->lost)
        nv_fmt(text, size, "máy nhận đóng kết nối mà không trả lời, có thể đã nhận");
    else
        nv_outcome_say(text, size, result, class, p->message);
}

uint32_t nv_post_end(struct nv_post *p, int result, struct nv_verdict *v, bool *answered)
{
    char text[512];
    long asked_bytes = 0;
    curl_off_t sent = 0, retry_after = 0;
    struct nv_outcome o = {.result = result};
    curl_easy_getinfo(p->easy, CURLINFO_RESPONSE_CODE, &o.code);
    curl_easy_getinfo(p->easy, CURLINFO_REQUEST_SIZE, &asked_bytes);
    curl_easy_getinfo(p->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
    curl_easy_getinfo(p->easy, CURLINFO_RETRY_AFTER, &retry_after);
    o.body_given = p->lost || (asked_bytes > 0 && sent >= (curl_off_t)p->parcel->n_bytes);
    o.tls_cut = nv_outcome_tls_cut(result, p->message);
    /* What was not asked says nothing about the host. */
    bool refused = p->refused[0] && !p->asked && o.code == 0;
    *answered = o.code >= 200 || refused;
    *v = p->verdict;
    v->code = (int)o.code;
    if (retry_after > 0)
        v->retry_after_s = retry_after < RETRY_AFTER_MAX ? (int)retry_after : RETRY_AFTER_MAX;
    enum nv_class class = refused ? NV_REFUSED : nv_classify_http(&o);
    describe(p, result, o.code, class, text, sizeof text);
    if (class == NV_SENT && p->parcel->expect_member &&
        !nv_answer_says(&p->answer, p->parcel->expect_member, p->parcel->expect_value))
        class = NV_TEMPORARY;
    nv_verdict_end(v, class, text);
    nv_parcel_free(p->parcel);
    p->parcel = NULL;
    return p->host;
}

void nv_post_push(struct nv_post_list *l, struct nv_post *p)
{
    p->prev = NULL;
    p->next = l->first;
    if (l->first)
        l->first->prev = p;
    l->first = p;
    l->n++;
}

void nv_post_remove(struct nv_post_list *l, struct nv_post *p)
{
    if (p->prev)
        p->prev->next = p->next;
    else
        l->first = p->next;
    if (p->next)
        p->next->prev = p->prev;
    l->n--;
}
