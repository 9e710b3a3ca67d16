/* The letter as a whole message: RFC 5322 header, multipart/alternative (RFC 2046), text and HTML.
 * Threading (References), List-Id and attachments have their place in add_header() and add_body().
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/day.h"
#include "model/snapshot.h"
#include "render/clean.h"
#include "render/doc.h"
#include "render/encode.h"
#include "render/ident.h"
#include "render/render.h"

enum { FOLD_COLUMNS = 76, NAME_COLUMNS = 120 };

static void add_address(struct nv_buf *out, struct nv_arena *a, const char *field, const char *name,
                        const char *address)
{
    const char *clean = nv_clean_address(a, address), *shown = nv_clean_cut(a, name, NAME_COLUMNS);
    nv_buf_addf(out, "%s: ", field);
    size_t column = strlen(field) + 2;
    if (!*shown) {
        nv_buf_addf(out, "%s\r\n", clean);
        return;
    }
    column = nv_encode_phrase(out, shown, column);
    bool fits = column + strlen(clean) + 3 <= FOLD_COLUMNS;
    nv_buf_addf(out, "%s<%s>\r\n", fits ? " " : "\r\n ", clean);
}

static void add_header(struct nv_buf *out, const struct nv_view *v, const struct nv_doc *doc,
                       const char *boundary)
{
    const struct nv_letter *l = v->letter;
    const struct nv_snapshot *s = v->snapshot;
    char date[NV_DAY_TEXT];
    nv_buf_addf(out, "Date: %s\r\n", nv_time_rfc5322(l->at_ms, s->zone_min, date));
    add_address(out, v->arena, "From", s->sender_name, s->sender_mail);
    if (s->reply_to)
        add_address(out, v->arena, "Reply-To", NULL, s->reply_to);
    add_address(out, v->arena, "To", v->agency_name, l->to);
    nv_buf_adds(out, "Message-ID: <");
    nv_render_message_id(l, out);
    nv_buf_adds(out, ">\r\nSubject: ");
    nv_encode_header(out, doc->subject, strlen("Subject: "));
    nv_buf_addf(out,
                "\r\nAuto-Submitted: auto-generated\r\n"
                "X-Auto-Response-Suppress: All\r\n"
                "Content-Language: vi\r\n"
                "MIME-Version: 1.0\r\n"
                "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n",
                boundary);
}

static void add_part(struct nv_buf *out, const char *boundary, const char *type,
                     const struct nv_buf *body)
{
    struct nv_buf coded = NV_BUF_INIT;
    const char *encoding = nv_encode_body(&coded, nv_buf_str(body), body->len);
    nv_buf_addf(out,
                "--%s\r\nContent-Type: %s; charset=utf-8\r\n"
                "Content-Transfer-Encoding: %s\r\n\r\n",
                boundary, type, encoding);
    nv_buf_add(out, nv_buf_str(&coded), coded.len);
    nv_buf_adds(out, "\r\n"); /* the delimiter's own line end (RFC 2046 section 5.1.1) */
    nv_buf_free(&coded);
}

void nv_render_mail(const struct nv_letter *l, struct nv_buf *out)
{
    struct nv_view v;
    struct nv_doc doc;
    nv_view_init(&v, l);
    nv_doc_make(&doc, &v);
    /* "=_" occurs in neither encoding (RFC 2045 section 6.7), so in no part either. */
    struct nv_buf boundary = NV_BUF_INIT, text = NV_BUF_INIT, html = NV_BUF_INIT;
    nv_buf_adds(&boundary, "=_");
    nv_ident_local(l, &boundary);
    nv_doc_text(&doc, &text);
    nv_doc_html(&doc, &html);
    add_header(out, &v, &doc, nv_buf_str(&boundary));
    add_part(out, nv_buf_str(&boundary), "text/plain", &text);
    add_part(out, nv_buf_str(&boundary), "text/html", &html);
    nv_buf_addf(out, "--%s--\r\n", nv_buf_str(&boundary));
    nv_buf_free(&boundary);
    nv_buf_free(&text);
    nv_buf_free(&html);
    nv_view_free(&v);
}
