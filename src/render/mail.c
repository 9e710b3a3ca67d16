/* The letter as a whole message: RFC 5322 header; multipart/mixed (RFC 2046) of the alternatives
 * (text, HTML), the deadlines for a calendar, and of a long letter the table of all items. */
#include "render/mail.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/day.h"
#include "model/snapshot.h"
#include "model/summary.h"
#include "render/clean.h"
#include "render/csv.h"
#include "render/doc.h"
#include "render/encode.h"
#include "render/ics.h"
#include "render/ident.h"
#include "render/lang.h"
#include "render/render.h"
#include "render/report.h"
#include "render/say.h"

enum { FOLD_COLUMNS = 76, NAME_COLUMNS = 120 };
/* Of a letter about one task, in bytes. */
enum { LIKELY_TEXT = 4096, LIKELY_PAGE = 12288, LIKELY_HEADER = 2048 };

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

/* The first mailbox of the plan's owner, NULL if it has none. */
static const char *owner_mail(const struct nv_view *v, const struct nv_plan *plan)
{
    if (plan->owner == NV_NONE)
        return NULL;
    const struct nv_agency *a = &v->snapshot->agencies[plan->owner];
    for (uint32_t i = 0; i < a->n_endpoints; i++)
        if (a->endpoints[i].kind == NV_ENDPOINT_MAIL)
            return a->endpoints[i].address;
    return NULL;
}

/* Answers go to whoever watches the plan: of letters about one plan, to its owner. */
static void add_reply_to(struct nv_buf *out, const struct nv_view *v)
{
    const char *to = v->n_plans == 1 ? owner_mail(v, v->plans[0]) : NULL;
    for (uint32_t i = 1; v->n_plans > 1 && i < v->n_plans; i++)
        if (v->plans[i]->owner != v->plans[0]->owner)
            break;
        else if (i + 1 == v->n_plans)
            to = owner_mail(v, v->plans[0]);
    if (!to)
        to = v->snapshot->reply_to;
    if (to)
        add_address(out, v->arena, "Reply-To", NULL, to);
}

/* RFC 2919: what a mail program files by. */
static void add_list_id(struct nv_buf *out, const struct nv_view *v)
{
    struct nv_buf id = NV_BUF_INIT;
    const char *name = v->one_plan ? v->plans[0]->short_name : nv_say(v, NV_WORD_MAIL_LIST);
    nv_buf_addf(&id, "%s.", v->one_plan ? nv_clean(v->arena, v->plans[0]->id) : "nhacviec");
    nv_ident_host(v->letter, &id);
    nv_buf_adds(out, "List-Id: ");
    size_t column = nv_encode_phrase(out, nv_clean_cut(v->arena, name, NAME_COLUMNS), 9);
    bool fits = column + id.len + 3 <= FOLD_COLUMNS;
    nv_buf_addf(out, "%s<%s>\r\n", fits ? " " : "\r\n ", nv_buf_str(&id));
    nv_buf_free(&id);
}

/* Letters about one occurrence make a thread; those about several, one a month. */
static void add_thread(struct nv_buf *out, const struct nv_view *v)
{
    char month[NV_DAY_TEXT];
    nv_day_iso(v->letter->notice->day, month);
    month[strlen("2025-03")] = '\0';
    const char *about = v->letter->notice->n_items == 1 && v->n_items == 1
                            ? v->letter->notice->items[0].occurrence
                            : month;
    struct nv_buf root = NV_BUF_INIT;
    nv_ident_thread(v->letter, about, &root);
    nv_buf_addf(out, "In-Reply-To: <%s>\r\nReferences: <%s>\r\n", nv_buf_str(&root),
                nv_buf_str(&root));
    nv_buf_free(&root);
}

/* Only where work that the reader has to do is late (RFC 2156 section 5.3.4). */
static bool is_important(const struct nv_view *v)
{
    for (uint32_t i = 0; i < v->n_items; i++)
        if (v->items[i].section == NV_SECTION_OVERDUE && v->items[i].item->role <= NV_ROLE_EXECUTOR)
            return true;
    return false;
}

static void add_header(struct nv_buf *out, const struct nv_view *v, const char *subject)
{
    const struct nv_letter *l = v->letter;
    const struct nv_snapshot *s = v->snapshot;
    char date[NV_DAY_TEXT];
    nv_buf_addf(out, "Date: %s\r\n", nv_time_rfc5322(l->at_ms, s->zone_min, date));
    add_address(out, v->arena, "From", s->sender_name, s->sender_mail);
    add_reply_to(out, v);
    add_address(out, v->arena, "To", v->agency_name, l->to);
    nv_buf_adds(out, "Message-ID: <");
    nv_render_message_id(l, out);
    nv_buf_adds(out, ">\r\n");
    add_thread(out, v);
    nv_buf_adds(out, "Subject: ");
    nv_encode_header(out, subject, strlen("Subject: "));
    nv_buf_adds(out, "\r\n");
    add_list_id(out, v);
    if (is_important(v))
        nv_buf_adds(out, "Importance: high\r\n");
    /* Not "All": what cannot be delivered must come back. */
    nv_buf_addf(out,
                "Auto-Submitted: auto-generated\r\n"
                "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply\r\n"
                "Content-Language: %s\r\n"
                "MIME-Version: 1.0\r\n",
                nv_lang_code(v->lang));
}

static void begin_multipart(struct nv_buf *out, const char *subtype, const char *boundary)
{
    nv_buf_adds(out, "Content-Type: multipart/");
    nv_buf_adds(out, subtype);
    nv_buf_adds(out, ";\r\n boundary=\"");
    nv_buf_adds(out, boundary);
    nv_buf_adds(out, "\"\r\n\r\n");
}

static void delimit(struct nv_buf *out, const char *boundary, const char *end)
{
    nv_buf_adds(out, "--");
    nv_buf_adds(out, boundary);
    nv_buf_adds(out, end);
}

static void add_part(struct nv_buf *out, const char *boundary, const char *type, const char *file,
                     const struct nv_buf *body)
{
    struct nv_buf coded = NV_BUF_INIT;
    const char *encoding = "base64";
    if (file)
        nv_encode_bytes(&coded, nv_buf_str(body), body->len);
    else
        encoding = nv_encode_body(&coded, nv_buf_str(body), body->len);
    delimit(out, boundary, "\r\nContent-Type: ");
    nv_buf_adds(out, type);
    nv_buf_adds(out, "; charset=utf-8");
    if (file)
        nv_buf_addf(out, ";\r\n name=\"%s\"\r\nContent-Disposition: attachment; filename=\"%s\"",
                    file, file);
    nv_buf_adds(out, "\r\nContent-Transfer-Encoding: ");
    nv_buf_adds(out, encoding);
    nv_buf_adds(out, "\r\n\r\n");
    nv_buf_add(out, nv_buf_str(&coded), coded.len);
    nv_buf_adds(out, "\r\n"); /* the delimiter's own line end (RFC 2046 section 5.1.1) */
    nv_buf_free(&coded);
}

static void add_alternatives(struct nv_buf *out, const struct nv_mail_content *c,
                             const char *boundary)
{
    begin_multipart(out, "alternative", boundary);
    add_part(out, boundary, "text/plain", NULL, &c->text);
    add_part(out, boundary, "text/html", NULL, &c->html);
    delimit(out, boundary, "--\r\n");
}

/* "bao-cao.csv" of this report: "bao-cao-cchc-2025-2025-03.csv". */
static const char *report_file(const struct nv_view *v, const struct nv_summary *r,
                               enum nv_word word)
{
    char period[NV_REPORT_SPAN_TEXT];
    const char *name = nv_say(v, word), *dot = strrchr(name, '.');
    const char *plan = nv_clean(v->arena, r->snapshot->plans[r->plan].id);
    int n = dot ? (int)(dot - name) : (int)strlen(name);
    return nv_arena_fmt(v->arena, "%.*s-%s-%s%s", n, name, plan,
                        nv_report_span_name(&r->span, period), dot ? dot : "");
}

/* Mail programs draw no SVG in a letter: the letter has tables, and the picture beside it. */
static void add_reports(struct nv_buf *out, const struct nv_view *v, const char *boundary)
{
    struct nv_buf body = NV_BUF_INIT;
    for (uint32_t i = 0; i < v->n_reports; i++) {
        const struct nv_summary *r = v->reports[i];
        nv_buf_clear(&body);
        nv_report_csv(v, r, &body);
        add_part(out, boundary, "text/csv; header=present", report_file(v, r, NV_WORD_FILE_REPORT),
                 &body);
        nv_buf_clear(&body);
        nv_report_svg(v, r, true, &body);
        add_part(out, boundary, "image/svg+xml", report_file(v, r, NV_WORD_FILE_PICTURE), &body);
    }
    nv_buf_free(&body);
}

static void add_attachments(struct nv_buf *out, const struct nv_view *v,
                            const struct nv_mail_content *c, const char *boundary)
{
    if (c->calendar.len)
        add_part(out, boundary, "text/calendar; method=PUBLISH", nv_say(v, NV_WORD_FILE_CALENDAR),
                 &c->calendar);
    add_reports(out, v, boundary);
    if (c->table.len)
        add_part(out, boundary, "text/csv; header=present", nv_say(v, NV_WORD_FILE_TABLE),
                 &c->table);
}

void nv_mail_pack(const struct nv_view *v, const struct nv_mail_content *c, struct nv_buf *out)
{
    /* "=_" occurs in neither encoding (RFC 2045 section 6.7), so in no part either. */
    struct nv_buf id = NV_BUF_INIT;
    nv_ident_local(v->letter, &id);
    const char *inner = nv_arena_fmt(v->arena, "=_%s", nv_buf_str(&id));
    const char *outer = nv_arena_fmt(v->arena, "=_m.%s", nv_buf_str(&id));
    /* Vietnamese text takes half as much again in either encoding. */
    nv_buf_reserve(out, (c->text.len + c->html.len + c->calendar.len) * 3 / 2 + LIKELY_HEADER);
    add_header(out, v, c->subject);
    if (c->calendar.len || c->table.len || v->n_reports) {
        begin_multipart(out, "mixed", outer);
        delimit(out, outer, "\r\n");
        add_alternatives(out, c, inner);
        nv_buf_adds(out, "\r\n");
        add_attachments(out, v, c, outer);
        delimit(out, outer, "--\r\n");
    } else {
        add_alternatives(out, c, inner);
    }
    nv_buf_free(&id);
}

void nv_render_mail(const struct nv_letter *l, struct nv_buf *out)
{
    struct nv_view v;
    struct nv_doc doc;
    nv_view_init(&v, l);
    nv_doc_make(&doc, &v);
    struct nv_mail_content c = {.subject = doc.subject};
    const struct nv_tv *data = nv_doc_data(&doc, &v);
    nv_buf_reserve(&c.text, LIKELY_TEXT);
    nv_buf_reserve(&c.html, LIKELY_PAGE);
    nv_doc_text(&v, data, &c.text);
    nv_doc_html(&v, data, &c.html);
    if (nv_ics_has_events(&v))
        nv_ics_write(&v, &c.calendar);
    if (doc.brief)
        nv_csv_write(&v, &c.table);
    nv_mail_pack(&v, &c, out);
    nv_buf_free(&c.text);
    nv_buf_free(&c.html);
    nv_buf_free(&c.calendar);
    nv_buf_free(&c.table);
    nv_view_free(&v);
}
