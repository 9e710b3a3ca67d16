#include "conf/scan.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

enum { NAME_START = 1, NAME = 2, NUMBER_START = 4, NUMBER = 8 };

static const unsigned char classes[256] = {
    ['a' ... 'z'] = NAME_START | NAME | NUMBER,
    ['A' ... 'Z'] = NAME_START | NAME | NUMBER,
    ['*'] = NAME_START | NAME,
    ['_'] = NAME | NUMBER,
    ['0' ... '9'] = NAME | NUMBER_START | NUMBER,
    ['-'] = NAME | NUMBER_START | NUMBER,
    ['+'] = NUMBER_START | NUMBER,
    ['.'] = NUMBER_START | NUMBER,
};

/* What ends or taints the inside of a string. 0xC2, 0xD8, 0xE2, 0xEF and 0xF0… begin the sequences
 * that hold every control character beyond ASCII. */
enum { PLAIN, QUOTE, ESCAPE, NEWLINE, ODD };
static const unsigned char inside[256] = {
    [0 ... 9] = ODD, ['\n'] = NEWLINE, [11 ... 31] = ODD,     [127] = ODD,
    ['"'] = QUOTE,   ['\\'] = ESCAPE,  [0xC2] = ODD,          [0xD8] = ODD,
    [0xE2] = ODD,    [0xEF] = ODD,     [0xF0 ... 0xFF] = ODD,
};

/* The same of sixteen bytes at once, for what is PLAIN: most of any file lies in strings. */
typedef unsigned char block __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

static block not_plain(block b)
{
    return (block)((b < 32) | (b == '"') | (b == '\\') | (b == 127) | (b == 0xC2) | (b == 0xD8) |
                   (b == 0xE2) | (b >= 0xEF));
}

/* The first byte from `p` on that is not PLAIN; one is, for the text ends in a newline. */
static const char *skip_plain(const char *p, const char *end)
{
    block b;
    for (; end - p >= (ptrdiff_t)sizeof b; p += sizeof b) {
        memcpy(&b, p, sizeof b);
        halves hit = (halves)not_plain(b);
        if (hit[0])
            return p + __builtin_ctzll(le64toh(hit[0])) / 8;
        if (hit[1])
            return p + 8 + __builtin_ctzll(le64toh(hit[1])) / 8;
    }
    while (inside[(unsigned char)*p] == PLAIN)
        p++;
    return p;
}

static bool is(char c, int class)
{
    return classes[(unsigned char)c] & class;
}

void nv_scan_init(struct nv_scan *s, const char *text, size_t n)
{
    *s = (struct nv_scan){text, text + n, 1};
}

/* Moves over a comment of slash and star; false if it has no end. */
static bool skip_block(struct nv_scan *s)
{
    for (s->p += 2; s->p < s->end; s->p++) {
        if (*s->p == '*' && s->p[1] == '/') {
            s->p += 2;
            return true;
        }
        s->line += *s->p == '\n';
    }
    return false;
}

static bool skip_blank(struct nv_scan *s, struct nv_token *t)
{
    while (s->p < s->end) {
        const char *p = s->p;
        while (*p == ' ')
            p++;
        s->p = p;
        if (*p == '\n') {
            s->line++;
            s->p++;
        } else if (*p == '\t' || *p == '\r') {
            s->p++;
        } else if (*p == '#' || (*p == '/' && p[1] == '/')) {
            const char *nl = memchr(p, '\n', (size_t)(s->end - p));
            s->p = nl ? nl : s->end;
        } else if (*p == '/' && p[1] == '*') {
            *t = (struct nv_token){.at = p, .n = 2, .line = s->line};
            if (!skip_block(s))
                return false;
        } else {
            break;
        }
    }
    return true;
}

/* The first byte from `p` on that is not of the class. */
static const char *skip_class(const char *p, int class)
{
    while (is(*p, class))
        p++;
    return p;
}

static void scan_string(struct nv_scan *s, struct nv_token *t)
{
    const char *p = s->p + 1;
    for (;;) {
        p = skip_plain(p, s->end);
        unsigned char class = inside[(unsigned char)*p];
        if (p >= s->end || class == NEWLINE) {
            t->open = true;
            break;
        }
        if (class == QUOTE) {
            p++;
            break;
        }
        t->odd |= class == ODD;
        if (class == ESCAPE) {
            t->escapes = true;
            if (p[1] != '\n')
                p++;
        }
        p++;
    }
    s->p = p < s->end ? p : s->end;
}

static enum nv_token_kind mark_kind(char c)
{
    switch (c) {
    case '=':
    case ':':
        return NV_TOK_EQUALS;
    case ',':
        return NV_TOK_COMMA;
    case ';':
        return NV_TOK_SEMICOLON;
    case '{':
    case '(':
    case '[':
        return NV_TOK_OPEN;
    case '}':
    case ')':
    case ']':
        return NV_TOK_CLOSE;
    default:
        return NV_TOK_OTHER;
    }
}

void nv_scan_next(struct nv_scan *s, struct nv_token *t)
{
    if (!skip_blank(s, t)) {
        t->open = true;
        return;
    }
    *t = (struct nv_token){.at = s->p, .line = s->line};
    if (s->p >= s->end)
        return;
    if (is(*s->p, NAME_START)) {
        t->kind = NV_TOK_NAME;
        s->p = skip_class(s->p + 1, NAME);
    } else if (*s->p == '"') {
        t->kind = NV_TOK_STRING;
        scan_string(s, t);
    } else if (is(*s->p, NUMBER_START)) {
        t->kind = NV_TOK_NUMBER;
        s->p = skip_class(s->p + 1, NUMBER);
    } else {
        t->kind = (unsigned char)mark_kind(*s->p++);
        if (t->kind == NV_TOK_OTHER)
            while (s->p < s->end && ((unsigned char)*s->p & 0xC0) == 0x80)
                s->p++;
    }
    t->n = (uint32_t)(s->p - t->at);
}

const char *nv_scan_peek(const struct nv_scan *s)
{
    struct nv_scan copy = *s;
    struct nv_token t;
    skip_blank(&copy, &t);
    return copy.p;
}

bool nv_scan_at_setting(const struct nv_scan *s)
{
    struct nv_scan copy = *s;
    struct nv_token t;
    nv_scan_next(&copy, &t);
    if (t.kind != NV_TOK_NAME)
        return false;
    nv_scan_next(&copy, &t);
    return t.kind == NV_TOK_EQUALS;
}
