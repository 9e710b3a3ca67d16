#include "server/http_head.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { METHOD_MAX = 32 }; /* those that exist have at most 17 */

struct text {
    const char *p;
    size_t n;
};

/* What has been seen of the fields. */
struct fields {
    unsigned n, hosts, lengths;
    bool http_1_1;
};

/* RFC 9110 section 5.6.2 */
static bool is_token(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

static size_t token_length(struct text t)
{
    size_t n = 0;
    while (n < t.n && is_token((unsigned char)t.p[n]))
        n++;
    return n;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* A path and a query: visible ASCII, and no byte that a later reader would take for the end. */
static bool target_is_good(struct text t)
{
    if (!t.n || t.p[0] != '/')
        return false;
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        if (c <= ' ' || c >= 0x7f || strchr("\"#<>\\^`{|}", c))
            return false;
        if (c == '%' && (t.n - i < 3 || !is_hex(t.p[i + 1]) || !is_hex(t.p[i + 2]) ||
                         (t.p[i + 1] == '0' && t.p[i + 2] == '0')))
            return false;
    }
    return true;
}

static bool equals(struct text t, const char *s)
{
    return t.n == strlen(s) && memcmp(t.p, s, t.n) == 0;
}

static bool is_field(struct text name, const char *s)
{
    return name.n == strlen(s) && strncasecmp(name.p, s, name.n) == 0;
}

/* RFC 9112 section 3: method SP target SP version, single spaces. */
static enum nv_http_verdict judge_request_line(struct text line, struct fields *f)
{
    struct text method = {line.p, token_length(line)};
    const char *space = memchr(line.p, ' ', line.n);
    if (!method.n || method.n > METHOD_MAX || space != method.p + method.n)
        return NV_HTTP_BAD;
    struct text rest = {space + 1, line.n - method.n - 1};
    space = memchr(rest.p, ' ', rest.n);
    if (!space)
        return NV_HTTP_BAD;
    struct text target = {rest.p, (size_t)(space - rest.p)};
    struct text version = {space + 1, rest.n - target.n - 1};
    f->http_1_1 = equals(version, "HTTP/1.1");
    if (!f->http_1_1 && !equals(version, "HTTP/1.0"))
        return NV_HTTP_BAD;
    if (!equals(method, "GET") && !equals(method, "HEAD"))
        return NV_HTTP_METHOD;
    if (target.n > NV_HTTP_TARGET_MAX)
        return NV_HTTP_TARGET;
    return target_is_good(target) ? NV_HTTP_MORE : NV_HTTP_BAD;
}

static struct text trimmed(struct text t)
{
    while (t.n && (*t.p == ' ' || *t.p == '\t'))
        t = (struct text){t.p + 1, t.n - 1};
    while (t.n && (t.p[t.n - 1] == ' ' || t.p[t.n - 1] == '\t'))
        t.n--;
    return t;
}

/* RFC 9112 section 6.3: of a length, only one and only zero. */
static enum nv_http_verdict judge_length(struct text value, struct fields *f)
{
    size_t digits = 0, zeros = 0;
    while (digits < value.n && value.p[digits] >= '0' && value.p[digits] <= '9')
        zeros += value.p[digits++] == '0';
    if (f->lengths++ || !value.n || digits < value.n)
        return NV_HTTP_BAD;
    return zeros == digits ? NV_HTTP_MORE : NV_HTTP_BODY;
}

/* RFC 9112 section 5: name ":" value; no space before the colon, no continued lines. */
static enum nv_http_verdict judge_field(struct text line, struct fields *f)
{
    struct text name = {line.p, token_length(line)};
    if (!name.n || name.n == line.n || line.p[name.n] != ':')
        return NV_HTTP_BAD;
    if (++f->n > NV_HTTP_FIELDS_MAX)
        return NV_HTTP_LARGE;
    struct text value = trimmed((struct text){line.p + name.n + 1, line.n - name.n - 1});
    if (is_field(name, "content-length"))
        return judge_length(value, f);
    if (is_field(name, "transfer-encoding"))
        return NV_HTTP_BAD;
    if (is_field(name, "expect"))
        return NV_HTTP_EXPECT;
    if (is_field(name, "host") && f->hosts++)
        return NV_HTTP_BAD;
    return NV_HTTP_MORE;
}

/* The whole head, where its end is among the bytes. */
static enum nv_http_verdict judge_end(const struct fields *f, size_t behind)
{
    if (f->http_1_1 && !f->hosts)
        return NV_HTTP_BAD; /* RFC 9112 section 3.2 */
    return behind ? NV_HTTP_BAD : NV_HTTP_SERVE;
}

/* Line ends are CR LF; no other control character but a tab stands anywhere. `more`: the line has
 * not ended yet. */
static enum nv_http_verdict cut_line(struct text all, struct text *line, bool *more)
{
    size_t n = 0;
    while (n < all.n && ((unsigned char)all.p[n] >= ' ' || all.p[n] == '\t') && all.p[n] != 0x7f)
        n++;
    *line = (struct text){all.p, n};
    *more = n == all.n || (all.p[n] == '\r' && n + 1 == all.n);
    if (*more)
        return NV_HTTP_MORE;
    return all.p[n] == '\r' && all.p[n + 1] == '\n' ? NV_HTTP_MORE : NV_HTTP_BAD;
}

/* The first line so far: what cannot become a request need not be waited for. */
static enum nv_http_verdict judge_begun(struct text line)
{
    size_t method = token_length(line);
    bool ended = method < line.n;
    if (method > METHOD_MAX || (ended && (!method || line.p[method] != ' ')))
        return NV_HTTP_BAD;
    return NV_HTTP_MORE;
}

enum nv_http_verdict nv_http_head_judge(const char *bytes, size_t n)
{
    struct fields f = {0};
    bool first = true;
    for (size_t at = 0;;) {
        size_t seen = n < NV_HTTP_HEAD_MAX ? n : NV_HTTP_HEAD_MAX;
        struct text line;
        bool more;
        enum nv_http_verdict v = cut_line((struct text){bytes + at, seen - at}, &line, &more);
        if (v == NV_HTTP_MORE && first && more)
            v = judge_begun(line);
        if (v == NV_HTTP_MORE && first && line.n > NV_HTTP_TARGET_MAX + 64)
            v = NV_HTTP_TARGET;
        if (v != NV_HTTP_MORE)
            return v;
        if (more)
            return n >= NV_HTTP_HEAD_MAX ? NV_HTTP_LARGE : NV_HTTP_MORE;
        at += line.n + 2;
        if (!line.n && !first)
            return judge_end(&f, n - at);
        v = first ? judge_request_line(line, &f) : judge_field(line, &f);
        if (v != NV_HTTP_MORE)
            return v;
        first = false;
    }
}
