/* A client that does nothing but hand messages over: libcurl's multi handle on libuv, connections
 * kept, the same bytes again and again, nothing durable. The line below which a program that also
 * composes, records and decides cannot be expected to go.
 *
 *   bare_curl http://127.0.0.1:PORT/ COUNT CONNECTIONS BYTES    POST
 *   bare_curl smtp://127.0.0.1:PORT  COUNT CONNECTIONS BYTES    mail
 *
 * Prints one JSON object. */
#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { MAX_CONNECTIONS = 256, LINE = 76 };

struct transfer {
    struct client *client;
    CURL *easy;
    size_t sent;
};

struct client {
    const char *url;
    bool mail;
    char *body;
    size_t n_body;
    long left, done, failed;
    uv_loop_t loop;
    uv_timer_t timer;
    CURLM *multi;
    struct curl_slist *headers, *recipients;
    struct transfer transfers[MAX_CONNECTIONS];
};

struct watch {
    uv_poll_t poll;
    struct client *client;
    curl_socket_t fd;
};

static size_t discard(char *data, size_t size, size_t n, void *arg)
{
    (void)data, (void)arg;
    return size * n;
}

static size_t give(char *out, size_t size, size_t n, void *arg)
{
    struct transfer *t = arg;
    size_t rest = t->client->n_body - t->sent, take = size * n < rest ? size * n : rest;
    memcpy(out, t->client->body + t->sent, take);
    t->sent += take;
    return take;
}

static void begin(struct transfer *t)
{
    struct client *c = t->client;
    if (c->left == 0)
        return;
    c->left--;
    t->sent = 0;
    if (curl_multi_add_handle(c->multi, t->easy) != CURLM_OK)
        c->failed++;
}

static void reap(struct client *c)
{
    CURLMsg *m;
    int left;
    while ((m = curl_multi_info_read(c->multi, &left))) {
        if (m->msg != CURLMSG_DONE)
            continue;
        struct transfer *t = NULL;
        long code = 0;
        bool good = m->data.result == CURLE_OK;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        curl_easy_getinfo(m->easy_handle, CURLINFO_RESPONSE_CODE, &code);
        if (good && code / 100 == 2)
            c->done++;
        else
            c->failed++;
        curl_multi_remove_handle(c->multi, t->easy);
        begin(t);
    }
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct watch *w = poll->data;
    int running, flags = status < 0 ? CURL_CSELECT_ERR : 0;
    if (status >= 0 && (events & UV_READABLE))
        flags |= CURL_CSELECT_IN;
    if (status >= 0 && (events & UV_WRITABLE))
        flags |= CURL_CSELECT_OUT;
    curl_multi_socket_action(w->client->multi, w->fd, flags, &running);
    reap(w->client);
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
    struct client *c = arg;
    struct watch *w = known;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (!w)
            return 0;
        uv_poll_stop(&w->poll);
        uv_close((uv_handle_t *)&w->poll, on_closed);
        curl_multi_assign(c->multi, fd, NULL);
        return 0;
    }
    if (!w) {
        w = calloc(1, sizeof *w);
        if (!w)
            abort();
        *w = (struct watch){.client = c, .fd = fd};
        w->poll.data = w;
        if (uv_poll_init_socket(&c->loop, &w->poll, fd) != 0)
            abort();
        curl_multi_assign(c->multi, fd, w);
    }
    int events = (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
    return uv_poll_start(&w->poll, events, on_ready);
}

static void on_timeout(uv_timer_t *t)
{
    struct client *c = t->data;
    int running;
    curl_multi_socket_action(c->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    reap(c);
}

static int on_timer(CURLM *multi, long ms, void *arg)
{
    struct client *c = arg;
    (void)multi;
    if (ms < 0)
        return uv_timer_stop(&c->timer);
    return uv_timer_start(&c->timer, on_timeout, (uint64_t)ms, 0);
}

static void make_body(struct client *c)
{
    c->body = malloc(c->n_body);
    if (!c->body)
        abort();
    for (size_t i = 0; i < c->n_body; i++)
        c->body[i] = i % LINE == LINE - 2 ? '\r' : i % LINE == LINE - 1 ? '\n' : 'x';
}

static void prepare(struct client *c, struct transfer *t)
{
    t->client = c;
    t->easy = curl_easy_init();
    if (!t->easy)
        abort();
    curl_easy_setopt(t->easy, CURLOPT_URL, c->url);
    curl_easy_setopt(t->easy, CURLOPT_PRIVATE, (void *)t);
    curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(t->easy, CURLOPT_PROXY, "");
    curl_easy_setopt(t->easy, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
    if (c->mail) {
        curl_easy_setopt(t->easy, CURLOPT_MAIL_FROM, "sender@bench.example");
        curl_easy_setopt(t->easy, CURLOPT_MAIL_RCPT, c->recipients);
        curl_easy_setopt(t->easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(t->easy, CURLOPT_READFUNCTION, give);
        curl_easy_setopt(t->easy, CURLOPT_READDATA, t);
        curl_easy_setopt(t->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)c->n_body);
    } else {
        curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
        curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, c->headers);
        curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, c->body);
        curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)c->n_body);
    }
}

static double run(struct client *c, int connections)
{
    curl_multi_setopt(c->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(c->multi, CURLMOPT_SOCKETDATA, c);
    curl_multi_setopt(c->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(c->multi, CURLMOPT_TIMERDATA, c);
    curl_multi_setopt(c->multi, CURLMOPT_MAXCONNECTS, (long)connections);
    for (int i = 0; i < connections; i++)
        prepare(c, &c->transfers[i]);
    long total = c->left;
    uint64_t start = uv_hrtime();
    for (int i = 0; i < connections; i++)
        begin(&c->transfers[i]);
    while (c->done + c->failed < total)
        uv_run(&c->loop, UV_RUN_ONCE);
    return (double)(uv_hrtime() - start) / 1e9;
}

static void finish(struct client *c, int connections)
{
    for (int i = 0; i < connections; i++)
        curl_easy_cleanup(c->transfers[i].easy);
    curl_multi_cleanup(c->multi);
    curl_slist_free_all(c->headers);
    curl_slist_free_all(c->recipients);
    free(c->body);
}

int main(int argc, char **argv)
{
    struct client c = {0};
    if (argc != 5 || atol(argv[2]) < 1 || atoi(argv[3]) < 1 || atoi(argv[3]) > MAX_CONNECTIONS ||
        atol(argv[4]) < 1) {
        fputs("usage: bare_curl URL COUNT CONNECTIONS BYTES\n", stderr);
        return 2;
    }
    int connections = atoi(argv[3]);
    c.url = argv[1];
    c.mail = strncmp(c.url, "smtp:", 5) == 0;
    c.left = atol(argv[2]);
    c.n_body = (size_t)atol(argv[4]);
    make_body(&c);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    c.multi = curl_multi_init();
    c.headers = curl_slist_append(NULL, "Content-Type: application/json; charset=utf-8");
    c.recipients = curl_slist_append(NULL, "<rcpt@bench.example>");
    if (!c.multi || !c.headers || !c.recipients || uv_loop_init(&c.loop) != 0 ||
        uv_timer_init(&c.loop, &c.timer) != 0)
        return 1;
    c.timer.data = &c;
    double seconds = run(&c, connections);
    printf("{\"seconds\": %.4f, \"done\": %ld, \"failed\": %ld}\n", seconds, c.done, c.failed);
    finish(&c, connections);
    return c.failed != 0;
}
