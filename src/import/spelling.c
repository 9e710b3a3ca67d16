#include "import/spelling.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/intern.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "import/lexicon.h"
#include "import/syllable.h"
#include "model/snapshot.h"

enum { WORDS = 3, KEY_MAX = WORDS * (NV_SYLLABLE_MAX + 2), PIECES = 4, WORD_BYTES = 128 };

enum kind { RIGHT, ALSO_RIGHT, WRONG };

struct entry {
    const char *exact; /* letters and tones */
    const char *right; /* what to write */
    enum kind kind;
    uint32_t next; /* of the same words without marks */
};

/* A word that was met before: documents have few. */
struct judged {
    bool valid, starts; /* a syllable; the first word of an entry */
};

struct nv_speller {
    const struct nv_snapshot *snapshot;
    struct nv_intern *words, *starts; /* letters and tone; first words of entries, plain */
    NV_VEC(struct judged) judged;     /* by symbol of `words` */
    struct nv_intern *keys;
    NV_VEC(uint32_t) first; /* by symbol */
    NV_VEC(struct entry) entries;
};

/* One word of a text being checked. */
struct word {
    struct nv_syllable y;
    const char *start, *end;
    bool valid, starts; /* as judged */
    bool bound; /* ends a pair that is right: “đầu tư” chủ trì is no “tự chủ” */
    bool told;  /* by itself: no need to tell the pair */
    bool strange; /* cannot be a syllable; told unless a pair tells more */
};

static size_t put(char *to, size_t at, const char *s, size_t n)
{
    memcpy(to + at, s, n);
    to[at + n] = '\0';
    return at + n;
}

/* `n` words as "cai cach", and with marks as "cai4 cach2". False if one of them has strange
 * letters.
 */
static bool keys_of(const struct word *w, size_t n, char plain[KEY_MAX], char exact[KEY_MAX])
{
    size_t p = 0, e = 0;
    for (size_t i = 0; i < n; i++) {
        if (w[i].y.n == 0)
            return false;
        if (i) {
            p = put(plain, p, " ", 1);
            e = put(exact, e, " ", 1);
        }
        p = put(plain, p, w[i].y.plain, w[i].y.n);
        e = put(exact, e, w[i].y.letters, w[i].y.n);
        e = put(exact, e, &w[i].y.tone, 1);
    }
    return true;
}

static void learn(struct nv_speller *sp, const char *text)
{
    struct word w[WORDS];
    char plain[KEY_MAX], exact[KEY_MAX];
    size_t n = 0;
    struct entry e = {.kind = RIGHT, .right = text};
    if (*text == '~') {
        e.kind = ALSO_RIGHT;
        text++;
    }
    const char *right = strchr(text, '>');
    if (right) {
        e.kind = WRONG;
        e.right = right + 1;
    }
    while (n < WORDS && nv_syllable_read(&text, &w[n].y)) {
        n++;
        text += *text == ' ';
    }
    if (!keys_of(w, n, plain, exact))
        return;
    e.exact = nv_strdup(exact);
    nv_intern_add(sp->starts, w[0].y.plain);
    uint32_t sym = nv_intern_add(sp->keys, plain);
    if (sym == sp->first.n)
        nv_vec_push(&sp->first, NV_NONE);
    e.next = sp->first.v[sym];
    sp->first.v[sym] = (uint32_t)sp->entries.n;
    nv_vec_push(&sp->entries, e);
}

struct nv_speller *nv_speller_new(const struct nv_snapshot *s)
{
    struct nv_speller *sp = nv_calloc(1, sizeof *sp);
    sp->snapshot = s;
    sp->keys = nv_intern_new();
    sp->words = nv_intern_new();
    sp->starts = nv_intern_new();
    for (const char *const *l = nv_lexicon(); *l; l++)
        learn(sp, *l);
    return sp;
}

void nv_speller_free(struct nv_speller *sp)
{
    if (!sp)
        return;
    for (size_t i = 0; i < sp->entries.n; i++)
        free((char *)sp->entries.v[i].exact);
    nv_vec_free(&sp->entries);
    nv_vec_free(&sp->first);
    nv_vec_free(&sp->judged);
    nv_intern_free(sp->keys);
    nv_intern_free(sp->words);
    nv_intern_free(sp->starts);
    free(sp);
}

static const struct judged *judge(struct nv_speller *sp, const struct nv_syllable *y)
{
    static const struct judged strange = {false, false};
    char key[NV_SYLLABLE_MAX + 2];
    if (y->n == 0)
        return &strange;
    size_t n = put(key, 0, y->letters, y->n);
    key[n] = (char)(y->tone + (y->first_upper ? 16 : 0)); /* names are judged otherwise */
    key[n + 1] = '\0';
    uint32_t sym = nv_intern_add(sp->words, key);
    if (sym == sp->judged.n)
        nv_vec_push(&sp->judged, (struct judged){nv_syllable_valid(y),
                                                 nv_intern_find(sp->starts, y->plain) != NV_NONE});
    return &sp->judged.v[sym];
}

/* What the words may be; NULL where they are right (told in *known) or unknown. */
static const char *look_up(const struct nv_speller *sp, const struct word *w, size_t n, bool *known)
{
    char plain[KEY_MAX], exact[KEY_MAX];
    const char *maybe = NULL;
    bool marked = false;
    *known = false;
    for (size_t i = 0; i < n; i++)
        marked = marked || w[i].y.marked;
    if (!keys_of(w, n, plain, exact))
        return NULL;
    uint32_t sym = nv_intern_find(sp->keys, plain);
    for (uint32_t i = sym == NV_NONE ? NV_NONE : sp->first.v[sym]; i != NV_NONE;
         i = sp->entries.v[i].next) {
        const struct entry *e = &sp->entries.v[i];
        if (strcmp(e->exact, exact) == 0) {
            *known = e->kind != WRONG;
            return e->kind == WRONG ? e->right : NULL;
        }
        if (e->kind == RIGHT)
            maybe = e->right;
    }
    /* Text without any marks was written so: the marks it lacks say nothing. */
    return marked ? maybe : NULL;
}

static bool read_part(const char *from, const char *to, struct nv_syllable *y)
{
    char part[WORD_BYTES];
    size_t n = (size_t)(to - from);
    if (n >= sizeof part)
        return false;
    memcpy(part, from, n);
    part[n] = '\0';
    const char *p = part;
    return nv_syllable_read(&p, y) && *p == '\0';
}

/* "thựchiện" -> "thực hiện": the word as up to `pieces` syllables, appended to `out`. */
static bool part_words(const char *from, const char *to, unsigned pieces, struct nv_buf *out)
{
    struct nv_syllable y;
    size_t before = out->len;
    if (read_part(from, to, &y) && y.n > 1 && nv_syllable_valid(&y)) {
        nv_buf_add(out, from, (size_t)(to - from));
        return true;
    }
    for (const char *cut = from; pieces > 1 && cut < to; nv_utf8_next(&cut)) {
        if (cut == from || !read_part(from, cut, &y) || y.n < 2 || !nv_syllable_valid(&y))
            continue;
        nv_buf_add(out, from, (size_t)(cut - from));
        nv_buf_addc(out, ' ');
        if (part_words(cut, to, pieces - 1, out))
            return true;
        out->len = before;
    }
    return false;
}

/* The cut that makes a pair which everybody uses: "thực hiện", not "thự chiện". */
static bool part_known(const struct nv_speller *sp, const struct word *w, struct nv_buf *out)
{
    for (const char *cut = w->start; cut < w->end; nv_utf8_next(&cut)) {
        struct word two[2] = {{.start = w->start}, {.start = cut}};
        bool known = false;
        if (cut == w->start || !read_part(w->start, cut, &two[0].y) ||
            !read_part(cut, w->end, &two[1].y))
            continue;
        look_up(sp, two, 2, &known);
        if (!known)
            continue;
        nv_buf_add(out, w->start, (size_t)(cut - w->start));
        nv_buf_addc(out, ' ');
        nv_buf_add(out, cut, (size_t)(w->end - cut));
        return true;
    }
    return false;
}

/* "truờng", "trưòng" -> "trường": the horn that is forgotten most. */
static bool mend_horn(const struct word *w, struct nv_buf *out)
{
    struct nv_syllable y = w->y;
    char *uo = strstr(y.letters, "u5");
    if (!uo)
        uo = strstr(y.letters, "6o");
    if (!uo)
        return false;
    memcpy(uo, "65", 2);
    if (!nv_syllable_valid(&y))
        return false;
    for (const char *p = w->start; p < w->end;) {
        const char *at = p;
        char two[5] = "", *d = two;
        uint32_t cp = nv_utf8_next(&p);
        struct nv_syllable one;
        d += nv_utf8_put(cp, two);
        *d = '\0';
        const char *q = two;
        nv_syllable_read(&q, &one);
        /* Tones of o and ơ in the order none, huyền, sắc, ngã, hỏi, nặng. */
        static const char *const horned[] = {"ơ", "ờ", "ớ", "ỡ", "ở", "ợ"};
        if (one.letters[0] == 'u' && one.tone == '0' && p < w->end)
            nv_buf_adds(out, one.upper ? "Ư" : "ư");
        else if (one.letters[0] == 'o' && one.lower)
            nv_buf_adds(out, horned[one.tone - '0']);
        else
            nv_buf_add(out, at, (size_t)(p - at));
    }
    return true;
}

static bool is_abbreviation(const struct nv_syllable *y)
{
    return y->upper && !y->lower && y->only_d;
}

/* Names of peoples and places of the highlands: Đắk, Krông. */
static bool is_foreign_name(const struct nv_syllable *y)
{
    if (!y->first_upper || y->n < 3)
        return false;
    return y->letters[y->n - 1] == 'k' ||
           (strchr("bcdgkmps7", y->letters[0]) && strchr("rl", y->letters[1]));
}

/* Vân Phong is a bay, no office. */
static bool in_agency_names(const struct nv_speller *sp, const struct word *first,
                            const struct word *last)
{
    size_t n = (size_t)(last->end - first->start);
    for (uint32_t i = 0; i < sp->snapshot->n_agencies; i++) {
        const char *name = sp->snapshot->agencies[i].name;
        if (memmem(name, strlen(name), first->start, n))
            return true;
    }
    return false;
}

static void tell(const struct word *first, const struct word *last, const char *maybe,
                 nv_spelling_fn *found, void *ctx)
{
    char *printed = nv_strndup(first->start, (size_t)(last->end - first->start));
    found(ctx, printed, maybe);
    free(printed);
}

static void check_word(const struct nv_speller *sp, struct word *w, nv_spelling_fn *found,
                       void *ctx)
{
    static const char *const capitals[][2] = {
        {"BCD", "BCĐ"}, {"HDND", "HĐND"}, {"VBDT", "VBĐT"}, {"CDS", "CĐS"}};
    struct nv_buf maybe = NV_BUF_INIT;
    size_t n = (size_t)(w->end - w->start);
    for (size_t i = 0; !w->y.marked && !w->y.lower && i < sizeof capitals / sizeof *capitals; i++) {
        size_t len = strlen(capitals[i][0]);
        if (n < len || memcmp(w->start, capitals[i][0], len) != 0)
            continue;
        nv_buf_addf(&maybe, "%s%.*s", capitals[i][1], (int)(n - len), w->start + len);
        tell(w, w, maybe.data, found, ctx);
    }
    if (w->y.marked && !w->valid && !is_abbreviation(&w->y) && !is_foreign_name(&w->y) &&
        !in_agency_names(sp, w, w)) {
        bool mended = mend_horn(w, &maybe) || part_known(sp, w, &maybe);
        for (unsigned k = 2; k <= PIECES && !mended; k++)
            mended = part_words(w->start, w->end, k, &maybe);
        if (mended)
            tell(w, w, maybe.data, found, ctx);
        w->told = mended;
        w->strange = !mended;
    }
    nv_buf_free(&maybe);
}

/* Letters beside a digit, '&' or '@' are part of a number or a name. */
static bool stands_alone(const char *text, const struct word *w)
{
    char before = w->start > text ? w->start[-1] : ' ', after = *w->end;
    return !strchr("0123456789&@_", before) && (!after || !strchr("0123456789&@_", after));
}

/* The last words of a text, while it is read. */
struct window {
    struct word v[WORDS];
    size_t n;
    nv_spelling_fn *found;
    void *ctx;
};

static void tell_strange(struct window *w, size_t i)
{
    if (w->v[i].strange)
        tell(&w->v[i], &w->v[i], NULL, w->found, w->ctx);
    w->v[i].strange = false;
}

static void forget(struct window *w)
{
    if (w->n)
        tell_strange(w, w->n - 1);
    w->n = 0;
}

/* The two and three words that end with the last one. */
static void check_ends(const struct nv_speller *sp, struct window *w)
{
    struct word *last = &w->v[w->n - 1];
    for (size_t k = 2; k <= w->n; k++) {
        struct word *first = last + 1 - k;
        bool known;
        if (!first->starts)
            continue;
        const char *maybe = look_up(sp, first, k, &known);
        last->bound = last->bound || known;
        if (!maybe || first->bound || first->told || last->told || in_agency_names(sp, first, last))
            continue;
        tell(first, last, maybe, w->found, w->ctx);
        first->strange = last->strange = false;
        return;
    }
}

void nv_speller_check(struct nv_speller *sp, const char *text, nv_spelling_fn *found, void *ctx)
{
    struct window w = {.found = found, .ctx = ctx};
    for (const char *p = text; *p;) {
        struct word next = {.start = p};
        if (!nv_syllable_read(&p, &next.y)) {
            nv_utf8_next(&p);
            if (next.start[0] != ' ' || *p == ' ')
                forget(&w);
            continue;
        }
        next.end = p;
        const struct judged *j = judge(sp, &next.y);
        next.valid = j->valid;
        next.starts = j->starts;
        if (w.n == WORDS)
            memmove(w.v, w.v + 1, --w.n * sizeof *w.v);
        w.v[w.n++] = next;
        if (stands_alone(text, &next))
            check_word(sp, &w.v[w.n - 1], found, ctx);
        check_ends(sp, &w);
        if (w.n > 1)
            tell_strange(&w, w.n - 2);
    }
    forget(&w);
}
