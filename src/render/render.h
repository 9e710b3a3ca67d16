/* What people and machines read: a notice becomes an e-mail or a webhook body, to the last byte.
 *
 * Pure: the same input gives the same bytes. All text in is NFC UTF-8; whatever it holds, it never
 * becomes structure (a header, a tag, a key) in the output. */
#ifndef NV_RENDER_RENDER_H
#define NV_RENDER_RENDER_H

#include <stdbool.h>
#include <stdint.h>

struct nv_buf;
struct nv_hook;
struct nv_notice;
struct nv_snapshot;

/* One delivery of one notice at one moment. */
struct nv_letter {
    const struct nv_snapshot *snapshot;
    const struct nv_notice
        *notice; /* items whose occurrence the snapshot does not know are left out */
    uint64_t delivery;
    const char *ledger_id;      /* 16 hex digits */
    const char *series;         /* likewise, of the delivery; NULL: the ledger's */
    const char *to;             /* mail address */
    const struct nv_hook *hook; /* how a webhook's body is made; NULL: the standard format */
    int64_t at_ms;              /* the Date of the message */
};

/* The subject line in plain text (not encoded), appended. */
void nv_render_subject(const struct nv_letter *l, struct nv_buf *out);
/* The letter as plain text (LF, no line over 76 columns where words allow). */
void nv_render_text(const struct nv_letter *l, struct nv_buf *out);
/* The letter as one HTML page, inline styles, nothing remote. */
void nv_render_html(const struct nv_letter *l, struct nv_buf *out);
/* The whole message, RFC 5322 with CRLF: multipart/alternative of text and HTML. */
void nv_render_mail(const struct nv_letter *l, struct nv_buf *out);
/* The body of a webhook in UTF-8: of the standard format, one JSON document whose form is
 * documented in docs/webhook.md, or from the template of the letter's hook. */
void nv_render_webhook(const struct nv_letter *l, struct nv_buf *out);
/* The Content-Type of the body; `hook` as in the letter. */
const char *nv_render_webhook_type(const struct nv_hook *hook);

/* "<n12.34.0123456789abcdef@host>" without the angle brackets: stable over retries. */
void nv_render_message_id(const struct nv_letter *l, struct nv_buf *out);
/* "n12-34-0123456789abcdef": the id of the event and webhook-id, stable over retries, unique over
 * all installations. Without '.', which parts what is signed. Of the letter only notice, delivery
 * and series are looked at. Appended. */
void nv_render_webhook_id(const struct nv_letter *l, struct nv_buf *out);

#endif
