#include "import/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/intern.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "import/letters.h"
#include "model/snapshot.h"

enum {
    NAME_WORDS = 24,
    MAX_SUGGESTIONS = 500, /* each costs a walk over all names */
};

struct half {
    char *before, *after; /* folded words on both sides of a dash in a name */
};

struct nv_book {
    const struct nv_snapshot *s;
    struct nv_intern *names;
    NV_VEC(uint32_t) agencies; /* by symbol */
    NV_VEC(struct half) halves;
    size_t suggestions;
    size_t longest; /* words */
};

/* The words [at, at + n) with one space between, without a leading “các”. */
static void join(const struct nv_words *w, size_t at, size_t n, struct nv_buf *out)
{
    for (size_t i = at; i < at + n; i++) {
        if (!out->len && strcmp(w->v[i].folded, "cac") == 0)
            continue;
        if (out->len)
            nv_buf_addc(out, ' ');
        nv_buf_adds(out, w->v[i].folded);
    }
}

static void add_half(struct nv_book *b, const char *name, const char *dash)
{
    struct nv_buf left = NV_BUF_INIT, right = NV_BUF_INIT;
    char *head = nv_strndup(name, (size_t)(dash - name));
    nv_words_add(&left, head);
    nv_words_add(&right, dash);
    free(head);
    nv_vec_push(&b->halves, (struct half){nv_buf_take(&left, NULL), nv_buf_take(&right, NULL)});
}

static void add_name(struct nv_book *b, const char *name, uint32_t agency)
{
    struct nv_buf joined = NV_BUF_INIT;
    struct nv_words words;
    nv_words_init(&words, name);
    if (words.n > b->longest)
        b->longest = words.n;
    join(&words, 0, words.n, &joined);
    if (joined.len && nv_intern_add(b->names, joined.data) == b->agencies.n)
        nv_vec_push(&b->agencies, agency);
    const char *dash = strstr(name, " - ");
    if (dash)
        add_half(b, name, dash);
    nv_words_free(&words);
    nv_buf_free(&joined);
}

struct nv_book *nv_book_new(const struct nv_snapshot *s)
{
    struct nv_book *b = nv_calloc(1, sizeof *b);
    b->s = s;
    b->names = nv_intern_new();
    /* Names before aliases: where an alias of one is the name of another, the name counts. */
    for (uint32_t i = 0; i < s->n_agencies; i++)
        add_name(b, s->agencies[i].name, i);
    for (uint32_t i = 0; i < s->n_agencies; i++)
        for (uint32_t k = 0; k < s->agencies[i].aliases.n; k++)
            add_name(b, s->agencies[i].aliases.v[k], i);
    return b;
}

void nv_book_free(struct nv_book *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->halves.n; i++) {
        free(b->halves.v[i].before);
        free(b->halves.v[i].after);
    }
    nv_vec_free(&b->halves);
    nv_vec_free(&b->agencies);
    nv_intern_free(b->names);
    free(b);
}

static void note_mark(struct nv_word *next, const char *at, size_t n, int *brackets)
{
    next->comma |= *at == ',' || *at == '/';
    next->semicolon |= *at == ';';
    next->stop |= *at == '.';
    next->colon |= *at == ':';
    next->dash |= *at == '-' || (n == 3 && memcmp(at, "\xE2\x80", 2) == 0 &&
                                 (unsigned char)at[2] >= 0x90 && (unsigned char)at[2] <= 0x95);
    *brackets += *at == '(';
    *brackets -= *at == ')' && *brackets > 0;
}

/* Folds each word; `folded` is an offset into the buffer until that stands still. */
static char *fold_words(struct nv_word *v, size_t n)
{
    struct nv_buf all = NV_BUF_INIT;
    for (size_t i = 0; i < n; i++) {
        char *word = nv_strndup(v[i].start, (size_t)(v[i].end - v[i].start));
        v[i].offset = all.len;
        nv_words_add(&all, word);
        nv_buf_addc(&all, '\0');
        free(word);
    }
    char *folded = nv_buf_take(&all, NULL);
    for (size_t i = 0; i < n; i++)
        v[i].folded = folded + v[i].offset;
    return folded;
}

static bool sees(const struct nv_words *w, size_t at, const char *const *words)
{
    for (; *words; words++, at++)
        if (at >= w->n || strcmp(w->v[at].folded, *words) != 0)
            return false;
    return true;
}

/* Words that are one thing in two spellings become one word. */
static void merge_spellings(struct nv_words *w)
{
    static const struct {
        const char *from[5];
        const char *to;
    } same[] = {{{"uy", "ban", "nhan", "dan"}, "ubnd"},
                {{"hoi", "dong", "nhan", "dan"}, "hdnd"},
                {{"co", "lien", "quan"}, "lien quan"},
                {{"lien", "quan"}, "lien quan"}};
    size_t kept = 0;
    for (size_t i = 0; i < w->n;) {
        size_t n = 1;
        w->v[kept] = w->v[i];
        for (size_t k = 0; k < sizeof same / sizeof *same && n == 1; k++) {
            if (!sees(w, i, same[k].from))
                continue;
            while (n < 5 && same[k].from[n])
                n++;
            w->v[kept].folded = same[k].to;
            w->v[kept].end = w->v[i + n - 1].end;
        }
        kept++;
        i += n;
    }
    w->n = kept;
}

void nv_words_init(struct nv_words *w, const char *text)
{
    NV_VEC(struct nv_word) list = {0};
    struct nv_word next = {0};
    int brackets = 0;
    bool in_word = false;
    for (const char *p = text; *p;) {
        const char *at = p;
        uint32_t cp = nv_utf8_next(&p);
        bool letter = nv_is_word(cp, in_word);
        if (letter && !in_word) {
            next.start = at;
            next.bracket = brackets > 0;
            next.upper = nv_starts_upper(at);
            nv_vec_push(&list, next);
            memset(&next, 0, sizeof next);
        }
        in_word = letter;
        if (letter)
            nv_vec_last(&list)->end = p;
        else
            note_mark(&next, at, (size_t)(p - at), &brackets);
    }
    w->v = list.v;
    w->n = list.n;
    w->folded = fold_words(w->v, w->n);
    w->capitals = nv_all_upper(text);
    merge_spellings(w);
}

void nv_words_free(struct nv_words *w)
{
    free(w->v);
    free(w->folded);
    memset(w, 0, sizeof *w);
}

static uint32_t look_up(const struct nv_book *b, const struct nv_buf *words)
{
    uint32_t sym = words->len ? nv_intern_find(b->names, words->data) : NV_NONE;
    return sym == NV_NONE ? NV_NONE : b->agencies.v[sym];
}

uint32_t nv_book_find(const struct nv_book *b, const struct nv_words *w, size_t at,
                      const char *prefix, size_t *used)
{
    struct nv_buf joined = NV_BUF_INIT;
    size_t ends[NAME_WORDS + 1], n = 0;
    size_t most = b->longest + 1 < NAME_WORDS ? b->longest + 1 : NAME_WORDS;
    uint32_t found = NV_NONE;
    nv_buf_adds(&joined, prefix);
    /* A name goes over commas and dashes, not over semicolons, full stops and brackets. */
    for (; n < most && at + n < w->n; n++) {
        const struct nv_word *v = &w->v[at + n];
        if (n && (v->semicolon || v->stop || v->bracket != w->v[at].bracket))
            break;
        if (joined.len || strcmp(v->folded, "cac") != 0) {
            if (joined.len)
                nv_buf_addc(&joined, ' ');
            nv_buf_adds(&joined, v->folded);
        }
        ends[n] = joined.len;
    }
    for (; n > 0 && found == NV_NONE; n--) {
        if (ends[n - 1] == 0)
            continue;
        joined.len = ends[n - 1];
        joined.data[joined.len] = '\0';
        found = look_up(b, &joined);
        if (found != NV_NONE)
            *used = n;
    }
    nv_buf_free(&joined);
    return found;
}

uint32_t nv_book_whole(const struct nv_book *b, const struct nv_words *w, size_t at, size_t n,
                       const char *suffix)
{
    struct nv_buf joined = NV_BUF_INIT;
    join(w, at, n, &joined);
    if (*suffix)
        nv_buf_addf(&joined, " %s", suffix);
    uint32_t found = look_up(b, &joined);
    nv_buf_free(&joined);
    return found;
}

uint32_t nv_book_nearest(struct nv_book *b, const char *text)
{
    struct nv_buf words = NV_BUF_INIT;
    struct nv_words cut;
    uint32_t best = NV_NONE;
    nv_words_init(&cut, text);
    join(&cut, 0, cut.n, &words);
    nv_words_free(&cut);
    size_t least = words.len / 3 + 1;
    size_t names = words.len && b->suggestions++ < MAX_SUGGESTIONS ? nv_intern_count(b->names) : 0;
    for (size_t i = 0; i < names; i++) {
        const char *name = nv_intern_str(b->names, (uint32_t)i);
        size_t n = strlen(name);
        if (n >= words.len + least || words.len >= n + least)
            continue;
        size_t d = nv_utf8_distance(name, words.data);
        if (d < least) {
            least = d;
            best = b->agencies.v[i];
        }
    }
    nv_buf_free(&words);
    return best;
}

bool nv_book_spans_dash(const struct nv_book *b, const char *before, size_t n, const char *after)
{
    enum { NEAR = 160 };
    if (!b->halves.n)
        return false;
    struct nv_buf left = NV_BUF_INIT, right = NV_BUF_INIT;
    const char *from = n > NEAR ? before + n - NEAR : before;
    while (from > before && ((unsigned char)*from & 0xC0) == 0x80)
        from--;
    char *head = nv_strndup(from, (size_t)(before + n - from)), *tail = nv_strndup(after, NEAR);
    for (size_t k = strlen(tail); k > 0 && nv_utf8_check(tail, k) >= 0; k--)
        tail[k - 1] = '\0';
    nv_words_add(&left, head);
    nv_words_add(&right, tail);
    bool spans = false;
    for (size_t i = 0; i < b->halves.n && !spans; i++) {
        const struct half *h = &b->halves.v[i];
        size_t l = strlen(h->before), r = strlen(h->after);
        spans = left.len >= l && right.len >= r &&
                memcmp(left.data + left.len - l, h->before, l) == 0 &&
                (left.len == l || left.data[left.len - l - 1] == ' ') &&
                memcmp(right.data, h->after, r) == 0 &&
                (right.data[r] == ' ' || right.data[r] == '\0');
    }
    free(head);
    free(tail);
    nv_buf_free(&left);
    nv_buf_free(&right);
    return spans;
}
