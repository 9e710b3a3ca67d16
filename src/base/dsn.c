#include "base/dsn.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

/* Enough for what a report says; the message that is returned with it may be long. */
enum { MOST = 256 * 1024, VALUE = 1000 };

struct text {
    const char *p, *end;
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins(struct text t, const char *word)
{
    for (; *word; word++, t.p++)
        if (t.p >= t.end || lower(*t.p) != lower(*word))
            return false;
    return true;
}

static const char *find(struct text t, const char *word)
{
    for (; t.p < t.end; t.p++)
        if (begins(t, word))
            return t.p;
    return NULL;
}

static bool holds(struct text t, const char *word)
{
    return find(t, word) != NULL;
}

/* The next line without its end; false at the end of the text. */
static bool next_line(struct text *t, struct text *line)
{
    if (t->p >= t->end)
        return false;
    const char *nl = memchr(t->p, '\n', (size_t)(t->end - t->p));
    *line = (struct text){t->p, nl ? nl : t->end};
    t->p = nl ? nl + 1 : t->end;
    if (line->end > line->p && line->end[-1] == '\r')
        line->end--;
    return true;
}

/* Up to the first empty line; the rest stays in *t. */
static struct text header_of(struct text *t)
{
    struct text h = *t, line;
    while (next_line(t, &line))
        if (line.p == line.end) {
            h.end = line.p;
            return h;
        }
    h.end = t->p;
    return h;
}

/* The value of a field, unfolded, into `out`: the `which`-th of that name from 0. */
static bool field(struct text h, const char *name, unsigned which, char out[VALUE])
{
    struct text line;
    size_t n = 0, name_n = strlen(name);
    bool in = false;
    while (next_line(&h, &line)) {
        bool folded = line.p < line.end && (*line.p == ' ' || *line.p == '\t');
        if (in && !folded)
            break;
        if (!in) {
            if (folded || !begins(line, name) || line.p + name_n >= line.end ||
                line.p[name_n] != ':' || which-- > 0)
                continue;
            line.p += name_n + 1;
            in = true;
        }
        while (line.p < line.end && (*line.p == ' ' || *line.p == '\t'))
            line.p++;
        if (n && n + 1 < VALUE)
            out[n++] = ' ';
        for (; line.p < line.end && n + 1 < VALUE; line.p++)
            out[n++] = *line.p;
    }
    out[n] = '\0';
    return in;
}

static struct text text_of(const char *s)
{
    return (struct text){s, s + strlen(s)};
}

/* As one line of clean UTF-8. */
static void set_text(struct nv_dsn *d, struct text t)
{
    char line[VALUE];
    size_t n = 0;
    for (; t.p < t.end && n + 1 < sizeof line; t.p++) {
        bool space = (unsigned char)*t.p <= ' ' || *t.p == 0x7f;
        if (!space)
            line[n++] = *t.p;
        else if (n && line[n - 1] != ' ')
            line[n++] = ' ';
    }
    while (n && line[n - 1] == ' ')
        n--;
    line[n] = '\0';
    char *clean = nv_utf8_nfc(line);
    if (!clean) /* some other encoding: what is ASCII in it */
        for (char *p = line; *p; p++)
            *p = (unsigned char)*p < 0x80 ? *p : '?';
    nv_fmt(d->text, sizeof d->text, "%s", clean ? clean : line);
    free(clean);
}

static bool digit(const char *p, const char *end)
{
    return p < end && *p >= '0' && *p <= '9';
}

/* A reply "550 …" or "550-…", or a status "5.1.1". `from`: '4' or '5'. */
static const char *find_reply(struct text t, char from, int *code)
{
    for (const char *p = t.p; p + 3 < t.end; p++) {
        bool fresh = p == t.p || strchr(" \t\n\r:;(<[#\"'", p[-1]) != NULL;
        if (!fresh || *p != from)
            continue;
        if (digit(p + 1, t.end) && digit(p + 2, t.end) && (p[3] == ' ' || p[3] == '-')) {
            *code = (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0');
            return p;
        }
        if (p[1] == '.' && digit(p + 2, t.end) && p[3] == '.' && digit(p + 4, t.end))
            return p;
    }
    return NULL;
}

static struct text line_at(struct text t, const char *p)
{
    const char *nl = memchr(p, '\n', (size_t)(t.end - p));
    return (struct text){p, nl ? nl : t.end};
}

/* RFC 3464: the fields of each recipient follow those of the message, parted by empty lines. The
 * worst action speaks; there is one recipient anyway. */
static void read_status(struct text part, struct nv_dsn *out)
{
    char action[VALUE], words[VALUE];
    while (part.p < part.end) {
        struct text group = header_of(&part);
        if (!field(group, "Action", 0, action))
            continue;
        enum nv_dsn_kind kind = begins(text_of(action), "failed")    ? NV_DSN_FAILED
                                : begins(text_of(action), "delayed") ? NV_DSN_DELAYED
                                                                     : NV_DSN_OTHER;
        if (kind < out->kind)
            continue;
        out->kind = kind;
        if (!field(group, "Diagnostic-Code", 0, words) && !field(group, "Status", 0, words))
            continue;
        const char *semicolon = strchr(words, ';');
        struct text said = text_of(semicolon && strlen(semicolon) > 2 ? semicolon + 1 : words);
        find_reply(said, kind == NV_DSN_FAILED ? '5' : '4', &out->code);
        set_text(out, said);
    }
}

/* The inside of the part "message/delivery-status". */
static bool find_status(struct text body, struct text *part)
{
    const char *at = find(body, "Content-Type: message/delivery-status");
    if (!at)
        at = find(body, "Content-Type: message/global-delivery-status");
    if (!at)
        return false;
    *part = (struct text){at, body.end};
    header_of(part);
    const char *end = find(*part, "\n--");
    if (end)
        part->end = end;
    return true;
}

/* qmail's QSBMF: "<address>:" and the reason in the lines below. */
static bool read_qmail(struct text body, struct nv_dsn *out)
{
    struct text start = body, line, reason = {NULL, NULL};
    while (start.p < start.end && (*start.p == '\r' || *start.p == '\n'))
        start.p++;
    if (!begins(start, "Hi. This is the"))
        return false;
    out->kind = NV_DSN_FAILED;
    while (next_line(&start, &line)) {
        if (reason.p && (line.p == line.end || begins(line, "---")))
            break;
        if (reason.p)
            reason.end = line.end;
        else if (line.p < line.end && *line.p == '<' && line.end[-1] == ':')
            reason = (struct text){start.p, start.p};
    }
    if (reason.p) {
        find_reply(reason, '5', &out->code);
        set_text(out, reason);
    }
    return true;
}

/* Without any form: what the subject says, and the first reply that is quoted. */
static void read_plain(struct text h, struct text body, struct nv_dsn *out)
{
    static const char *const failed[] = {"undeliver",
                                         "failure notice",
                                         "returned mail",
                                         "delivery status notification (failure)",
                                         "mail delivery failed",
                                         "delivery failure",
                                         "could not be delivered",
                                         "non remis",
                                         "không gửi được",
                                         "mail system error"};
    static const char *const late[] = {"delayed", "(delay)", "warning: message"};
    char subject[VALUE], from[VALUE], path[VALUE];
    field(h, "Subject", 0, subject);
    field(h, "From", 0, from);
    bool null_sender = field(h, "Return-Path", 0, path) && begins(text_of(path), "<>");
    bool machine =
        null_sender || holds(text_of(from), "mailer-daemon") || holds(text_of(from), "postmaster");
    for (size_t i = 0; machine && i < sizeof late / sizeof *late; i++)
        if (holds(text_of(subject), late[i])) {
            out->kind = NV_DSN_DELAYED;
            return;
        }
    bool says = false;
    for (size_t i = 0; i < sizeof failed / sizeof *failed; i++)
        says = says || holds(text_of(subject), failed[i]);
    if (!machine || !says)
        return;
    out->kind = NV_DSN_FAILED;
    const char *reply = find_reply(body, '5', &out->code);
    set_text(out, reply ? line_at(body, reply) : text_of(subject));
}

void nv_dsn_read(const char *bytes, size_t n, struct nv_dsn *out)
{
    struct text all = {bytes, bytes + (n < MOST ? n : MOST)}, body = all, part;
    char type[VALUE], automatic[VALUE];
    memset(out, 0, sizeof *out);
    struct text h = header_of(&body);
    field(h, "Content-Type", 0, type);
    if (holds(text_of(type), "multipart/report") && holds(text_of(type), "delivery-status") &&
        find_status(body, &part)) {
        read_status(part, out);
        return;
    }
    if (read_qmail(body, out))
        return;
    /* RFC 3834; a report is marked so, too, but has been read above. */
    if (field(h, "Auto-Submitted", 0, automatic) && !begins(text_of(automatic), "no") &&
        !begins(text_of(automatic), "auto-generated"))
        return;
    if (field(h, "X-Autoreply", 0, automatic) || field(h, "X-Autorespond", 0, automatic) ||
        (field(h, "Precedence", 0, automatic) && begins(text_of(automatic), "auto")))
        return;
    read_plain(h, body, out);
}

void nv_dsn_extension(const char *bytes, size_t n, const char *local, char *out, size_t size)
{
    static const char *const names[] = {"X-Original-To", "Delivered-To", "To"};
    struct text all = {bytes, bytes + (n < MOST ? n : MOST)};
    struct text h = header_of(&all);
    char value[VALUE];
    *out = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (unsigned k = 0; field(h, names[i], k, value); k++) {
            const char *at = *local ? strstr(value, local) : strchr(value, '+');
            if (!at || at[strlen(local)] != '+')
                continue;
            const char *from = at + strlen(local) + 1;
            size_t length = strcspn(from, "@> ,");
            if (from[length] != '@' || length + 1 > size)
                continue;
            memcpy(out, from, length);
            out[length] = '\0';
            return;
        }
}
