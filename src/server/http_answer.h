/* What every answer of the HTTP server has in common: its statuses, and the fields that keep a
 * browser from storing, guessing, framing or running anything. Pure. */
#ifndef NV_SERVER_HTTP_ANSWER_H
#define NV_SERVER_HTTP_ANSWER_H

#include <stdint.h>
#include <time.h>

struct nv_buf;

#define NV_HTTP_STATUSES(X)                                                                        \
    X(200, "OK")                                                                                   \
    X(400, "Bad Request")                                                                          \
    X(404, "Not Found")                                                                            \
    X(405, "Method Not Allowed")                                                                   \
    X(408, "Request Timeout")                                                                      \
    X(413, "Content Too Large")                                                                    \
    X(414, "URI Too Long")                                                                         \
    X(417, "Expectation Failed")                                                                   \
    X(431, "Request Header Fields Too Large")                                                      \
    X(500, "Internal Server Error")                                                                \
    X(503, "Service Unavailable")

enum {
#define NV_HTTP_STATUS_COUNT_ONE(code, phrase) +1
    NV_HTTP_STATUS_COUNT = 0 NV_HTTP_STATUSES(NV_HTTP_STATUS_COUNT_ONE)
#undef NV_HTTP_STATUS_COUNT_ONE
};

/* What has happened since the start of the process. */
struct nv_http_tally {
    uint64_t connections, evicted; /* taken in; that had to make room for others */
    uint64_t answers[NV_HTTP_STATUS_COUNT];
};

void nv_http_tally_answer(struct nv_http_tally *t, int status); /* one of NV_HTTP_STATUSES */
int nv_http_status_at(unsigned i);                              /* of answers[i] */
const char *nv_http_phrase(int status);

#define NV_HTTP_ALLOW "GET, HEAD"
#define NV_HTTP_PLAIN "text/plain; charset=utf-8"

struct nv_http_field {
    const char *name, *value;
};
/* Of every answer; ends with a NULL name. */
extern const struct nv_http_field nv_http_fields[];

/* A whole answer that says no more than its status, after which the connection ends. */
void nv_http_refusal(struct nv_buf *out, int status, time_t now);

#endif
