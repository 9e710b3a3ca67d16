/* The SMTP lane: a few sender threads with one blocking easy handle each that keeps its connection.
 *
 * Threads, because libcurl blocks in SMTP after the final dot and on QUIT. A connection that has
 * been idle for a while is ended with QUIT, so that an idle daemon holds none and the relay's own
 * time-out is never met. */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "courier/classify.h"
#include "courier/courier.h"
#include "courier/lane.h"
#include "courier/mailbox.h"
#include "courier/parcel.h"
#include "courier/reply.h"
#include "courier/sockets.h"

#define IDLE_MS 20000
#define QUIT_MS 300
#define RESPONSE_S 300

struct sender {
    struct relay *relay;
    pthread_t thread;
    CURL *easy; /* NULL while there is no connection to keep */
    struct nv_sockets sockets;
    const struct nv_parcel *parcel;
    size_t given; /* bytes of it that libcurl took */
    bool asked;   /* connected, greeted and logged in: the next reply is that to MAIL */
    int answers;  /* since then */
    struct nv_reply reply;
    char message[CURL_ERROR_SIZE];
};

struct relay {
    struct nv_returns *returns;
    struct nv_intake intake;
    char *url, *ca_file, *user, *password_file;
    enum nv_lane_tls tls;
    long timeout_ms, response_s, connect_s;
    int connections, n_senders; /* senders that have a thread */
    struct sender *senders;
};

static size_t on_read(char *dst, size_t size, size_t n, void *arg)
{
    struct sender *s = arg;
    size_t left = s->parcel->n_bytes - s->given;
    n = size * n < left ? size * n : left;
    memcpy(dst, s->parcel->bytes + s->given, n);
    s->given += n;
    return n;
}

static size_t on_header(char *line, size_t size, size_t n, void *arg)
{
    struct sender *s = arg;
    bool goodbye = size * n >= 3 && memcmp(line, "221", 3) == 0;
    nv_reply_line(&s->reply, line, size * n);
    s->answers += s->reply.ended && !goodbye;
    return size * n;
}

/* libcurl calls it when the connection is ready and MAIL is next. */
static int on_ready(void *arg, char *ip, char *local, int port, int local_port)
{
    struct sender *s = arg;
    (void)ip, (void)local, (void)port, (void)local_port;
    s->asked = true;
    s->answers = 0;
    return CURL_PREREQFUNC_OK;
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
    (void)data;
    (void)arg;
    return size * n;
}

static int on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct sender *s = arg;
    (void)a, (void)b, (void)c, (void)d;
    return nv_sockets_must_end(&s->sockets);
}

static curl_socket_t on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *addr)
{
    struct sender *s = arg;
    (void)purpose;
    int fd = nv_sockets_open(&s->sockets, addr);
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

static int on_close(void *arg, curl_socket_t fd)
{
    struct sender *s = arg;
    return nv_sockets_close(&s->sockets, fd);
}

static void set_security(CURL *e, const struct relay *r)
{
    curl_easy_setopt(e, CURLOPT_USE_SSL,
                     r->tls == NV_LANE_PLAIN ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
    /* With a CAPATH libcurl cannot keep the parsed bundle: 44 ms of CPU for each connection. */
    curl_easy_setopt(e, CURLOPT_CAPATH, NULL);
    if (r->ca_file)
        curl_easy_setopt(e, CURLOPT_CAINFO, r->ca_file);
    /* Under verified TLS these two are enough, and every relay has one of them. */
    if (r->user)
        curl_easy_setopt(e, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
}

static CURL *make_easy(struct sender *s)
{
    const struct relay *r = s->relay;
    CURL *e = curl_easy_init();
    if (!e)
        return NULL;
    curl_easy_setopt(e, CURLOPT_URL, r->url);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(e, CURLOPT_PROXY, "");
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(e, CURLOPT_MAXCONNECTS, 1L);
    curl_easy_setopt(e, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT, r->connect_s);
    curl_easy_setopt(e, CURLOPT_SERVER_RESPONSE_TIMEOUT, r->response_s);
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, r->timeout_ms);
    curl_easy_setopt(e, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, s->message);
    curl_easy_setopt(e, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(e, CURLOPT_READDATA, s);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_ready);
    curl_easy_setopt(e, CURLOPT_PREREQDATA, s);
    curl_easy_setopt(e, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(e, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(e, CURLOPT_XFERINFODATA, s);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_open);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, s);
    curl_easy_setopt(e, CURLOPT_CLOSESOCKETFUNCTION, on_close);
    curl_easy_setopt(e, CURLOPT_CLOSESOCKETDATA, s);
    set_security(e, r);
    return e;
}

/* Gives up the connection. Polite is a QUIT of our own, bounded in time: the one that libcurl sends
 * while cleaning up may wait two minutes for its answer, so that one meets a closed socket. */
static void hang_up(struct sender *s)
{
    if (!s->easy)
        return;
    if (nv_sockets_alive(&s->sockets)) {
        curl_easy_setopt(s->easy, CURLOPT_FRESH_CONNECT, 0L);
        curl_easy_setopt(s->easy, CURLOPT_UPLOAD, 0L);
        curl_easy_setopt(s->easy, CURLOPT_MAIL_FROM, NULL);
        curl_easy_setopt(s->easy, CURLOPT_MAIL_RCPT, NULL);
        curl_easy_setopt(s->easy, CURLOPT_CUSTOMREQUEST, "QUIT");
        curl_easy_setopt(s->easy, CURLOPT_TIMEOUT_MS, (long)QUIT_MS);
        curl_easy_perform(s->easy);
    }
    nv_sockets_cut(&s->sockets);
    curl_easy_cleanup(s->easy);
    s->easy = NULL;
}

/* The password is read for each new connection, so that a changed one needs no restart. */
static bool set_login(struct sender *s, struct nv_verdict *v)
{
    const struct relay *r = s->relay;
    struct nv_buf file = NV_BUF_INIT;
    struct nv_err err = {0};
    bool ok = false;
    if (nv_file_read(r->password_file, 4096, &file, &err) != 0) {
        nv_verdict_end(v, NV_REFUSED, err.text);
        goto free_file;
    }
    size_t n = file.data ? strcspn(file.data, "\r\n") : 0;
    if (n == 0 || (n == strlen(file.data) && n != file.len)) {
        nv_verdict_end(v, NV_REFUSED, "tệp mật khẩu không có mật khẩu ở dòng đầu");
        goto free_file;
    }
    file.data[n] = '\0';
    curl_easy_setopt(s->easy, CURLOPT_USERNAME, r->user);
    curl_easy_setopt(s->easy, CURLOPT_PASSWORD, file.data);
    ok = true;
free_file:
    if (file.data)
        explicit_bzero(file.data, file.cap);
    nv_buf_free(&file);
    return ok;
}

static bool make_ready(struct sender *s, struct nv_verdict *v, bool *kept)
{
    *kept = s->easy && nv_sockets_alive(&s->sockets);
    if (*kept)
        return true;
    if (!s->easy && !(s->easy = make_easy(s))) {
        nv_verdict_end(v, NV_TEMPORARY, "libcurl: không tạo được kết nối");
        return false;
    }
    return !s->relay->user || set_login(s, v);
}

static CURLcode transfer(struct sender *s, const struct nv_parcel *p, bool kept)
{
    struct curl_slist to = {.data = (char *)p->to, .next = NULL};
    s->parcel = p;
    s->given = 0;
    s->asked = false;
    s->answers = 0;
    s->message[0] = '\0';
    nv_reply_clear(&s->reply);
    /* libcurl takes a closed connection for a live one while a last 421 lies unread in it. */
    curl_easy_setopt(s->easy, CURLOPT_FRESH_CONNECT, kept ? 0L : 1L);
    curl_easy_setopt(s->easy, CURLOPT_MAIL_FROM, p->from);
    curl_easy_setopt(s->easy, CURLOPT_MAIL_RCPT, &to);
    curl_easy_setopt(s->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)p->n_bytes);
    CURLcode rc = curl_easy_perform(s->easy);
    curl_easy_setopt(s->easy, CURLOPT_MAIL_RCPT, NULL);
    s->parcel = NULL;
    return rc;
}

/* The peer closed a kept connection in the same instant, and MAIL was never answered, or it takes
 * no more over this one (421): nothing can have been delivered, and a fresh connection is no second
 * attempt. */
static bool lost_kept_connection(struct sender *s, CURLcode rc, bool kept)
{
    bool unanswered = s->reply.len == 0;
    bool no_more = rc == CURLE_SEND_ERROR && s->reply.code == 421 && s->given == 0;
    return kept && (rc == CURLE_SEND_ERROR || rc == CURLE_RECV_ERROR || rc == CURLE_GOT_NOTHING) &&
           (unanswered || no_more) && !nv_sockets_must_end(&s->sockets);
}

static void conclude(struct sender *s, const struct nv_parcel *p, CURLcode rc, struct nv_verdict *v)
{
    struct nv_outcome o = {
        .result = (int)rc, .code = s->reply.code, .body_given = s->given == p->n_bytes};
    o.tls_cut = nv_outcome_tls_cut(o.result, s->message);
    enum nv_class class = nv_classify_smtp(&o);
    bool peer_decided = class == NV_SENT || o.code >= 400;
    /* What the peer said last is told only where it bears on the verdict. */
    v->general = !s->asked || s->answers <= 1;
    v->code = peer_decided || class == NV_AMBIGUOUS ? (int)o.code : 0;
    char said[512];
    nv_verdict_end(v, class,
                   peer_decided && s->reply.len
                       ? s->reply.text
                       : nv_outcome_say(said, sizeof said, o.result, class, s->message));
}

static void deliver(struct sender *s, const struct nv_parcel *p, struct nv_verdict *v)
{
    const char *fault = nv_parcel_mail_fault(p);
    if (fault) {
        nv_verdict_end(v, NV_PERMANENT, fault);
        return;
    }
    bool kept;
    if (!make_ready(s, v, &kept))
        return;
    if (!nv_sockets_enter(&s->sockets)) {
        nv_verdict_end(v, NV_TEMPORARY, "stopped");
        return;
    }
    CURLcode rc = transfer(s, p, kept);
    if (lost_kept_connection(s, rc, kept) && make_ready(s, v, &kept))
        rc = transfer(s, p, kept);
    nv_sockets_leave(&s->sockets);
    conclude(s, p, rc, v);
    /* libcurl keeps a connection that was only too slow at the dot. Its late answer would be taken
     * for that to the next message. */
    if (rc == CURLE_OPERATION_TIMEDOUT || v->class == NV_AMBIGUOUS)
        nv_sockets_cut(&s->sockets);
}

static void *run(void *arg)
{
    struct sender *s = arg;
    struct nv_intake *in = &s->relay->intake;
    for (;;) {
        struct nv_parcel *p = nv_intake_take(in, s->easy ? IDLE_MS : -1);
        if (p) {
            struct nv_verdict v = nv_verdict_begin(p->delivery);
            deliver(s, p, &v);
            nv_parcel_free(p);
            nv_returns_put(s->relay->returns, &v);
            continue;
        }
        hang_up(s);
        if (nv_intake_stopped(in))
            return NULL;
    }
}

static bool is_loopback(const char *host)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, host, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    if (inet_pton(AF_INET6, host, &v6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&v6);
    return strcasecmp(host, "localhost") == 0;
}

static bool is_host(const char *host)
{
    return host && *host &&
           !host[strspn(host, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                              "0123456789.-_:")];
}

static int check(const struct nv_lane *l, struct nv_err *err)
{
    if (!is_host(l->host))
        return nv_err_set(err, NV_ECONFIG, "tên máy chủ thư không hợp lệ");
    if (l->port < 1 || l->port > 65535)
        return nv_err_set(err, NV_ECONFIG, "cổng %d không hợp lệ", l->port);
    if (l->connections < 1 || l->connections > 64)
        return nv_err_set(err, NV_ECONFIG, "số kết nối %d không nằm trong 1–64", l->connections);
    if (l->timeout_s < 1)
        return nv_err_set(err, NV_ECONFIG, "thời gian chờ %d không hợp lệ", l->timeout_s);
    if (l->tls == NV_LANE_PLAIN && !is_loopback(l->host))
        return nv_err_set(err, NV_ECONFIG, "không mã hóa chỉ được dùng với máy chủ tại chỗ");
    if (l->user && !l->password_file)
        return nv_err_set(err, NV_ECONFIG, "có user mà không có password_file");
    return 0;
}

/* libcurl takes the EHLO name from the URL's path. */
static char *make_url(const struct nv_lane *l)
{
    struct nv_buf url = NV_BUF_INIT;
    const char *scheme = l->tls == NV_LANE_IMPLICIT ? "smtps" : "smtp";
    if (strchr(l->host, ':'))
        nv_buf_addf(&url, "%s://[%s]:%d/", scheme, l->host, l->port);
    else
        nv_buf_addf(&url, "%s://%s:%d/", scheme, l->host, l->port);
    for (const char *p = l->helo ? l->helo : ""; *p; p++)
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-", *p))
            nv_buf_addc(&url, *p);
        else
            nv_buf_addf(&url, "%%%02X", (unsigned)(unsigned char)*p);
    return nv_buf_take(&url, NULL);
}

static char *copy(const char *s)
{
    return s ? nv_strdup(s) : NULL;
}

static int lane_open(const struct nv_lane *l, struct nv_returns *returns, void **lane,
                     struct nv_err *err)
{
    int rc = check(l, err);
    if (rc != 0)
        return rc;
    struct relay *r = nv_calloc(1, sizeof *r);
    r->returns = returns;
    r->url = make_url(l);
    r->ca_file = copy(l->ca_file);
    r->user = copy(l->user);
    r->password_file = copy(l->password_file);
    r->tls = l->tls;
    r->timeout_ms = l->timeout_s * 1000L;
    r->response_s = l->timeout_s < RESPONSE_S ? l->timeout_s : RESPONSE_S;
    r->connect_s = l->connect_timeout_s > 0 ? l->connect_timeout_s : 15;
    r->connections = l->connections;
    r->senders = nv_calloc((size_t)l->connections, sizeof *r->senders);
    nv_intake_init(&r->intake);
    *lane = r;
    return 0;
}

static void lane_submit(void *lane, struct nv_parcel *p)
{
    struct relay *r = lane;
    struct nv_intake_state state = nv_intake_put(&r->intake, p);
    if (!state.short_of_threads || r->n_senders == r->connections)
        return;
    struct sender *s = &r->senders[r->n_senders];
    s->relay = r;
    nv_sockets_init(&s->sockets);
    if (nv_thread_start(&s->thread, run, s, "nv-smtp") == 0)
        r->n_senders++;
    else
        nv_sockets_destroy(&s->sockets);
    if (r->n_senders == 0)
        nv_returns_refuse(r->returns, nv_intake_take_all(&r->intake), NV_TEMPORARY,
                          "không tạo được luồng");
}

static struct nv_parcel *lane_drain(void *lane)
{
    struct relay *r = lane;
    return nv_intake_take_all(&r->intake);
}

static void lane_stop(void *lane)
{
    struct relay *r = lane;
    nv_intake_stop(&r->intake);
    for (int i = 0; i < r->n_senders; i++)
        nv_sockets_stop(&r->senders[i].sockets);
}

static void lane_free(void *lane)
{
    struct relay *r = lane;
    for (int i = 0; i < r->n_senders; i++) {
        pthread_join(r->senders[i].thread, NULL);
        nv_sockets_destroy(&r->senders[i].sockets);
    }
    nv_intake_destroy(&r->intake);
    free(r->senders);
    free(r->url);
    free(r->ca_file);
    free(r->user);
    free(r->password_file);
    free(r);
}

const struct nv_lane_ops nv_smtp_lane = {lane_open, lane_submit, lane_drain, lane_stop, lane_free};
