/* Hands messages over: SMTP, HTTP, Maildir. The only user of libcurl.
 *
 * A lane is one way out: an SMTP relay with `connections` threads of one blocking easy handle each;
 * the web, one thread with its own loop and multi handle; a Maildir, one thread. The caller submits
 * jobs from its own thread and collects verdicts there; `wake` is called from courier threads, and
 * within submit and drain (it must be safe for that: uv_async_send or a semaphore), only when the
 * first verdict arrives. The courier never retries, never decides and knows nothing of notices:
 * bytes in, verdict out. */
#ifndef NV_COURIER_COURIER_H
#define NV_COURIER_COURIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/net.h"
#include "base/verdict.h"

struct nv_err;

enum nv_lane_kind { NV_LANE_MAILDIR, NV_LANE_SMTP, NV_LANE_WEB };
enum nv_lane_tls { NV_LANE_STARTTLS, NV_LANE_IMPLICIT, NV_LANE_PLAIN };

/* Strings are copied. */
struct nv_lane {
    const char *id; /* for logs */
    enum nv_lane_kind kind;
    const char *path; /* Maildir directory, absolute; made if missing */
    const char *host; /* SMTP */
    int port;
    enum nv_lane_tls tls; /* certificates are always verified; PLAIN only for a relay on loopback */
    const char *ca_file;  /* NULL: the system bundle */
    const char *user,
        *password_file;    /* the password is the first line of the file, read at each login */
    const char *helo;      /* EHLO name */
    int connections;       /* SMTP threads; web: per host */
    int timeout_s;         /* whole transfer */
    int connect_timeout_s; /* 0: 15 s */
    struct nv_nets nets;   /* web: what may be connected to */
};

/* The secret in force, and the one before or after it while they are changed. */
enum { NV_SECRET_FILES = 2 };

struct nv_courier;

/* `lanes` are numbered from 0 in the order given. Threads start lazily with the first job. */
int nv_courier_new(const struct nv_lane *lanes, unsigned n_lanes, void (*wake)(void *arg),
                   void *arg, struct nv_courier **out, struct nv_err *err);

/* A header whose value is `prefix` and the one line of a file. */
struct nv_file_header {
    const char *prefix; /* "Authorization: Bearer " */
    const char *path;
};
enum { NV_FILE_HEADERS = 16 };

/* One message. `bytes` was made by nv_malloc and belongs to the courier from here. Mail: RFC 5322
 * bytes with CRLF, envelope `from`/`to` as bare addr-specs. Web: the body, posted to `url` with
 * `content_type`, `header` lines and, where there is a `webhook_id`, the headers of the Standard
 * Webhooks specification: the id, the time of this attempt, and a signature for each file of
 * `secret_files` (base/secret.h), which are read at the attempt, as are those of `file_headers` and
 * `token_file`. Where there is an `expect_member`, a 2xx counts only with JSON that has
 * `expect_value` there. Strings are copied. */
struct nv_job {
    uint64_t delivery;
    const char *from, *to;
    const char *url, *content_type;
    const char *method;     /* NULL: POST */
    const char *token_file; /* whose line is written for "{token}" in `url`, or NULL */
    const struct nv_file_header *file_headers;
    size_t n_file_headers;                    /* at most NV_FILE_HEADERS */
    const char *expect_member, *expect_value; /* both or none */
    const char *const *headers; /* NULL-terminated "Name: value" lines without CR or LF, or NULL */
    const char *webhook_id;     /* token characters without '.', or NULL */
    const char *const *secret_files; /* NULL-terminated paths, at most NV_SECRET_FILES, or NULL */
    char *bytes;
    size_t n_bytes;
};

void nv_courier_submit(struct nv_courier *c, unsigned lane, const struct nv_job *job);

/* Moves up to `max` verdicts out; returns how many. Every submitted job yields exactly one. Where
 * `max` come, ask again: those left behind wake nobody. */
size_t nv_courier_collect(struct nv_courier *c, struct nv_verdict *out, size_t max);

/* Jobs submitted and not yet collected. */
size_t nv_courier_busy(const struct nv_courier *c);

/* Jobs that no thread has begun are given back as NV_RETURNED ("stopped"); running ones go on. */
void nv_courier_drain(struct nv_courier *c);

/* Ends what runs (shutdown(2) on its sockets; such a job is ambiguous or temporary as it stood),
 * joins every thread, frees. Verdicts not collected before are lost: collect first. */
void nv_courier_free(struct nv_courier *c);

#endif
