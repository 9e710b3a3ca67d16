#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "calendar/period.h"
#include "calendar/phrase.h"
#include "calendar/stage.h"

enum { ELEMENTS_MAX = 24 };

enum bound { BOUND_NONE, BOUND_BEFORE, BOUND_BY, BOUND_FROM, BOUND_AFTER };
enum join { JOIN_ONE, JOIN_LIST, JOIN_RANGE, JOIN_OPEN };

struct reading {
    enum bound bound;
    enum join join;
    size_t n;
    struct nv_period v[ELEMENTS_MAX];
    struct nv_span span[ELEMENTS_MAX];
    char end[NV_STAGE_SLUG]; /* the event that closes an open range */
};

static void eat_vague(struct nv_phrase *ph)
{
    static const char *const vague[] = {"phan dau", "du kien", "khoang", "co ban", NULL};
    static const char *const plain[] = {"thoi han",        "han cuoi", "han chot", "thoi gian",
                                        "ngay trong",      "tien do",  "xong",     "trong khoang",
                                        "trong thoi gian", "vao",      NULL};
    for (;;) {
        if (nv_phrase_eat_any(ph, vague))
            ph->flags |= NV_DL_SOFT;
        else if (!nv_phrase_eat_any(ph, plain) && !nv_phrase_eat_punct(ph, ':'))
            return;
    }
}

static enum bound eat_bound(struct nv_phrase *ph)
{
    static const char *const latest[] = {"cham nhat", "muon nhat",      "tre nhat",
                                         "khong qua", "khong muon hon", "khong cham hon",
                                         NULL};
    static const char *const by[] = {"tu nay den het", "tu nay den", "den het", "den", "het", NULL};
    if (nv_phrase_eat_punct(ph, '<'))
        return nv_phrase_eat_punct(ph, '=') ? BOUND_BY : BOUND_BEFORE;
    bool bounded = nv_phrase_eat_any(ph, latest);
    if (bounded) {
        nv_phrase_eat(ph, "la");
        nv_phrase_eat(ph, "vao");
        nv_phrase_eat(ph, "trong");
    }
    if (nv_phrase_eat(ph, "truoc"))
        return BOUND_BEFORE;
    if (nv_phrase_eat_any(ph, by) || bounded)
        return BOUND_BY;
    if (nv_phrase_eat(ph, "ke tu") || nv_phrase_eat(ph, "bat dau tu") || nv_phrase_eat(ph, "tu"))
        return BOUND_FROM;
    if (nv_phrase_eat(ph, "sau"))
        return BOUND_AFTER;
    nv_phrase_eat(ph, "trong");
    return BOUND_NONE;
}

/* "17 giờ 00 phút ngày", "17h00 ngày": a deadline is a day, so the hour is told as vague. */
static bool eat_hour(struct nv_phrase *ph)
{
    const struct nv_token *hour = nv_phrase_peek(ph, 0), *word = nv_phrase_peek(ph, 1);
    size_t n = 2;
    if (hour->type != NV_TOKEN_NUMBER || hour->number > 24 || word->type != NV_TOKEN_WORD)
        return false;
    if (strcmp(word->word, "gio") == 0 || strcmp(word->word, "h") == 0) {
        n += nv_phrase_peek(ph, n)->type == NV_TOKEN_NUMBER;
        n += nv_phrase_sees(ph, n, "phut");
    } else if (word->word[0] != 'h' || word->word[1 + strspn(word->word + 1, "0123456789")])
        return false;
    n += nv_phrase_sees_punct(ph, n, ',');
    if (!nv_phrase_sees(ph, n, "ngay") || nv_phrase_peek(ph, n + 1)->type != NV_TOKEN_NUMBER)
        return false;
    ph->at += n;
    ph->flags |= NV_DL_SOFT;
    return true;
}

static size_t sees_separator(const struct nv_phrase *ph)
{
    size_t n = nv_phrase_sees_punct(ph, 0, ',') || nv_phrase_sees_punct(ph, 0, '&') ||
               nv_phrase_sees_punct(ph, 0, '+');
    return n + nv_phrase_sees(ph, n, "va");
}

static bool sees_range(const struct nv_phrase *ph, size_t *n)
{
    if (nv_phrase_sees_punct(ph, 0, '-'))
        *n = 1;
    else if (nv_phrase_sees_punct(ph, 0, '.') && nv_phrase_sees_punct(ph, 1, '.'))
        *n = 2;
    else
        *n = nv_phrase_sees(ph, 0, "den");
    if (*n)
        *n += nv_phrase_sees(ph, *n, "het");
    return *n > 0;
}

/* "và các năm tiếp theo", "trở đi", "..": the period has no end. */
static bool eat_open_end(struct nv_phrase *ph)
{
    static const char *const words[] = {"va cac nam tiep theo",
                                        "va nhung nam tiep theo",
                                        "va cac nam sau",
                                        "va cac nam ke tiep",
                                        "va cac quy tiep theo",
                                        "va cac thang tiep theo",
                                        "va nhung nam sau",
                                        "va nam tiep theo",
                                        "tro di",
                                        NULL};
    if (nv_phrase_sees_punct(ph, 0, '.') && nv_phrase_sees_punct(ph, 1, '.') &&
        (nv_phrase_peek(ph, 2)->type == NV_TOKEN_END || nv_phrase_sees_punct(ph, 2, ';'))) {
        ph->at += 2;
        return true;
    }
    return nv_phrase_eat_any(ph, words);
}

static int read_range_end(struct nv_phrase *ph, struct reading *r, size_t skip)
{
    size_t from = ph->at;
    ph->at += skip;
    nv_phrase_eat(ph, "cuoi cung");
    if (nv_phrase_eat(ph, "khi") || nv_phrase_eat(ph, "luc")) {
        r->join = JOIN_OPEN;
        int rc = nv_stage_free_words(ph, r->end);
        return rc ? rc : nv_phrase_refuse(ph, from, ph->at, "thiếu sự kiện kết thúc");
    }
    size_t value = nv_stage_slug(ph, "after:", r->end);
    if (value) {
        r->join = JOIN_OPEN;
        ph->at += value;
        return 1;
    }
    int rc = nv_period_read(ph, &r->v[0], &r->v[1]);
    if (rc == 0 && nv_phrase_peek(ph, 0)->type == NV_TOKEN_NUMBER)
        return nv_phrase_refuse(ph, r->v[0].from, ph->at + 1, "không phải là khoảng thời gian");
    if (rc <= 0) {
        ph->at = from;
        return rc;
    }
    r->join = JOIN_RANGE;
    r->n = 2;
    return 1;
}

/* Values repeat the sign of a bounded list: "<2025-06-15,<2025-12-15". */
static void eat_same_sign(struct nv_phrase *ph, enum bound bound)
{
    bool by = nv_phrase_sees_punct(ph, 1, '=');
    if (nv_phrase_sees_punct(ph, 0, '<') && bound == (by ? BOUND_BY : BOUND_BEFORE))
        ph->at += 1 + by;
}

static int read_list(struct nv_phrase *ph, struct reading *r)
{
    for (size_t skip; (skip = sees_separator(ph));) {
        size_t from = ph->at;
        if (r->n == ELEMENTS_MAX)
            return nv_phrase_refuse(ph, r->v[0].from, ph->at, "quá %d mốc trong một thời hạn",
                                    ELEMENTS_MAX);
        ph->at += skip;
        eat_same_sign(ph, r->bound);
        bool trong = nv_phrase_eat(ph, "trong");
        int rc = nv_period_read(ph, &r->v[r->n - 1], &r->v[r->n]);
        if (rc < 0)
            return rc;
        /* "Tháng 01/2025, trong năm 2025" are two stages, not two milestones of one kind. */
        if (rc == 0 || (trong && r->v[r->n].unit != r->v[0].unit)) {
            ph->at = from;
            break;
        }
        r->join = JOIN_LIST;
        r->n++;
    }
    return 1;
}

static int read_elements(struct nv_phrase *ph, struct reading *r)
{
    static const char *const eras[] = {
        "giai doan", "trong giai doan", "cac nam", "nhung nam", "trong cac nam", "ca", NULL};
    nv_phrase_eat_any(ph, eras);
    int rc = nv_period_read(ph, NULL, &r->v[0]);
    if (rc <= 0)
        return rc;
    r->n = 1;
    size_t skip;
    if (r->bound != BOUND_BEFORE && r->bound != BOUND_BY && eat_open_end(ph))
        r->join = JOIN_OPEN;
    else if (r->bound != BOUND_BEFORE && r->bound != BOUND_BY && sees_range(ph, &skip))
        rc = read_range_end(ph, r, skip);
    else
        rc = read_list(ph, r);
    if (rc >= 0 && r->join == JOIN_RANGE && r->n == 2 && sees_separator(ph)) {
        struct nv_period extra;
        size_t from = ph->at;
        ph->at += sees_separator(ph);
        if (nv_period_read(ph, &r->v[1], &extra) != 0)
            return nv_phrase_refuse(ph, r->v[0].from, ph->at,
                                    "không viết khoảng thời gian lẫn với danh sách mốc");
        ph->at = from;
    }
    return rc < 0 ? rc : 1;
}

static bool needs_month(const struct nv_period *p)
{
    return p->unit == NV_UNIT_DAY && !p->month;
}

/* What an element leaves out the next one tells ("18 - 26/9", "Quý II, III/2025"), else the one
 * before it ("Từ tháng 2/2025 đến tháng 11"), else the plan. */
static int complete(struct nv_phrase *ph, struct reading *r)
{
    for (size_t i = r->n; i-- > 1;) {
        if (!r->v[i - 1].year)
            r->v[i - 1].year = r->v[i].year;
        if (needs_month(&r->v[i - 1]) && r->v[i].unit == NV_UNIT_DAY)
            r->v[i - 1].month = r->v[i].month;
    }
    for (size_t i = 0; i < r->n; i++) {
        struct nv_period *p = &r->v[i];
        if (needs_month(p))
            return nv_phrase_refuse(ph, p->from, p->to, "ngày này thiếu tháng, như 15/6/2025");
        if (!p->year && i)
            p->year = r->v[i - 1].year;
        if (p->year)
            continue;
        if (ph->year < 1)
            return nv_phrase_refuse(ph, p->from, p->to, "thiếu năm, như Quý I/2025");
        p->year = ph->year;
        ph->flags |= NV_DL_YEAR_ASSUMED;
    }
    return 0;
}

static int resolve(struct nv_phrase *ph, struct reading *r)
{
    int rc = complete(ph, r);
    for (size_t i = 0; rc == 0 && i < r->n; i++)
        rc = nv_period_span(ph, &r->v[i], &r->span[i]);
    bool range = r->join == JOIN_RANGE; /* "từ quý II đến hết năm 2025" */
    for (size_t i = 1; rc == 0 && i < r->n; i++)
        if (range ? r->span[i].last_day < r->span[i - 1].last_day
                  : r->span[i].first_day < r->span[i - 1].first_day ||
                        r->span[i].last_day <= r->span[i - 1].last_day)
            rc = nv_phrase_refuse(ph, r->v[0].from, r->v[r->n - 1].to,
                                  "các mốc phải theo thứ tự thời gian, mốc sau muộn hơn mốc trước");
    return rc;
}

static const char *sign_of(const struct reading *r)
{
    return r->bound == BOUND_BEFORE ? "<" : r->bound == BOUND_BY ? "<=" : "";
}

static int fill_list(struct nv_phrase *ph, const struct reading *r, struct nv_deadline *out)
{
    const struct nv_span *last = &r->span[r->n - 1];
    bool before = r->bound == BOUND_BEFORE;
    out->kind = NV_DL_LIST;
    out->first_day -= before;
    out->last_day = before ? last->first_day - 1 : last->last_day;
    bool fits = true;
    for (size_t i = 0; i < r->n; i++)
        fits = fits && nv_stage_add_value(out, i ? "," : "", sign_of(r)) &&
               nv_stage_add_value(out, "", r->span[i].value);
    if (!fits)
        return nv_phrase_refuse(ph, r->v[0].from, r->v[r->n - 1].to,
                                "quá nhiều mốc trong một thời hạn; hãy tách thành nhiều sản phẩm");
    return 1;
}

static void fill_range(const struct reading *r, struct nv_deadline *out)
{
    out->kind = NV_DL_RANGE;
    out->last_day = r->span[1].last_day;
    nv_fmt(out->value, sizeof out->value, "%s..%s", r->span[0].value, r->span[1].value);
}

static void fill_open(const struct reading *r, struct nv_deadline *out)
{
    out->kind = NV_DL_OPEN_RANGE;
    out->last_day = NV_DAY_NONE;
    nv_fmt(out->value, sizeof out->value, "%s..%s%s", r->span[0].value, *r->end ? "after:" : "",
           r->end);
}

static int fill_one(const struct reading *r, struct nv_deadline *out)
{
    const struct nv_span *s = &r->span[0];
    out->kind = s->kind;
    out->last_day = s->last_day;
    if (r->bound == BOUND_BEFORE)
        out->first_day = out->last_day = s->first_day - 1;
    nv_fmt(out->value, sizeof out->value, "%s%s", sign_of(r), s->value);
    return 1;
}

static int fill(struct nv_phrase *ph, const struct reading *r, struct nv_deadline *out)
{
    out->first_day = r->span[0].first_day;
    for (size_t i = 0; i < r->n; i++)
        if (r->bound == BOUND_BEFORE && r->v[i].part != NV_PART_WHOLE)
            return nv_phrase_refuse(ph, r->v[i].from, r->v[i].to,
                                    "“trước” phải đi với ngày, tháng, quý hoặc năm cụ thể");
    if (r->bound == BOUND_AFTER && r->join == JOIN_ONE) {
        char day[NV_DAY_TEXT];
        out->kind = NV_DL_OPEN_RANGE;
        out->first_day = r->span[0].last_day + 1;
        out->last_day = NV_DAY_NONE;
        nv_fmt(out->value, sizeof out->value, "%s..", nv_day_iso(out->first_day, day));
        return 1;
    }
    if (r->bound == BOUND_AFTER)
        return nv_phrase_refuse(ph, r->v[0].from, r->v[r->n - 1].to, "“sau” chỉ viết với một mốc");
    switch (r->join) {
    case JOIN_LIST:
        if (r->bound == BOUND_FROM)
            return nv_phrase_refuse(ph, r->v[0].from, r->v[r->n - 1].to,
                                    "sau “từ” chỉ viết một mốc hoặc “từ … đến …”");
        return fill_list(ph, r, out);
    case JOIN_RANGE:
        fill_range(r, out);
        return 1;
    case JOIN_OPEN:
        fill_open(r, out);
        return 1;
    default:
        if (r->bound == BOUND_FROM) {
            fill_open(r, out);
            return 1;
        }
        return fill_one(r, out);
    }
}

int nv_stage_time(struct nv_phrase *ph, struct nv_deadline *out)
{
    size_t from = ph->at;
    unsigned flags = ph->flags;
    struct reading r = {.bound = BOUND_NONE};
    eat_vague(ph);
    r.bound = eat_bound(ph);
    eat_vague(ph);
    if ((r.bound == BOUND_NONE || r.bound == BOUND_BEFORE || r.bound == BOUND_BY) && eat_hour(ph))
        r.bound = BOUND_BY;
    int rc = read_elements(ph, &r);
    if (rc == 0) {
        ph->at = from;
        ph->flags = flags;
    }
    if (rc <= 0)
        return rc;
    rc = resolve(ph, &r);
    if (rc < 0)
        return rc;
    memset(out, 0, sizeof *out);
    return fill(ph, &r, out);
}
