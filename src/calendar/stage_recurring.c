/* How often: "hằng quý, 6 tháng, năm", "02 lần/năm", "06 tháng/lần". */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "calendar/period.h"
#include "calendar/phrase.h"
#include "calendar/stage.h"

enum { TEXT = 96, TIMES_MAX = 31 };

/* Months of a period, 0 for a week and -1 for a day; 99 where there is no unit. */
enum { UNIT_DAY = -1, UNIT_WEEK = 0, UNIT_NONE = 999 };

static int eat_unit(struct nv_phrase *ph)
{
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    if (t->type == NV_TOKEN_NUMBER && t->digits <= 2 && t->number >= 1 && t->number <= 36) {
        int each = nv_phrase_sees(ph, 1, "thang") ? 1
                   : nv_phrase_sees(ph, 1, "nam") ? 12
                   : nv_phrase_sees(ph, 1, "quy") ? 3
                                                  : 0;
        if (!each)
            return UNIT_NONE;
        ph->at += 2;
        return t->number * each;
    }
    if (nv_phrase_eat(ph, "nua nam") || nv_phrase_eat(ph, "sáu thang"))
        return 6;
    if (nv_phrase_sees(ph, 0, "quy") && nv_period_sees_quarter(ph, 1) &&
        !nv_phrase_sees(ph, 2, "lan"))
        return UNIT_NONE;
    if (nv_phrase_eat(ph, "quy"))
        return 3;
    if (nv_phrase_eat(ph, "thang"))
        return 1;
    if (nv_phrase_eat(ph, "nam"))
        return 12;
    if (nv_phrase_eat(ph, "tuan"))
        return UNIT_WEEK;
    return nv_phrase_eat(ph, "ngay") ? UNIT_DAY : UNIT_NONE;
}

static void name_frequency(int times, int months, char dst[TEXT])
{
    const char *name = months == UNIT_DAY    ? "daily"
                       : months == UNIT_WEEK ? "weekly"
                       : months == 1         ? "monthly"
                       : months == 3         ? "quarterly"
                       : months == 6         ? "half-yearly"
                       : months == 12        ? "yearly"
                                             : NULL;
    char count[16] = "";
    if (times > 1)
        nv_fmt(count, sizeof count, "%dx-", times);
    if (name)
        nv_fmt(dst, TEXT, "%s%s", count, name);
    else
        nv_fmt(dst, TEXT, "%severy-%d-months", count, months);
}

static int number_here(const struct nv_phrase *ph)
{
    static const char *const words[] = {"mot", "hai", "ba", "bon"};
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    for (int i = 0; i < 4; i++)
        if (nv_phrase_sees(ph, 0, words[i]))
            return i + 1;
    return t->type == NV_TOKEN_NUMBER ? t->number : 0;
}

/* "N lần": how often, 0 where no such words stand. */
static int eat_times(struct nv_phrase *ph)
{
    int times = nv_phrase_sees(ph, 1, "lan") ? number_here(ph) : 0;
    if (times > 0)
        ph->at += 2;
    return times;
}

/* "02 lần/năm": so many completions within the unit, whenever they come. */
static int take_times(struct nv_phrase *ph, size_t from, char freq[TEXT])
{
    int times = eat_times(ph);
    if (!nv_phrase_eat_punct(ph, '/') && !nv_phrase_eat(ph, "trong"))
        nv_stage_eat_each(ph);
    nv_phrase_eat(ph, "mot");
    int months = eat_unit(ph);
    if (months == UNIT_NONE || times < 1 || times > TIMES_MAX)
        return nv_phrase_refuse(ph, from, ph->at + (months == UNIT_NONE),
                                "số lần phải đi với ngày, tuần, tháng, quý hoặc năm, như "
                                "02 lần/năm");
    name_frequency(times, months, freq);
    return 1;
}

/* "/lần", "một lần", "02 lần" behind the unit; 0 where there is nothing of it. */
static int eat_times_behind(struct nv_phrase *ph)
{
    size_t from = ph->at;
    if (nv_phrase_eat_punct(ph, '/') && nv_phrase_eat(ph, "lan"))
        return 1;
    if (ph->at == from && !nv_phrase_eat(ph, "it nhat"))
        nv_phrase_eat(ph, "toi thieu");
    int times = eat_times(ph);
    if (!times)
        ph->at = from;
    return times;
}

/* One frequency: "hằng quý", "06 tháng/lần", "01 lần/quý"; behind "định kỳ" or another one the unit
 * alone will do ("hằng quý, 6 tháng, năm"). */
static int take_frequency(struct nv_phrase *ph, bool bare, char freq[TEXT])
{
    size_t from = ph->at;
    if (!nv_phrase_eat(ph, "it nhat"))
        nv_phrase_eat(ph, "toi thieu");
    if (nv_phrase_sees(ph, 1, "lan") && number_here(ph))
        return take_times(ph, from, freq);
    bool named =
        nv_stage_eat_each(ph) ||
        (nv_phrase_sees(ph, 0, "theo quy") && nv_phrase_peek(ph, 2)->type != NV_TOKEN_WORD &&
         !nv_period_sees_quarter(ph, 2) && nv_phrase_eat(ph, "theo"));
    nv_stage_eat_each(ph);
    int months = eat_unit(ph), times = 0;
    if (months != UNIT_NONE) {
        times = eat_times_behind(ph);
        named = named || times;
        if (!named && nv_phrase_peek(ph, 0)->type == NV_TOKEN_NUMBER)
            months = UNIT_NONE; /* "quý 2", "năm 2025": a date */
    }
    if (months == UNIT_NONE || times > TIMES_MAX || (!named && !bare)) {
        ph->at = from;
        return 0;
    }
    /* "Quý, 6 tháng, 9 tháng, năm" are reports of the year so far. */
    if (!named && months > 1 && months < 12 && 12 % months)
        nv_fmt(freq, TEXT, "yearly:01..%02d", months);
    else
        name_frequency(times, months, freq);
    return 1;
}

static size_t count_rules(const char *value)
{
    size_t n = 1;
    for (; (value = strchr(value, ',')); value++)
        n++;
    return n;
}

/* "hằng tháng, trước ngày 25", "hằng năm (tháng 12)", "02 lần/năm (tháng 6, tháng 12)": the
 * frequency is said, then the day, or one for each time. */
static int refine(struct nv_phrase *ph, const char *freq, struct nv_deadline *out)
{
    size_t from = ph->at, times = 1;
    const char *x = strstr(freq, "x-");
    struct nv_deadline rule = {0};
    if (x) {
        times = (size_t)strtoul(freq, NULL, 10);
        freq = x + 2;
    }
    bool note = nv_phrase_eat_punct(ph, '(');
    if (!note && !nv_phrase_eat_punct(ph, ','))
        nv_phrase_eat_punct(ph, ':');
    int rc = nv_stage_day_rule(ph, freq, &rule);
    if (rc > 0 && note && !nv_phrase_eat_punct(ph, ')'))
        rc = 0;
    if (rc > 0 && times > 1 && times != count_rules(rule.value))
        return nv_phrase_refuse(ph, from, ph->at, "số lần và số mốc không khớp nhau");
    if (rc > 0)
        memcpy(out->value, rule.value, sizeof out->value);
    else
        ph->at = from;
    return rc;
}

/* "Quý, 6 tháng, năm": units alone, where none of them is a date. */
static bool sees_bare_units(const struct nv_phrase *ph)
{
    struct nv_phrase look = *ph;
    int units = 0;
    do {
        int months = eat_unit(&look);
        if (months == UNIT_NONE || months == UNIT_DAY || (months == UNIT_WEEK && !units))
            return false;
        units++;
    } while (nv_phrase_eat_punct(&look, ',') || nv_phrase_eat_punct(&look, '/') ||
             nv_phrase_eat(&look, "va"));
    enum nv_token_type next = nv_phrase_peek(&look, 0)->type;
    return units > 1 && (next == NV_TOKEN_END || nv_phrase_sees_punct(&look, 0, ';'));
}

static bool eat_and(struct nv_phrase *ph)
{
    bool any = nv_phrase_eat_punct(ph, ',') || nv_phrase_eat_punct(ph, '/');
    return nv_phrase_eat(ph, "va") || any;
}

static int take_frequencies(struct nv_phrase *ph, struct nv_deadline *out)
{
    char freq[TEXT];
    size_t from = ph->at, n = 0;
    bool bare = nv_phrase_eat(ph, "dinh ky") || sees_bare_units(ph);
    int rc;
    for (;;) {
        size_t at = ph->at;
        if (n && !eat_and(ph))
            break;
        rc = take_frequency(ph, bare || n, freq);
        if (rc < 0)
            return rc;
        if (rc == 0) {
            ph->at = at;
            break;
        }
        if (!nv_stage_add_value(out, n ? "," : "", freq))
            return nv_phrase_refuse(ph, from, ph->at, "quá nhiều chu kỳ trong một thời hạn");
        n++;
    }
    if (!n) {
        ph->at = from;
        return 0;
    }
    rc = n == 1 ? refine(ph, freq, out) : 0;
    return rc < 0 ? rc : 1;
}

/* "các quý trong năm" */
static int take_all_of_year(struct nv_phrase *ph, struct nv_deadline *out)
{
    size_t from = ph->at;
    const char *freq = nv_phrase_eat(ph, "cac thang") ? "monthly"
                       : nv_phrase_eat(ph, "cac quy") ? "quarterly"
                                                      : NULL;
    if (freq && nv_phrase_sees(ph, 0, "trong"))
        return nv_stage_add_value(out, "", freq);
    ph->at = from;
    return 0;
}

/* "hằng quý trong năm 2025": the plan's year is what it is unfolded over, another is not. */
static int eat_this_year(struct nv_phrase *ph)
{
    size_t from = ph->at;
    nv_phrase_eat_punct(ph, ',');
    if (!nv_phrase_eat(ph, "trong nam") && !nv_phrase_eat(ph, "trong ca nam")) {
        ph->at = from;
        return 1;
    }
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    if (t->type != NV_TOKEN_NUMBER)
        return 1;
    ph->at++;
    if (t->number == ph->year)
        return 1;
    return nv_phrase_refuse(ph, from, ph->at,
                            "chu kỳ trong một năm khác năm của kế hoạch; hãy ghi từng mốc, như "
                            "Quý I, II, III, IV năm 2026");
}

bool nv_stage_sees_frequency(const struct nv_phrase *ph, size_t ahead)
{
    struct nv_phrase look = *ph;
    char freq[TEXT];
    look.err = NULL;
    look.at += ahead;
    bool bare = nv_phrase_eat(&look, "dinh ky");
    return take_frequency(&look, bare, freq) > 0;
}

/* Whom or what it repeats for: "đối với báo cáo quý", "theo quy định". */
static int eat_whom(struct nv_phrase *ph)
{
    if (!nv_phrase_sees(ph, 0, "doi voi") && !nv_phrase_sees(ph, 0, "theo"))
        return 1;
    return nv_stage_free_words(ph, NULL);
}

int nv_stage_recurring(struct nv_phrase *ph, struct nv_deadline *out)
{
    size_t from = ph->at;
    struct nv_deadline d = {
        .kind = NV_DL_RECURRING, .first_day = NV_DAY_NONE, .last_day = NV_DAY_NONE};
    struct nv_err *err = ph->err;
    ph->err = NULL; /* what fails here may still be another stage, which then says why */
    int rc = take_frequencies(ph, &d);
    if (rc <= 0) {
        ph->at = from;
        d.value[0] = '\0';
        nv_phrase_eat(ph, "dinh ky");
        rc = nv_stage_day_rule(ph, "", &d);
        rc = rc ? rc : take_all_of_year(ph, &d);
    }
    ph->err = err;
    if (rc <= 0) {
        ph->at = from;
        return 0;
    }
    rc = eat_this_year(ph);
    rc = rc > 0 ? eat_whom(ph) : rc;
    if (rc > 0)
        *out = d;
    return rc;
}
