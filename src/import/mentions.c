#include "import/mentions.h"

#include <string.h>

#include "base/intern.h"
#include "import/verbs.h"

static bool is(const struct nv_words *w, size_t at, const char *word)
{
    return at < w->n && strcmp(w->v[at].folded, word) == 0;
}

static bool is_joint(const struct nv_words *w, size_t at)
{
    return is(w, at, "va") || is(w, at, "voi") || is(w, at, "cung") || is(w, at, "hoac");
}

static bool is_verb(const struct nv_words *w, size_t at)
{
    size_t n;
    return nv_verb_at(w, at, &n) != NV_VERB_NONE;
}

/* A mark that ends an element of a list. */
static bool is_parted(const struct nv_words *w, size_t at)
{
    const struct nv_word *v = &w->v[at];
    return v->comma || v->semicolon || v->stop || v->colon;
}

/* "Các Sở: Nội vụ, Tài chính", "UBND các huyện: Vạn Ninh, …": what each element begins with.
 * Returns the words taken. */
static size_t shared_prefix(const struct nv_words *w, size_t at, size_t to, const char **prefix)
{
    static const struct {
        const char *words[3];
        const char *prefix;
    } shared[] = {{{"cac", "so"}, "so"},
                  {{"ubnd", "cac", "huyen"}, "ubnd huyen"},
                  {{"ubnd", "cac", "xa"}, "ubnd xa"},
                  {{"ubnd", "cac", "phuong"}, "ubnd phuong"},
                  {{"ubnd", "cac", "tinh"}, "ubnd tinh"}};
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        size_t n = 0;
        while (n < 3 && shared[i].words[n] && at + n < to && is(w, at + n, shared[i].words[n]))
            n++;
        if (n == 3 || !shared[i].words[n])
            if (at + n < to && (w->v[at + n].colon || w->v[at + n].upper)) {
                *prefix = shared[i].prefix;
                return n;
            }
    }
    return 0;
}

/* True if a name that nobody knows may begin at word `at`: "các …", "Sở …", "Ban …". */
static bool begins_agency(const struct nv_words *w, size_t at)
{
    static const char *const begins[] = {"cac", "so",    "ubnd", "ban", "van", "cong",
                                         "hoi", "phong", "chi",  "cuc", "bo",  "trung"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (is(w, at, begins[i]))
            return true;
    return false;
}

/* An agency that is not known ends at a mark, a verb, or an "và" before what looks like another. */
static size_t unknown_length(const struct nv_book *book, const struct nv_words *w, size_t at,
                             size_t to)
{
    size_t n = 1, used;
    for (; at + n < to; n++) {
        size_t k = at + n;
        if (is_parted(w, k) || w->v[k].dash || is_verb(w, k) || w->v[k].bracket != w->v[at].bracket)
            break;
        if (!is_joint(w, k) || k + 1 >= to)
            continue;
        if (nv_book_find(book, w, k + 1, "", &used) != NV_NONE)
            break;
        if (begins_agency(w, k + 1))
            return n;
    }
    return n;
}

/* Words after a name up to the next mark, joint or verb. */
static size_t rest_length(const struct nv_words *w, size_t at, size_t to)
{
    size_t n = 0;
    while (at + n < to && !is_parted(w, at + n) && !is_joint(w, at + n) && !is_verb(w, at + n) &&
           !w->v[at + n].bracket && !w->v[at + n].dash)
        n++;
    return n;
}

/* True if the words that follow a known name make it another one: "Sở Nội vụ tỉnh Bình Thuận". */
static bool changes_name(const struct nv_words *w, size_t at)
{
    static const char *const places[] = {"tinh", "thanh",  "huyen", "cap",   "quan",
                                         "xa",   "phuong", "thi",   "trung", "khu"};
    if (w->v[at].upper)
        return true;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (is(w, at, places[i]))
            return true;
    return false;
}

/* What explains a name: "(VCCI)", " - Thường trực Ban …". */
static size_t skip_aside(const struct nv_words *w, size_t at, size_t to)
{
    if (at < to && w->v[at].dash && !w->v[at].comma)
        while (at < to && !is_parted(w, at) && !is_verb(w, at))
            at++;
    while (at < to && w->v[at].bracket)
        at++;
    return at;
}

/* "Sở Tài chính và Thể thao" is not "Sở Tài chính": the words an "và" adds to a name, with it. */
static size_t joined_length(const struct nv_book *book, const struct nv_words *w, size_t at,
                            size_t to, const char *prefix)
{
    size_t used;
    if (at + 1 >= to || !is(w, at, "va") || w->v[at].comma || !w->v[at + 1].upper ||
        begins_agency(w, at + 1) || nv_book_find(book, w, at + 1, "", &used) != NV_NONE ||
        (*prefix && nv_book_find(book, w, at + 1, prefix, &used) != NV_NONE))
        return 0;
    return 1 + unknown_length(book, w, at + 1, to);
}

static struct nv_mention read_one(const struct nv_book *book, const struct nv_words *w, size_t at,
                                  size_t to, const char *prefix)
{
    struct nv_mention m = {.agency = NV_NONE, .at = at};
    m.agency = nv_book_find(book, w, at, "", &m.n);
    if (m.agency == NV_NONE && *prefix && w->v[at].upper) /* “xây dựng” is no Sở Xây dựng */
        m.agency = nv_book_find(book, w, at, prefix, &m.n);
    if (m.agency == NV_NONE || at + m.n > to) {
        m.agency = NV_NONE;
        m.n = unknown_length(book, w, at, to);
        return m;
    }
    m.rest = rest_length(w, at + m.n, to);
    if (m.rest && changes_name(w, at + m.n)) {
        m.agency = NV_NONE;
        m.n += m.rest;
        m.rest = 0;
    }
    const char *shared = *prefix ? prefix : is(w, at + is(w, at, "cac"), "so") ? "so" : "";
    size_t more = joined_length(book, w, at + m.n + m.rest, to, shared);
    if (more) {
        m.agency = NV_NONE;
        m.n += m.rest + more;
        m.rest = 0;
    }
    return m;
}

/* "các sở, ngành, hiệp hội có liên quan": what stands at the end holds for all of the list. */
static void spread_related(const struct nv_book *book, const struct nv_words *w,
                           struct nv_mention_list *out, size_t first)
{
    const struct nv_mention *last = nv_vec_last(&out->list);
    if (last->n == 0 || strcmp(w->v[last->at + last->n - 1].folded, "lien quan") != 0 ||
        is(w, last->at, "cac"))
        return;
    for (size_t i = out->list.n - 1; i-- > first;) {
        struct nv_mention *m = &out->list.v[i];
        if (!w->v[m[1].at].comma || is_joint(w, m[1].at - 1))
            return;
        uint32_t related = nv_book_whole(book, w, m->at, m->n, "lien quan");
        if (related != NV_NONE)
            m->agency = related;
        if (is(w, m->at, "cac"))
            return;
    }
}

size_t nv_mentions_read(const struct nv_book *book, const struct nv_words *w, size_t at, size_t to,
                        bool strict, struct nv_mention_list *out)
{
    const char *prefix = "";
    size_t first = out->list.n, used;
    while (at < to) {
        while (at < to && is_joint(w, at))
            at++;
        if (at >= to)
            break;
        uint32_t known = nv_book_find(book, w, at, "", &used);
        size_t shared = known == NV_NONE ? shared_prefix(w, at, to, &prefix) : 0;
        at += shared;
        if (at >= to ||
            (known == NV_NONE && !shared && is_verb(w, at) && !(*prefix && w->v[at].upper)))
            break;
        struct nv_mention m = read_one(book, w, at, to, prefix);
        if (m.agency == NV_NONE && (strict || is_verb(w, at)))
            break;
        if (m.agency != NV_NONE && is(w, at + is(w, at, "cac"), "so"))
            prefix = "so";
        nv_vec_push(&out->list, m);
        at = skip_aside(w, at + m.n + m.rest, to);
        if (out->list.n > first && at <= to)
            spread_related(book, w, out, first);
        if (at >= to || (!w->v[at].comma && !is_joint(w, at)))
            break;
    }
    return at;
}
