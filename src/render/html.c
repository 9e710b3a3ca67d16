/* The letter as one HTML page: tables and inline styles (Outlook reads nothing else), nothing
 * remote, no scripts. Colour never stands alone, always with its words. */
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "render/doc.h"
#include "render/render.h"

#define FONT "font-family:'Segoe UI',Arial,sans-serif;"
#define INK "#1f2937"
#define SOFT "#4b5563"
#define LINE "#e5e7eb"
#define BREAK "word-break:break-word;overflow-wrap:anywhere;"

/* `ink` on `tint`, and `badge_ink` on `strong`, have a contrast of at least 4.5:1. */
struct colours {
    const char *strong, *tint, *ink, *badge_ink;
};

static struct colours of_status(enum nv_status s)
{
    switch (s) {
    case NV_STATUS_OVERDUE:
        return (struct colours){"#c81e1e", "#fef2f2", "#991b1b", "#ffffff"};
    case NV_STATUS_DUE_TODAY:
        return (struct colours){"#c2410c", "#fff4e8", "#9a3412", "#ffffff"};
    case NV_STATUS_DUE_SOON:
        return (struct colours){"#facc15", "#fefbe0", "#713f12", "#422006"};
    case NV_STATUS_CONTINUOUS:
        return (struct colours){"#475a78", "#eef2f7", "#334155", "#ffffff"};
    case NV_STATUS_WAITING:
        return (struct colours){"#6b7280", "#f3f4f6", "#374151", "#ffffff"};
    default:
        return (struct colours){"#1d4ed8", "#eff6ff", "#1e40af", "#ffffff"};
    }
}

static struct colours of_section(enum nv_section s)
{
    switch (s) {
    case NV_SECTION_OVERDUE:
        return of_status(NV_STATUS_OVERDUE);
    case NV_SECTION_DUE_TODAY:
        return of_status(NV_STATUS_DUE_TODAY);
    case NV_SECTION_DUE_SOON:
        return of_status(NV_STATUS_DUE_SOON);
    case NV_SECTION_PROGRESS:
        return of_status(NV_STATUS_CONTINUOUS);
    default:
        return of_status(NV_STATUS_ON_TRACK);
    }
}

static void add_escaped(struct nv_buf *out, const char *s)
{
    while (*s) {
        size_t n = strcspn(s, "&<>\"'");
        nv_buf_add(out, s, n);
        s += n;
        switch (*s) {
        case '&':
            nv_buf_adds(out, "&amp;");
            break;
        case '<':
            nv_buf_adds(out, "&lt;");
            break;
        case '>':
            nv_buf_adds(out, "&gt;");
            break;
        case '"':
            nv_buf_adds(out, "&quot;");
            break;
        case '\'':
            nv_buf_adds(out, "&#39;");
            break;
        default:
            return;
        }
        s++;
    }
}

static void add_element(struct nv_buf *out, const char *tag, const char *style, const char *text)
{
    nv_buf_addf(out, "<%s style=\"%s\">", tag, style);
    add_escaped(out, text);
    nv_buf_addf(out, "</%s>\n", tag);
}

static void add_paragraph(struct nv_buf *out, const char *text)
{
    add_element(out, "p", "margin:0 0 14px 0;font-size:16px;line-height:25px;color:" INK ";", text);
}

/* A table row of one cell that holds a block of its own. */
static void open_block(struct nv_buf *out, const char *padding)
{
    nv_buf_addf(out, "<tr><td style=\"padding:%s;" FONT "\">\n", padding);
}

static void close_block(struct nv_buf *out)
{
    nv_buf_adds(out, "</td></tr>\n");
}

static void add_badge(struct nv_buf *out, struct colours c, const char *text)
{
    nv_buf_addf(out,
                "<span style=\"display:inline-block;padding:2px 10px;border-radius:11px;"
                "background-color:%s;color:%s;font-size:13px;line-height:19px;"
                "font-weight:bold;white-space:nowrap;\">",
                c.strong, c.badge_ink);
    add_escaped(out, text);
    nv_buf_adds(out, "</span>");
}

/* What stands alone in a cell begins with a capital letter. */
static void add_capital(struct nv_buf *out, const char *s)
{
    if (*s >= 'a' && *s <= 'z')
        nv_buf_addc(out, (char)(*s++ - 'a' + 'A'));
    else if (strncmp(s, "đ", strlen("đ")) == 0) {
        nv_buf_adds(out, "Đ");
        s += strlen("đ");
    }
    add_escaped(out, s);
}

static void add_values(struct nv_buf *out, const struct nv_doc_field *f, bool alone)
{
    if (f->n_values == 1) {
        nv_buf_adds(out, f->strong ? "<b>" : "");
        (alone ? add_capital : add_escaped)(out, f->values[0]);
        nv_buf_adds(out, f->strong ? "</b>" : "");
        return;
    }
    nv_buf_adds(out, "<ul style=\"margin:0;padding:0 0 0 18px;\">");
    for (uint32_t i = 0; i < f->n_values; i++) {
        nv_buf_adds(out, "<li>");
        add_escaped(out, f->values[i]);
        nv_buf_adds(out, "</li>");
    }
    nv_buf_adds(out, "</ul>");
}

static void add_field(struct nv_buf *out, const struct nv_doc_field *f)
{
    nv_buf_adds(out, "<tr>\n<td class=\"k\" width=\"168\" valign=\"top\" style=\"width:168px;"
                     "padding:6px 12px 6px 0;border-top:1px solid " LINE ";" FONT
                     "font-size:14px;line-height:21px;color:" SOFT ";\">");
    add_escaped(out, f->label);
    nv_buf_adds(out, "</td>\n<td class=\"v\" valign=\"top\" style=\"padding:6px 0;border-top:1px "
                     "solid " LINE ";" FONT "font-size:15px;line-height:22px;color:" INK ";" BREAK
                     "\">");
    add_values(out, f, true);
    nv_buf_adds(out, "</td>\n</tr>\n");
}

/* Two columns where there is one item. Among many, running lines: mail programs cut pages off at
 * about 100 KB, and a cell costs more than what it holds. */
static void add_fields(struct nv_buf *out, const struct nv_doc_item *item, bool single)
{
    if (single)
        nv_buf_adds(out, "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" "
                         "cellspacing=\"0\" border=\"0\">\n");
    else
        nv_buf_adds(out,
                    "<div style=\"font-size:15px;line-height:23px;color:" INK ";" BREAK "\">\n");
    for (uint32_t i = 0; i < item->n_fields; i++) {
        if (single) {
            add_field(out, &item->fields[i]);
            continue;
        }
        nv_buf_adds(out, "<p style=\"margin:0 0 4px\"><span style=\"color:" SOFT "\">");
        add_escaped(out, item->fields[i].label);
        nv_buf_adds(out, ":</span> ");
        add_values(out, &item->fields[i], false);
        nv_buf_adds(out, "</p>\n");
    }
    nv_buf_adds(out, single ? "</table>\n" : "</div>\n");
}

static void add_item(struct nv_buf *out, const struct nv_doc_item *item, bool single)
{
    struct colours c = of_status(item->status);
    open_block(out, "0 24px 14px 24px");
    nv_buf_addf(out,
                "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\" "
                "border=\"0\" style=\"border:1px solid " LINE ";border-left:5px solid %s;"
                "border-radius:6px;\">\n<tr><td style=\"padding:14px 16px 12px 16px;" FONT "\">\n"
                "<div style=\"margin:0 0 6px 0;font-size:14px;line-height:22px;color:" SOFT ";\">",
                c.strong);
    add_badge(out, c, item->badge);
    nv_buf_adds(out, " &nbsp;<span style=\"white-space:nowrap;\">");
    add_capital(out, item->ref);
    nv_buf_adds(out, "</span></div>\n<div style=\"margin:0 0 10px 0;font-size:17px;"
                     "line-height:24px;font-weight:bold;color:" INK ";" BREAK "\">");
    if (!single)
        nv_buf_addf(out, "%u. ", item->number);
    add_escaped(out, item->title);
    nv_buf_adds(out, "</div>\n");
    add_fields(out, item, single);
    nv_buf_adds(out, "</td></tr>\n</table>\n");
    close_block(out);
}

static void add_requests(struct nv_buf *out, const struct nv_doc_section *s)
{
    struct colours c = of_section(s->kind);
    open_block(out, "0 24px 20px 24px");
    nv_buf_addf(out,
                "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\" "
                "border=\"0\" style=\"background-color:%s;border-radius:6px;\">\n"
                "<tr><td style=\"padding:14px 16px 4px 16px;" FONT "\">\n",
                c.tint);
    for (uint32_t i = 0; i < s->n_requests; i++)
        add_element(out, "p", "margin:0 0 10px 0;font-size:16px;line-height:24px;color:" INK ";",
                    s->requests[i]);
    nv_buf_adds(out, "</td></tr>\n</table>\n");
    close_block(out);
}

static void add_section(struct nv_buf *out, const struct nv_doc_section *s)
{
    if (s->title) {
        open_block(out, "8px 24px 12px 24px");
        nv_buf_addf(out,
                    "<h2 style=\"margin:0;font-size:16px;line-height:22px;font-weight:bold;"
                    "color:%s;\">",
                    of_section(s->kind).ink);
        add_escaped(out, s->title);
        nv_buf_adds(out, "</h2>\n");
        close_block(out);
    }
    for (uint32_t i = 0; i < s->n_items; i++)
        add_item(out, &s->items[i], !s->title);
    if (s->more) {
        open_block(out, "0 24px 4px 24px");
        add_paragraph(out, s->more);
        close_block(out);
    }
    add_requests(out, s);
}

static void add_head(struct nv_buf *out, const struct nv_doc *doc)
{
    struct colours c = doc->n_sections ? of_section(doc->sections[0].kind) : of_status(0);
    nv_buf_adds(out, "<!DOCTYPE html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"color-scheme\" content=\"light\">\n"
                     "<meta name=\"supported-color-schemes\" content=\"light\">\n<title>");
    add_escaped(out, doc->subject);
    nv_buf_adds(out, "</title>\n<style>\n@media (max-width:520px) {\n"
                     "td.k { display:block !important; width:auto !important; "
                     "padding:7px 0 0 0 !important; font-size:13px !important; }\n"
                     "td.v { display:block !important; width:auto !important; "
                     "padding:0 0 7px 0 !important; border-top:0 !important; }\n}\n"
                     "</style>\n</head>\n");
    nv_buf_addf(out,
                "<body style=\"margin:0;padding:0;background-color:#f3f4f6;color:" INK ";\">\n"
                "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\" "
                "border=\"0\" style=\"background-color:#f3f4f6;\">\n"
                "<tr><td align=\"center\" style=\"padding:16px 8px;\">\n"
                "<!--[if mso]><table role=\"presentation\" width=\"640\" cellpadding=\"0\" "
                "cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->\n"
                "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\" "
                "border=\"0\" style=\"max-width:640px;background-color:#ffffff;text-align:left;"
                "border-top:6px solid %s;border-radius:6px;\">\n",
                c.strong);
}

static void add_letter_head(struct nv_buf *out, const struct nv_doc *doc)
{
    open_block(out, "20px 24px 4px 24px");
    if (*doc->kicker) {
        nv_buf_adds(out, "<div style=\"margin:0 0 14px 0;font-size:13px;line-height:18px;"
                         "letter-spacing:0.3px;color:" SOFT ";\">Theo dõi, nhắc việc – ");
        add_escaped(out, doc->kicker);
        nv_buf_adds(out, "</div>\n");
    }
    nv_buf_adds(out, "<div style=\"margin:0 0 14px 0;font-size:17px;line-height:25px;color:" INK
                     ";\">Kính gửi: <b>");
    add_escaped(out, doc->addressee);
    nv_buf_adds(out, "</b>");
    if (doc->addressee_note) {
        nv_buf_adds(out, "<br><span style=\"font-size:14px;line-height:21px;color:" SOFT ";\">");
        add_escaped(out, doc->addressee_note);
        nv_buf_adds(out, "</span>");
    }
    nv_buf_adds(out, "</div>\n");
    if (doc->n_plans)
        add_paragraph(out, "Thực hiện:");
    for (uint32_t i = 0; i < doc->n_plans; i++)
        add_element(out, "p", "margin:0 0 10px 14px;font-size:15px;line-height:23px;color:" INK ";",
                    doc->plans[i]);
    add_paragraph(out, doc->opening);
    close_block(out);
}

static void add_counts(struct nv_buf *out, const struct nv_doc *doc)
{
    if (doc->n_sections == 0 || !doc->sections[0].title || doc->n_counts == 0)
        return;
    open_block(out, "0 24px 12px 24px");
    for (uint32_t i = 0; i < doc->n_counts; i++) {
        struct colours c = of_section(doc->counts[i].kind);
        nv_buf_addf(out,
                    "<div style=\"margin:0 0 6px 0;padding:6px 12px;background-color:%s;"
                    "border-left:5px solid %s;font-size:15px;line-height:22px;color:%s;"
                    "font-weight:bold;\">",
                    c.tint, c.strong, c.ink);
        add_escaped(out, doc->counts[i].text);
        nv_buf_adds(out, "</div>\n");
    }
    close_block(out);
}

void nv_doc_html(const struct nv_doc *doc, struct nv_buf *out)
{
    add_head(out, doc);
    add_letter_head(out, doc);
    add_counts(out, doc);
    for (uint32_t i = 0; i < doc->n_sections; i++)
        add_section(out, &doc->sections[i]);
    open_block(out, "0 24px 18px 24px");
    add_paragraph(out, doc->closing);
    close_block(out);
    nv_buf_adds(out, "<tr><td style=\"padding:14px 24px 16px 24px;background-color:#f9fafb;"
                     "border-top:1px solid " LINE ";" FONT "\">\n");
    for (uint32_t i = 0; i < doc->n_footer; i++)
        add_element(out, "p", "margin:0 0 4px 0;font-size:13px;line-height:20px;color:" SOFT ";",
                    doc->footer[i]);
    nv_buf_adds(out, "</td></tr>\n</table>\n<!--[if mso]></td></tr></table><![endif]-->\n"
                     "</td></tr>\n</table>\n</body>\n</html>\n");
}

void nv_render_html(const struct nv_letter *l, struct nv_buf *out)
{
    struct nv_view v;
    struct nv_doc doc;
    nv_view_init(&v, l);
    nv_doc_make(&doc, &v);
    nv_doc_html(&doc, out);
    nv_view_free(&v);
}
