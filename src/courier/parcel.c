#include "courier/parcel.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "courier/courier.h"
#include "courier/line.h"

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

struct nv_parcel *nv_parcel_new(const struct nv_job *job)
{
    size_t n = 0, size = room(job->from) + room(job->to) + room(job->url) + room(job->content_type);
    for (; job->headers && job->headers[n]; n++)
        size += room(job->headers[n]);
    struct nv_parcel *p = nv_malloc(sizeof *p + n * sizeof *p->headers + size);
    char *at = (char *)(p + 1) + n * sizeof *p->headers;
    *p = (struct nv_parcel){.delivery = job->delivery,
                            .from = put(&at, job->from),
                            .to = put(&at, job->to),
                            .url = put(&at, job->url),
                            .content_type = put(&at, job->content_type),
                            .headers = (const char **)(p + 1),
                            .n_headers = n,
                            .bytes = job->bytes,
                            .n_bytes = job->n_bytes};
    for (size_t i = 0; i < n; i++)
        p->headers[i] = put(&at, job->headers[i]);
    return p;
}

void nv_parcel_free(struct nv_parcel *p)
{
    if (p)
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

const char *nv_parcel_web_fault(const struct nv_parcel *p)
{
    if (!nv_line_is_url(p->url))
        return "URL không hợp lệ, không gửi";
    if (p->content_type && !nv_line_is_value(p->content_type))
        return "Content-Type không hợp lệ, không gửi";
    for (size_t i = 0; i < p->n_headers; i++)
        if (!nv_line_is_header(p->headers[i]))
            return "dòng tiêu đề HTTP không hợp lệ, không gửi";
    return NULL;
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
