#include "server/http_answer.h"

#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/err.h"

static const struct {
    int status;
    const char *phrase;
} statuses[NV_HTTP_STATUS_COUNT] = {
#define NV_HTTP_STATUS_ROW(code, phrase) {code, phrase},
    NV_HTTP_STATUSES(NV_HTTP_STATUS_ROW)
#undef NV_HTTP_STATUS_ROW
};

const struct nv_http_field nv_http_fields[] = {
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy", "default-src 'none'"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Connection", "close"},
    {NULL, NULL},
};

static unsigned index_of(int status)
{
    unsigned i = 0;
    while (i < NV_HTTP_STATUS_COUNT && statuses[i].status != status)
        i++;
    nv_require(i < NV_HTTP_STATUS_COUNT);
    return i;
}

void nv_http_tally_answer(struct nv_http_tally *t, int status)
{
    t->answers[index_of(status)]++;
}

int nv_http_status_at(unsigned i)
{
    return statuses[i].status;
}

const char *nv_http_phrase(int status)
{
    return statuses[index_of(status)].phrase;
}

/* RFC 9110 section 5.6.7 */
static void add_date(struct nv_buf *out, time_t now)
{
    char text[40];
    struct tm tm;
    if (gmtime_r(&now, &tm) && strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &tm))
        nv_buf_addf(out, "Date: %s\r\n", text);
}

void nv_http_refusal(struct nv_buf *out, int status, time_t now)
{
    const char *phrase = nv_http_phrase(status);
    nv_buf_addf(out, "HTTP/1.1 %d %s\r\n", status, phrase);
    add_date(out, now);
    for (const struct nv_http_field *f = nv_http_fields; f->name; f++)
        nv_buf_addf(out, "%s: %s\r\n", f->name, f->value);
    if (status == 405)
        nv_buf_adds(out, "Allow: " NV_HTTP_ALLOW "\r\n");
    nv_buf_addf(out, "Content-Type: " NV_HTTP_PLAIN "\r\nContent-Length: %zu\r\n\r\n%s\n",
                strlen(phrase) + 1, phrase);
}
