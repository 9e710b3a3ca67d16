/* Stages written as values: what the parser itself makes of a phrase it reads again, so that an
 * administrator may write it and a deadline of several stages can be taken apart. Dated values are
 * periods (stage_time.c). */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "calendar/phrase.h"
#include "calendar/rule.h"
#include "calendar/stage.h"

bool nv_stage_add_value(struct nv_deadline *out, const char *separator, const char *text)
{
    size_t n = strlen(out->value);
    if (n + strlen(separator) + strlen(text) >= sizeof out->value)
        return false;
    nv_fmt(out->value + n, sizeof out->value - n, "%s%s", separator, text);
    return true;
}

struct piece {
    const char *s;
    size_t n, tokens;
};

/* What stands at the cursor without a blank, comma or semicolon in it. */
static struct piece piece_here(const struct nv_phrase *ph)
{
    const struct nv_token *first = nv_phrase_peek(ph, 0), *t = first;
    struct piece p = {ph->text + first->start, 0, 0};
    while (t->type != NV_TOKEN_END && (t == first || !t->spaced) && t->punct != ',' &&
           t->punct != ';') {
        p.n = t->end - first->start;
        t = nv_phrase_peek(ph, ++p.tokens);
    }
    return p;
}

static void undated(struct nv_deadline *out, enum nv_deadline_kind kind)
{
    memset(out, 0, sizeof *out);
    out->kind = kind;
    out->first_day = out->last_day = NV_DAY_NONE;
}

static int too_long(struct nv_phrase *ph, size_t from)
{
    return nv_phrase_refuse(ph, from, ph->at, "giá trị quá dài; hãy tách thành nhiều sản phẩm");
}

/* "quarterly,half-yearly,yearly" */
static int read_rules(struct nv_phrase *ph, struct nv_deadline *out)
{
    size_t from = ph->at, n = 0;
    struct nv_rule rule;
    struct piece p = piece_here(ph);
    if (!nv_rule_read(p.s, p.n, &rule)) {
        const char *colon = memchr(p.s, ':', p.n);
        if (!colon || !nv_rule_read(p.s, (size_t)(colon - p.s), &rule))
            return 0;
        return nv_phrase_refuse(ph, from, ph->at + p.tokens,
                                "chu kỳ này không có ngày như vậy; được viết: monthly:25, "
                                "monthly:<25, monthly:last-day, quarterly:last-month:20, "
                                "yearly:12-15, weekly:fri");
    }
    undated(out, NV_DL_RECURRING);
    for (;;) {
        ph->at += p.tokens;
        if (n + p.n + 2 > sizeof out->value)
            return too_long(ph, from);
        nv_fmt(out->value + n, sizeof out->value - n, "%s%.*s", n ? "," : "", (int)p.n, p.s);
        n = strlen(out->value);
        size_t comma = ph->at;
        if (nv_phrase_eat_punct(ph, ','))
            p = piece_here(ph);
        if (ph->at == comma || !nv_rule_read(p.s, p.n, &rule)) {
            ph->at = comma;
            return 1;
        }
    }
}

/* How many bytes of a slug stand at `s`. */
static size_t slug_length(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && (s[i] == '-' || (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '0' && s[i] <= '9')))
        i++;
    return i;
}

/* "+30d", "+3.5d": all of the `n` bytes. */
static bool is_length(const char *s, size_t n)
{
    size_t i = 1, digits = 0;
    if (!n || *s != '+')
        return false;
    for (; i < n && s[i] >= '0' && s[i] <= '9'; i++)
        digits++;
    if (i + 1 < n && s[i] == '.' && s[i + 1] >= '0' && s[i + 1] <= '9')
        i += 2;
    return digits >= 1 && digits <= 3 && i + 1 == n && strchr("hdwWmy", s[i]) != NULL;
}

size_t nv_stage_slug(struct nv_phrase *ph, const char *prefix, char slug[NV_STAGE_SLUG])
{
    struct piece p = piece_here(ph);
    size_t skip = strlen(prefix);
    if (p.n <= skip || strncmp(p.s, prefix, skip) != 0)
        return 0;
    size_t n = slug_length(p.s + skip, p.n - skip);
    if (!n || n >= NV_STAGE_SLUG || skip + n != p.n)
        return 0;
    nv_fmt(slug, NV_STAGE_SLUG, "%.*s", (int)n, p.s + skip);
    return p.tokens;
}

/* "as-needed:khi-co-yeu-cau", "after:de-an-duoc-phe-duyet+30d" */
static int read_waiting(struct nv_phrase *ph, struct nv_deadline *out)
{
    static const struct {
        const char *prefix;
        enum nv_deadline_kind kind;
    } kinds[] = {{"as-needed:", NV_DL_AS_NEEDED},
                 {"external:", NV_DL_EXTERNAL},
                 {"after:", NV_DL_AFTER_EVENT}};
    struct piece p = piece_here(ph);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t skip = strlen(kinds[i].prefix);
        if (p.n <= skip || strncmp(p.s, kinds[i].prefix, skip) != 0)
            continue;
        size_t n = slug_length(p.s + skip, p.n - skip), rest = p.n - skip - n;
        bool after = kinds[i].kind == NV_DL_AFTER_EVENT;
        bool timed = after && is_length(p.s + skip + n, rest);
        size_t from = ph->at;
        ph->at += p.tokens;
        if (!n || (rest && !timed))
            return nv_phrase_refuse(ph, from, ph->at,
                                    "phía sau dấu hai chấm chỉ viết chữ thường không dấu, số và "
                                    "dấu gạch nối, như after:de-an-duoc-phe-duyet+30d");
        if (n >= NV_STAGE_SLUG)
            return too_long(ph, from);
        undated(out, timed ? NV_DL_RELATIVE : kinds[i].kind);
        nv_fmt(out->value, sizeof out->value, "%.*s", (int)p.n, p.s);
        return 1;
    }
    return 0;
}

/* "2025-03-10+15w": working days, which only a calendar can count. */
static int read_counted(struct nv_phrase *ph, struct nv_deadline *out)
{
    enum { ISO = 10 };
    struct piece p = piece_here(ph);
    char iso[ISO + 1];
    int32_t day;
    if (p.n <= ISO || p.s[ISO] != '+')
        return 0;
    nv_fmt(iso, sizeof iso, "%.*s", ISO, p.s);
    size_t from = ph->at;
    ph->at += p.tokens;
    if (!nv_day_parse_iso(iso, &day) || !is_length(p.s + ISO, p.n - ISO) || p.s[p.n - 1] != 'w' ||
        memchr(p.s, '.', p.n))
        return nv_phrase_refuse(ph, from, ph->at,
                                "chỉ tính ngày làm việc từ một ngày, như 2025-03-10+15w");
    undated(out, NV_DL_RELATIVE);
    nv_fmt(out->value, sizeof out->value, "%.*s", (int)p.n, p.s);
    return 1;
}

int nv_stage_value(struct nv_phrase *ph, struct nv_deadline *out)
{
    if (nv_phrase_sees(ph, 0, "then continuous"))
        ph->at++;
    if (nv_phrase_sees(ph, 0, "continuous"))
        return nv_stage_continuous(ph, out);
    int rc = read_rules(ph, out);
    rc = rc ? rc : read_waiting(ph, out);
    return rc ? rc : read_counted(ph, out);
}
