#include "calendar/phrase.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"

enum { QUOTE_MAX = 160 };

enum glyph { SPACE, INVISIBLE, DIGIT, LETTER, PUNCT };

static bool within(uint32_t cp, uint32_t first, uint32_t last)
{
    return cp >= first && cp <= last;
}

static enum glyph glyph_of(uint32_t cp, char *punct)
{
    *punct = '?';
    if (cp <= ' ' || cp == 0x7F || cp == 0x85 || cp == 0xA0 || within(cp, 0x2000, 0x200A) ||
        cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x3000)
        return SPACE;
    if (cp == 0xAD || within(cp, 0x200B, 0x200F) || within(cp, 0x2060, 0x2064) || cp == 0xFEFF)
        return INVISIBLE;
    if (within(cp, '0', '9'))
        return DIGIT;
    if (within(cp, 'a', 'z') || within(cp, 'A', 'Z'))
        return LETTER;
    if (cp < 0x80)
        *punct = (char)cp;
    else if (within(cp, 0x2010, 0x2015) || cp == 0x2212)
        *punct = '-';
    else if (within(cp, 0x2160, 0x217F)) /* Roman numerals in one character */
        return LETTER;
    else if (cp >= 0xC0 && cp != 0xD7 && cp != 0xF7 && !within(cp, 0x2000, 0x2BFF) &&
             !within(cp, 0x3000, 0x303F) && !within(cp, 0xE000, 0xF8FF))
        return LETTER;
    return PUNCT;
}

static bool is_six(const char *raw)
{
    char *lower = nv_utf8_lower(raw);
    bool six = lower && strcmp(lower, "sáu") == 0;
    free(lower);
    return six;
}

static void fold_word(struct nv_buf *words, const char *raw)
{
    bool ascii = true;
    for (const char *s = raw; *s; s++)
        ascii = ascii && (unsigned char)*s < 0x80;
    if (!ascii) {
        char *folded = nv_utf8_fold(raw);
        const char *word = folded ? folded : raw;
        /* "Quí" and "Quý" are one word; "sáu" (six) and "sau" (after) must stay two. */
        nv_buf_adds(words, strcmp(word, "qui") == 0                  ? "quy"
                           : strcmp(word, "sau") == 0 && is_six(raw) ? "sáu"
                                                                     : word);
        free(folded);
        return;
    }
    for (const char *s = raw; *s; s++)
        nv_buf_addc(words, *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s);
}

/* The word or number that begins at *s: letters may be followed by digits (Q1, QH15), a number ends
 * at the first letter. Returns its type; the folded text goes into `words` with its NUL. */
static enum nv_token_type scan_word(const char **s, struct nv_buf *raw, struct nv_buf *words)
{
    enum nv_token_type type = NV_TOKEN_END;
    char punct, utf8[4];
    nv_buf_clear(raw);
    for (const char *p = *s; *p; *s = p) {
        uint32_t cp = nv_utf8_next(&p);
        enum glyph g = glyph_of(cp, &punct);
        if (g == INVISIBLE)
            continue;
        if ((g != LETTER && g != DIGIT) || (type == NV_TOKEN_NUMBER && g == LETTER))
            break;
        if (type == NV_TOKEN_END)
            type = g == DIGIT ? NV_TOKEN_NUMBER : NV_TOKEN_WORD;
        nv_buf_add(raw, utf8, nv_utf8_put(cp, utf8));
    }
    fold_word(words, nv_buf_str(raw));
    nv_buf_addc(words, '\0');
    return type;
}

static void set_number(struct nv_token *t)
{
    t->digits = (int)strlen(t->word);
    t->number = t->digits > 9 ? -1 : (int)strtol(t->word, NULL, 10);
}

static void scan(struct nv_phrase *ph)
{
    struct nv_buf words = NV_BUF_INIT, raw = NV_BUF_INIT;
    NV_VEC(size_t) offsets = {0};
    bool spaced = false;
    for (const char *s = ph->text; *s;) {
        const char *start = s, *next = s;
        char punct;
        enum glyph g = glyph_of(nv_utf8_next(&next), &punct);
        if (g == SPACE || g == INVISIBLE) {
            spaced = spaced || g == SPACE;
            s = next;
            continue;
        }
        struct nv_token t = {.type = NV_TOKEN_PUNCT, .spaced = spaced, .punct = punct};
        nv_vec_push(&offsets, words.len);
        if (g == PUNCT) {
            nv_buf_addc(&words, '\0');
            s = next;
        } else {
            t.punct = '\0';
            t.type = scan_word(&s, &raw, &words);
        }
        t.start = (size_t)(start - ph->text);
        t.end = (size_t)(s - ph->text);
        nv_vec_push(&ph->tokens, t);
        spaced = false;
    }
    nv_buf_free(&raw);
    ph->words = nv_buf_take(&words, NULL);
    for (size_t i = 0; i < ph->tokens.n; i++) {
        struct nv_token *t = &ph->tokens.v[i];
        t->word = ph->words + offsets.v[i];
        if (t->type == NV_TOKEN_NUMBER)
            set_number(t);
    }
    nv_vec_free(&offsets);
}

static bool ends_with(const struct nv_phrase *ph, char punct)
{
    const struct nv_token *last = ph->tokens.n ? nv_vec_last(&ph->tokens) : NULL;
    return last && last->type == NV_TOKEN_PUNCT && last->punct == punct;
}

/* "2025.." is an open range where it is all of a stage, as values write it; behind other words it
 * is a year with two full stops. */
static bool is_open_range(const struct nv_phrase *ph)
{
    size_t n = ph->tokens.n, i = n - 3;
    const struct nv_token *t = ph->tokens.v;
    if (n < 3 || t[n - 1].punct != '.' || t[n - 2].punct != '.' || t[i].type == NV_TOKEN_PUNCT)
        return false;
    while (i && !t[i].spaced && t[i - 1].punct != ':' && t[i - 1].punct != ';')
        i--;
    return t[i].type == NV_TOKEN_NUMBER && t[i].digits == 4 &&
           (!i || t[i - 1].punct == ':' || t[i - 1].punct == ';');
}

static void drop_trailing_stops(struct nv_phrase *ph)
{
    while (!is_open_range(ph)) {
        if (ends_with(ph, '.') || ends_with(ph, ';') || ends_with(ph, ','))
            ph->tokens.n--;
        else
            break;
        /* "./." closes an official text. */
        if (ends_with(ph, '/') && ph->tokens.n > 1 &&
            ph->tokens.v[ph->tokens.n - 2].type == NV_TOKEN_PUNCT &&
            ph->tokens.v[ph->tokens.n - 2].punct == '.')
            ph->tokens.n--;
    }
}

int nv_phrase_init(struct nv_phrase *ph, const char *s, int year, struct nv_err *err)
{
    *ph = (struct nv_phrase){.year = year, .err = err};
    ph->text = nv_utf8_check(s, strlen(s)) < 0 ? nv_utf8_nfc(s) : NULL;
    if (!ph->text)
        return nv_err_set(err, NV_ESYNTAX, "thời hạn không phải là văn bản UTF-8 hợp lệ");
    scan(ph);
    drop_trailing_stops(ph);
    size_t end = ph->tokens.n ? nv_vec_last(&ph->tokens)->end : 0;
    nv_vec_push(&ph->tokens, (struct nv_token){.word = "", .start = end, .end = end});
    return 0;
}

void nv_phrase_free(struct nv_phrase *ph)
{
    nv_vec_free(&ph->tokens);
    free(ph->text);
    free(ph->words);
    ph->text = ph->words = NULL;
}

const struct nv_token *nv_phrase_peek(const struct nv_phrase *ph, size_t ahead)
{
    size_t i = ph->at + ahead;
    return &ph->tokens.v[i < ph->tokens.n ? i : ph->tokens.n - 1];
}

size_t nv_phrase_sees(const struct nv_phrase *ph, size_t ahead, const char *words)
{
    size_t n = 0;
    if (*nv_phrase_peek(ph, ahead)->word != *words)
        return 0;
    for (const char *w = words; *w;) {
        const struct nv_token *t = nv_phrase_peek(ph, ahead + n);
        const char *c = t->word;
        if (t->type != NV_TOKEN_WORD)
            return 0;
        while (*c && *c == *w)
            c++, w++;
        if (*c || (*w && *w != ' '))
            return 0;
        n++;
        w += *w == ' ';
    }
    return n;
}

size_t nv_phrase_sees_any(const struct nv_phrase *ph, size_t ahead, const char *const *list)
{
    /* Most words are told apart by their first letter. */
    for (char first = *nv_phrase_peek(ph, ahead)->word; *list; list++) {
        size_t n = **list == first ? nv_phrase_sees(ph, ahead, *list) : 0;
        if (n)
            return n;
    }
    return 0;
}

bool nv_phrase_sees_punct(const struct nv_phrase *ph, size_t ahead, char punct)
{
    const struct nv_token *t = nv_phrase_peek(ph, ahead);
    return t->type == NV_TOKEN_PUNCT && t->punct == punct;
}

bool nv_phrase_eat(struct nv_phrase *ph, const char *words)
{
    size_t n = nv_phrase_sees(ph, 0, words);
    ph->at += n;
    return n > 0;
}

bool nv_phrase_eat_any(struct nv_phrase *ph, const char *const *list)
{
    size_t n = nv_phrase_sees_any(ph, 0, list);
    ph->at += n;
    return n > 0;
}

bool nv_phrase_eat_punct(struct nv_phrase *ph, char punct)
{
    bool there = nv_phrase_sees_punct(ph, 0, punct);
    ph->at += there;
    return there;
}

static void quote(const struct nv_phrase *ph, size_t from, size_t to, char dst[QUOTE_MAX])
{
    size_t last = ph->tokens.n - 1;
    from = from < last ? from : last;
    to = to > from && to <= last ? to : last;
    size_t start = ph->tokens.v[from].start, end = to ? ph->tokens.v[to - 1].end : 0;
    if (end <= start) { /* nothing left to quote: the phrase broke off, so all of it */
        start = 0;
        end = ph->tokens.v[last].end;
    }
    size_t n = end - start;
    nv_fmt(dst, QUOTE_MAX - 4, "%.*s", (int)n, ph->text + start);
    if (strlen(dst) < n)
        memcpy(dst + strlen(dst), "…", sizeof "…");
    for (char *s = dst; *s; s++)
        if ((unsigned char)*s < ' ' || *s == 0x7F)
            *s = ' ';
}

int nv_phrase_refuse(struct nv_phrase *ph, size_t from, size_t to, const char *fmt, ...)
{
    char words[QUOTE_MAX];
    quote(ph, from, to, words);
    struct nv_buf why = NV_BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    nv_buf_vaddf(&why, fmt, ap);
    va_end(ap);
    int rc = nv_err_set(ph->err, NV_ESYNTAX, "“%s”: %s", words, nv_buf_str(&why));
    nv_buf_free(&why);
    return rc;
}
