/* A job as the courier carries it: one allocation with all its strings, plus the message's bytes.
 * Knows nothing of lanes. */
#ifndef NV_COURIER_PARCEL_H
#define NV_COURIER_PARCEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/verdict.h"
#include "courier/courier.h"

struct nv_err;

struct nv_parcel {
    struct nv_parcel *next; /* the queue it stands in */
    uint64_t delivery;
    const char *from, *to, *url, *content_type; /* NULL where the job had none */
    const char *method;                         /* never NULL */
    const char *expect_member, *expect_value;
    const char **headers; /* with room for those of nv_parcel_stamp() */
    size_t n_headers;
    const char *webhook_id;    /* NULL: has no such headers */
    const char **secret_files; /* none: they are not signed */
    size_t n_secret_files;
    const char *token_file;
    struct nv_file_header *file_headers;
    size_t n_file_headers;
    char **secrets; /* made of these files by nv_parcel_stamp(); wiped at the end */
    size_t n_secrets;
    char *lines; /* where nv_parcel_stamp() writes */
    char *bytes;
    size_t n_bytes;
};

/* Copies the strings and takes the job's bytes. */
struct nv_parcel *nv_parcel_new(const struct nv_job *job);
void nv_parcel_free(struct nv_parcel *p);

/* Why it must not leave, in words for the administrator, or NULL: it may. */
const char *nv_parcel_mail_fault(const struct nv_parcel *p);
const char *nv_parcel_web_fault(const struct nv_parcel *p);

/* Adds the headers webhook-id, webhook-timestamp and, where there are secrets, webhook-signature
 * for an attempt at that time, and what files say of headers and URL; once a parcel. Reads the
 * secrets. Where one of them cannot be used
 * the parcel must not leave: a signature that is missing cannot be told from a forged message. */
int nv_parcel_stamp(struct nv_parcel *p, int64_t now_s, struct nv_err *err);

/* A verdict that begins now. */
struct nv_verdict nv_verdict_begin(uint64_t delivery);

/* Ends it now with class and text (cleaned and cut). */
void nv_verdict_end(struct nv_verdict *v, enum nv_class class, const char *text);

#endif
