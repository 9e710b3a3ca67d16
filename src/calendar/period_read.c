#include <string.h>

#include "base/err.h"
#include "calendar/day.h"
#include "calendar/period.h"
#include "calendar/phrase.h"
#include "calendar/workdays.h"

/* Numbers with leading zeros are read ("05", "06 tháng"), three digits never ("Tháng 012"). */
static bool is_short(const struct nv_token *t)
{
    return t->type == NV_TOKEN_NUMBER && t->digits <= 2;
}

static bool is_year(const struct nv_token *t)
{
    return t->type == NV_TOKEN_NUMBER && t->digits == 4;
}

static bool tight(const struct nv_phrase *ph, size_t ahead)
{
    return !nv_phrase_peek(ph, ahead)->spaced;
}

static int take_year(struct nv_phrase *ph, size_t from, int *year)
{
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    ph->at++;
    if (!is_year(t))
        return nv_phrase_refuse(ph, from, ph->at, "năm phải viết đủ bốn chữ số, như 2025");
    if (t->number < NV_WORKDAYS_FIRST_YEAR || t->number > NV_WORKDAYS_LAST_YEAR)
        return nv_phrase_refuse(ph, from, ph->at, "năm phải từ %d đến %d", NV_WORKDAYS_FIRST_YEAR,
                                NV_WORKDAYS_LAST_YEAR);
    *year = t->number;
    return 1;
}

/* "/2025", "-2025", "năm 2025", "của năm 2025", ", năm 2025" after a month, quarter or day. */
static int take_year_suffix(struct nv_phrase *ph, size_t from, int *year)
{
    size_t skip = 0;
    if (nv_phrase_sees_punct(ph, 0, '/') && nv_phrase_peek(ph, 1)->type == NV_TOKEN_NUMBER)
        skip = 1;
    else if (nv_phrase_sees_punct(ph, 0, '-') && is_year(nv_phrase_peek(ph, 1)) &&
             !nv_phrase_sees_punct(ph, 2, '-'))
        skip = 1;
    else {
        size_t lead = nv_phrase_sees(ph, 0, "cua") || nv_phrase_sees_punct(ph, 0, ',');
        if (nv_phrase_sees(ph, lead, "nam") &&
            nv_phrase_peek(ph, lead + 1)->type == NV_TOKEN_NUMBER)
            skip = lead + 1;
    }
    if (!skip)
        return 0;
    ph->at += skip;
    return take_year(ph, from, year);
}

static int take_month(struct nv_phrase *ph, size_t from, int *month)
{
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    ph->at++;
    if (!is_short(t) || t->number < 1 || t->number > 12)
        return nv_phrase_refuse(ph, from, ph->at,
                                "tháng phải là số từ 1 đến 12, viết bằng một hoặc hai chữ số");
    *month = t->number;
    return 1;
}

static int take_day_number(struct nv_phrase *ph, size_t from, int *day)
{
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    ph->at++;
    if (!is_short(t) || t->number < 1 || t->number > 31)
        return nv_phrase_refuse(ph, from, ph->at,
                                "ngày phải là số từ 1 đến 31, viết bằng một hoặc hai chữ số");
    *day = t->number;
    return 1;
}

/* 0 where the token is no number of a quarter; `looks` tells that it tries to be one ("V"). */
static int quarter_of(const struct nv_token *t, bool *looks)
{
    static const char *const roman[] = {"i", "ii", "iii", "iv", "ⅰ", "ⅱ", "ⅲ", "ⅳ"};
    *looks = t->type == NV_TOKEN_NUMBER ||
             (t->type == NV_TOKEN_WORD && t->word[strspn(t->word, "ivxl1")] == '\0');
    for (int i = 0; i < 8; i++)
        if (strcmp(t->word, roman[i]) == 0)
            return i % 4 + 1;
    return t->type == NV_TOKEN_NUMBER && t->digits <= 2 && t->number <= 4 ? t->number : 0;
}

bool nv_period_sees_quarter(const struct nv_phrase *ph, size_t ahead)
{
    bool looks;
    return quarter_of(nv_phrase_peek(ph, ahead), &looks) > 0;
}

static int take_quarter(struct nv_phrase *ph, size_t from, struct nv_period *out)
{
    bool looks;
    out->unit = NV_UNIT_QUARTER;
    out->n = quarter_of(nv_phrase_peek(ph, 0), &looks);
    if (!out->n && !looks)
        return 0;
    ph->at++;
    if (!out->n)
        return nv_phrase_refuse(ph, from, ph->at, "chỉ có Quý I, Quý II, Quý III và Quý IV");
    return take_year_suffix(ph, from, &out->year) < 0 ? -NV_ESYNTAX : 1;
}

static int take_month_period(struct nv_phrase *ph, size_t from, struct nv_period *out)
{
    out->unit = NV_UNIT_MONTH;
    if (take_month(ph, from, &out->month) < 0)
        return -NV_ESYNTAX;
    return take_year_suffix(ph, from, &out->year) < 0 ? -NV_ESYNTAX : 1;
}

/* D/M, D/M/Y, D.M.Y, D-M-Y, M/Y, M-Y, "D tháng M": the cursor is on a number of one or two digits.
 * A number alone is a day of the month that the next element of the range or list names. */
static int take_numeric(struct nv_phrase *ph, size_t from, struct nv_period *out)
{
    bool slash = nv_phrase_sees_punct(ph, 1, '/');
    bool dot = nv_phrase_sees_punct(ph, 1, '.') && tight(ph, 1) && tight(ph, 2);
    bool dash = nv_phrase_sees_punct(ph, 1, '-') && tight(ph, 1) && tight(ph, 2);
    const struct nv_token *second = nv_phrase_peek(ph, 2);
    bool whole = nv_phrase_peek(ph, 3)->punct == nv_phrase_peek(ph, 1)->punct &&
                 nv_phrase_peek(ph, 4)->type == NV_TOKEN_NUMBER;
    out->unit = NV_UNIT_DAY;
    if ((slash || dot || dash) && is_year(second)) {
        if (take_month(ph, from, &out->month) < 0)
            return -NV_ESYNTAX;
        out->unit = NV_UNIT_MONTH;
        ph->at++;
        return take_year(ph, from, &out->year);
    }
    if (take_day_number(ph, from, &out->n) < 0)
        return -NV_ESYNTAX;
    if ((slash && second->type == NV_TOKEN_NUMBER) || ((dot || dash) && whole)) {
        ph->at++;
        if (take_month(ph, from, &out->month) < 0)
            return -NV_ESYNTAX;
        if (whole && !slash) {
            ph->at++;
            return take_year(ph, from, &out->year);
        }
        return take_year_suffix(ph, from, &out->year) < 0 ? -NV_ESYNTAX : 1;
    }
    if (nv_phrase_sees(ph, 0, "thang") && nv_phrase_peek(ph, 1)->type == NV_TOKEN_NUMBER) {
        ph->at++;
        if (take_month(ph, from, &out->month) < 0)
            return -NV_ESYNTAX;
        return take_year_suffix(ph, from, &out->year) < 0 ? -NV_ESYNTAX : 1;
    }
    return 1;
}

/* "..2025-09" behind "2025-01": months of one year, which may stand in a list. */
static bool eat_months_end(struct nv_phrase *ph, struct nv_period *out)
{
    for (size_t i = 0; i < 5; i++)
        if (!tight(ph, i))
            return false;
    const struct nv_token *month = nv_phrase_peek(ph, 4);
    if (!nv_phrase_sees_punct(ph, 0, '.') || !nv_phrase_sees_punct(ph, 1, '.') ||
        nv_phrase_peek(ph, 2)->number != out->year || !nv_phrase_sees_punct(ph, 3, '-') ||
        month->type != NV_TOKEN_NUMBER || month->digits != 2 || month->number <= out->month ||
        month->number > 12 || (nv_phrase_sees_punct(ph, 5, '-') && tight(ph, 5)))
        return false;
    ph->at += 5;
    out->unit = NV_UNIT_MONTHS;
    out->n = month->number;
    return true;
}

/* What follows "2025-": 03, 03-31, 05-W2, Q1, H1. */
static int take_iso(struct nv_phrase *ph, size_t from, struct nv_period *out)
{
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    ph->at++;
    if (t->type == NV_TOKEN_WORD) {
        int n = t->word[1] - '0';
        bool quarter = t->word[0] == 'q';
        out->unit = quarter ? NV_UNIT_QUARTER : NV_UNIT_HALF;
        out->n = n;
        if (strlen(t->word) == 2 && n >= 1 && n <= (quarter ? 4 : 2))
            return 1;
        return nv_phrase_refuse(ph, from, ph->at,
                                "quý viết từ 2025-Q1 đến 2025-Q4, sáu tháng 2025-H1 hoặc 2025-H2");
    }
    ph->at--;
    if (t->digits != 2)
        return nv_phrase_refuse(ph, from, ph->at + 1, "tháng viết bằng hai chữ số, như 2025-03");
    out->unit = NV_UNIT_MONTH;
    if (take_month(ph, from, &out->month) < 0)
        return -NV_ESYNTAX;
    if (eat_months_end(ph, out) || !nv_phrase_sees_punct(ph, 0, '-') || !tight(ph, 0) ||
        !tight(ph, 1))
        return 1;
    t = nv_phrase_peek(ph, 1);
    if (t->type == NV_TOKEN_WORD && t->word[0] == 'w' && strlen(t->word) == 2 &&
        strchr("l12345", t->word[1])) {
        ph->at += 2;
        out->unit = NV_UNIT_WEEK;
        out->n = t->word[1] == 'l' ? 0 : t->word[1] - '0';
        return 1;
    }
    if (t->type != NV_TOKEN_NUMBER)
        return 1;
    ph->at++;
    out->unit = NV_UNIT_DAY;
    if (t->digits != 2)
        return nv_phrase_refuse(ph, from, ph->at + 1, "ngày viết bằng hai chữ số, như 2025-03-31");
    if (take_day_number(ph, from, &out->n) < 0)
        return -NV_ESYNTAX;
    /* Office programs leave midnight behind a date: 2026-09-30T00:00:00. */
    if (strcmp(nv_phrase_peek(ph, 0)->word, "t00") == 0 && nv_phrase_sees_punct(ph, 1, ':') &&
        strcmp(nv_phrase_peek(ph, 2)->word, "00") == 0 && nv_phrase_sees_punct(ph, 3, ':') &&
        strcmp(nv_phrase_peek(ph, 4)->word, "00") == 0)
        ph->at += 5;
    return 1;
}

static int take_year_period(struct nv_phrase *ph, size_t from, struct nv_period *out)
{
    out->unit = NV_UNIT_YEAR;
    if (take_year(ph, from, &out->year) < 0)
        return -NV_ESYNTAX;
    const struct nv_token *t = nv_phrase_peek(ph, 1);
    bool iso = (t->type == NV_TOKEN_NUMBER && t->digits < 3) ||
               (t->type == NV_TOKEN_WORD && (t->word[0] == 'q' || t->word[0] == 'h') &&
                t->word[1] >= '0' && t->word[1] <= '9');
    if (!nv_phrase_sees_punct(ph, 0, '-') || !tight(ph, 0) || !tight(ph, 1) || !iso)
        return 1;
    ph->at++;
    return take_iso(ph, from, out);
}

/* "6 tháng và cả năm 2025", "6 tháng, 9 tháng, năm 2025": the year at the end tells what the months
 * are of. */
static bool sees_months_and_year(const struct nv_phrase *ph)
{
    size_t n = 0, separator;
    do {
        if (!is_short(nv_phrase_peek(ph, n)) || !nv_phrase_sees(ph, n + 1, "thang"))
            return false;
        n += 2;
        separator = nv_phrase_sees_punct(ph, n, ',');
        separator += nv_phrase_sees(ph, n + separator, "va");
        n += separator;
        size_t whole = nv_phrase_sees(ph, n, "ca");
        if (separator && nv_phrase_sees(ph, n + whole, "nam"))
            return whole || is_year(nv_phrase_peek(ph, n + 1));
    } while (separator);
    return false;
}

/* "6 tháng đầu năm [2025]", "9 tháng năm 2026", "6 tháng cuối năm"; the cursor is on the number. */
static int take_months(struct nv_phrase *ph, size_t from, bool listed, struct nv_period *out)
{
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    bool six = strcmp(t->word, "sáu") == 0;
    size_t late = nv_phrase_sees(ph, 1, "thang cuoi nam");
    size_t early = nv_phrase_sees(ph, 1, "thang dau nam");
    size_t plain = is_year(nv_phrase_peek(ph, 3)) ? nv_phrase_sees(ph, 1, "thang nam") : 0;
    /* In "Quý I, 6 tháng, 9 tháng và năm 2025" the list says what the months are of. */
    if (!plain && listed && nv_phrase_peek(ph, 2)->type != NV_TOKEN_NUMBER)
        plain = nv_phrase_sees(ph, 1, "thang");
    if ((!is_short(t) && !six) || !(late || early || plain))
        return 0;
    int months = six ? 6 : t->number;
    if (months < 1 || months > 12)
        return nv_phrase_refuse(ph, from, ph->at + 2, "một năm có từ 1 đến 12 tháng");
    out->unit = months == 6 ? NV_UNIT_HALF : NV_UNIT_MONTHS;
    out->month = late ? 13 - months : 1;
    out->n = months == 6 ? (late ? 2 : 1) : late ? 12 : months;
    ph->at += 1 + (late + early ? 3 : plain);
    if (nv_phrase_peek(ph, 0)->type == NV_TOKEN_NUMBER)
        return take_year(ph, from, &out->year);
    return nv_phrase_sees_punct(ph, 0, '/') ? take_year_suffix(ph, from, &out->year) : 1;
}

static int take_half(struct nv_phrase *ph, size_t from, struct nv_period *out)
{
    out->unit = NV_UNIT_HALF;
    out->n = nv_phrase_sees(ph, 0, "nua dau nam") ? 1 : 2;
    ph->at += 3;
    if (nv_phrase_peek(ph, 0)->type == NV_TOKEN_NUMBER)
        return take_year(ph, from, &out->year);
    return 1;
}

/* "Tuần 2 tháng 5/2025", "tuần đầu tháng 6", "tuần cuối tháng 6", "tuần thứ 3 của tháng 6". */
static int take_week(struct nv_phrase *ph, size_t from, struct nv_period *out)
{
    ph->at++;
    nv_phrase_eat(ph, "thu");
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    if (t->type == NV_TOKEN_NUMBER)
        out->n = t->number;
    else if (nv_phrase_sees(ph, 0, "dau"))
        out->n = 1;
    else if (!nv_phrase_sees(ph, 0, "cuoi")) {
        ph->at = from;
        return 0;
    }
    ph->at++;
    nv_phrase_eat(ph, "cua");
    if (out->n < 0 || out->n > 5 || (t->type == NV_TOKEN_NUMBER && !out->n) ||
        !nv_phrase_eat(ph, "thang") || nv_phrase_peek(ph, 0)->type != NV_TOKEN_NUMBER)
        return nv_phrase_refuse(ph, from, ph->at,
                                "tuần phải ghi số từ 1 đến 5 và tháng, như Tuần 2 tháng 5/2025");
    int rc = take_month_period(ph, from, out);
    out->unit = NV_UNIT_WEEK;
    return rc;
}

/* "năm 2025"; without a number only after words that make it a period ("trong năm", "hết năm"). */
static int take_named_year(struct nv_phrase *ph, size_t from, bool alone, struct nv_period *out)
{
    static const char *const before[] = {"trong", "het", "ca", "toan", "cuoi", NULL};
    ph->at++;
    if (nv_phrase_eat(ph, "ke hoach"))
        alone = true;
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    if (t->type == NV_TOKEN_NUMBER)
        return take_year_period(ph, from, out);
    for (size_t i = 0; before[i] && from; i++)
        alone = alone || strcmp(ph->tokens.v[from - 1].word, before[i]) == 0;
    out->unit = NV_UNIT_YEAR;
    if (alone && (t->type == NV_TOKEN_END || t->type == NV_TOKEN_PUNCT))
        return 1;
    ph->at = from;
    return 0;
}

static int take_part(struct nv_phrase *ph, size_t from, struct nv_period *out)
{
    out->part = nv_phrase_sees(ph, 0, "dau")    ? NV_PART_EARLY
                : nv_phrase_sees(ph, 0, "giua") ? NV_PART_MIDDLE
                                                : NV_PART_LATE;
    ph->at++;
    int rc = 0;
    if (nv_phrase_sees(ph, 0, "nam"))
        rc = take_named_year(ph, ph->at, true, out);
    else if (nv_phrase_sees(ph, 0, "thang") && nv_phrase_peek(ph, 1)->type == NV_TOKEN_NUMBER) {
        ph->at++;
        rc = take_month_period(ph, from, out);
    } else if (nv_phrase_eat(ph, "quy"))
        rc = take_quarter(ph, from, out);
    if (rc == 0)
        ph->at = from;
    return rc;
}

/* A number whose unit the element before it told: "II" in "Quý II, III/2025". */
static int take_like(struct nv_phrase *ph, size_t from, enum nv_unit unit, struct nv_period *out)
{
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    if (nv_phrase_sees(ph, 1, "thang") || is_year(t))
        return 0;
    if (unit == NV_UNIT_QUARTER && !nv_phrase_sees_punct(ph, 1, '-'))
        return take_quarter(ph, from, out);
    if (unit == NV_UNIT_QUARTER)
        return nv_period_sees_quarter(ph, 0) ? take_quarter(ph, from, out) : 0;
    bool date = nv_phrase_sees_punct(ph, 1, '/') && !is_year(nv_phrase_peek(ph, 2));
    if (unit == NV_UNIT_MONTH && is_short(t) && !date)
        return take_month_period(ph, from, out);
    return 0;
}

static int read_here(struct nv_phrase *ph, const struct nv_period *like, struct nv_period *out)
{
    size_t from = ph->at;
    const struct nv_token *t = nv_phrase_peek(ph, 0), *next = nv_phrase_peek(ph, 1);
    if (nv_phrase_sees(ph, 0, "dau") || nv_phrase_sees(ph, 0, "giua") ||
        nv_phrase_sees(ph, 0, "cuoi"))
        return take_part(ph, from, out);
    if (nv_phrase_sees(ph, 0, "nua dau nam") || nv_phrase_sees(ph, 0, "nua cuoi nam"))
        return take_half(ph, from, out);
    if (nv_phrase_sees(ph, 0, "tuan"))
        return take_week(ph, from, out);
    if (nv_phrase_sees(ph, 0, "nam"))
        return take_named_year(ph, from, false, out);
    if (nv_phrase_sees(ph, 0, "ca nam"))
        return take_named_year(ph, ++ph->at, true, out);
    if (nv_phrase_sees(ph, 0, "ngay") && next->type == NV_TOKEN_NUMBER) {
        ph->at++;
        if (!is_year(next))
            return take_numeric(ph, from, out);
        int rc = take_year_period(ph, from, out);
        if (rc > 0 && out->unit != NV_UNIT_DAY)
            return nv_phrase_refuse(ph, from, ph->at, "sau “ngày” phải là một ngày, như 31/3/2025");
        return rc;
    }
    if (nv_phrase_sees(ph, 0, "thang") && next->type == NV_TOKEN_NUMBER) {
        ph->at++;
        return take_month_period(ph, from, out);
    }
    if (nv_phrase_eat(ph, "quy"))
        return take_quarter(ph, from, out);
    if (like) {
        int rc = take_like(ph, from, like->unit, out);
        if (rc)
            return rc;
    }
    bool listed = like ? like->unit == NV_UNIT_QUARTER || like->unit == NV_UNIT_HALF ||
                             like->unit == NV_UNIT_MONTHS
                       : sees_months_and_year(ph);
    int rc = take_months(ph, from, listed, out);
    if (rc || t->type != NV_TOKEN_NUMBER)
        return rc;
    if (is_year(t))
        return take_year_period(ph, from, out);
    bool date =
        nv_phrase_sees_punct(ph, 1, '/') ||
        (nv_phrase_sees_punct(ph, 1, '.') && nv_phrase_peek(ph, 2)->type != NV_TOKEN_END) ||
        (nv_phrase_sees_punct(ph, 1, '-') && next->type == NV_TOKEN_PUNCT) ||
        (nv_phrase_sees(ph, 1, "thang") && nv_phrase_peek(ph, 2)->type == NV_TOKEN_NUMBER) ||
        nv_phrase_sees(ph, 1, "den") || (like && like->unit == NV_UNIT_DAY);
    return date ? take_numeric(ph, from, out) : 0;
}

int nv_period_read(struct nv_phrase *ph, const struct nv_period *like, struct nv_period *out)
{
    size_t from = ph->at;
    *out = (struct nv_period){.from = from};
    int rc = read_here(ph, like, out);
    if (rc == 0)
        ph->at = from;
    out->to = ph->at;
    return rc;
}
