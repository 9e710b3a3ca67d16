#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "calendar/period.h"
#include "calendar/phrase.h"
#include "calendar/stage.h"

struct length {
    int whole, tenths;
    char unit; /* h d w (working day) W (week) m y, as the value writes them */
};

static void eat_prefix(struct nv_phrase *ph)
{
    static const char *const words[] = {
        "trong thoi han", "trong thoi gian", "trong vong", "cham nhat la", "cham nhat", "khong qua",
        "toi da",         "thoi han",        "trong",      "muon nhat",    "la",        NULL};
    while (nv_phrase_eat_any(ph, words))
        ;
}

static bool eat_length(struct nv_phrase *ph, struct length *out)
{
    const struct nv_token *t = nv_phrase_peek(ph, 0);
    if (t->type != NV_TOKEN_NUMBER || t->digits > 3)
        return false;
    *out = (struct length){.whole = t->number};
    ph->at++;
    const struct nv_token *tenths = nv_phrase_peek(ph, 1);
    if ((nv_phrase_sees_punct(ph, 0, ',') || nv_phrase_sees_punct(ph, 0, '.')) &&
        tenths->type == NV_TOKEN_NUMBER && tenths->digits == 1 && !tenths->spaced) {
        out->tenths = tenths->number;
        ph->at += 2;
    }
    /* "30 (ba mươi) ngày" */
    if (nv_phrase_sees_punct(ph, 0, '('))
        while (nv_phrase_peek(ph, 0)->type != NV_TOKEN_END && !nv_phrase_eat_punct(ph, ')'))
            ph->at++;
    if (nv_phrase_eat(ph, "ngay lam viec"))
        out->unit = 'w';
    else if (nv_phrase_eat(ph, "ngay"))
        out->unit = 'd';
    else if (nv_phrase_eat(ph, "tuan"))
        out->unit = 'W';
    else if (nv_phrase_eat(ph, "thang"))
        out->unit = 'm';
    else if (nv_phrase_eat(ph, "nam"))
        out->unit = 'y';
    else if (nv_phrase_eat(ph, "gio"))
        out->unit = 'h';
    return out->unit != 0;
}

static bool eat_anchor(struct nv_phrase *ph)
{
    static const char *const from[] = {"ke tu", "tinh tu", "tinh ke tu", "tu", "sau", NULL};
    static const char *const at[] = {"ngay", "khi", "thoi diem", "luc", NULL};
    if (nv_phrase_sees_punct(ph, 0, ','))
        ph->at++;
    if (!nv_phrase_eat_any(ph, from))
        return false;
    if (nv_phrase_peek(ph, 1)->type != NV_TOKEN_NUMBER)
        nv_phrase_eat_any(ph, at);
    return true;
}

/* Civil Code art. 147.2: the day of the event is not counted; art. 148.3: months end on the same
 * day of the last month, or on its end where there is none. */
static int32_t add_length(int32_t day, const struct length *len)
{
    int y, m, d;
    if (len->unit == 'd' || len->unit == 'W')
        return day + len->whole * (len->unit == 'W' ? 7 : 1);
    nv_day_to_civil(day, &y, &m, &d);
    int months = m - 1 + len->whole * (len->unit == 'y' ? 12 : 1);
    int32_t last = nv_month_last(y + months / 12, months % 12 + 1);
    int32_t same = nv_day_from_civil(y + months / 12, months % 12 + 1, d);
    return same == NV_DAY_NONE ? last : same;
}

static int from_date(struct nv_phrase *ph, size_t from, const struct nv_deadline *anchor,
                     const struct length *len, struct nv_deadline *out)
{
    char iso[NV_DAY_TEXT];
    if (len->unit == 'h' || len->tenths || !len->whole)
        return nv_phrase_refuse(ph, from, ph->at,
                                "thời hạn tính bằng giờ hoặc số lẻ từ một ngày đã biết; hãy viết "
                                "thẳng ngày cuối cùng, như 31/3/2025");
    memset(out, 0, sizeof *out);
    if (len->unit == 'w') {
        out->kind = NV_DL_RELATIVE;
        out->first_day = out->last_day = NV_DAY_NONE;
        nv_fmt(out->value, sizeof out->value, "%s+%dw", nv_day_iso(anchor->last_day, iso),
               len->whole);
        return 1;
    }
    int32_t day = add_length(anchor->last_day, len);
    if (day == NV_DAY_NONE)
        return nv_phrase_refuse(ph, from, ph->at, "thời hạn quá xa");
    out->kind = NV_DL_DAY;
    out->first_day = out->last_day = day;
    nv_fmt(out->value, sizeof out->value, "<=%s", nv_day_iso(day, iso));
    return 1;
}

static int from_event(struct nv_phrase *ph, size_t from, const struct length *len,
                      struct nv_deadline *out)
{
    char slug[NV_STAGE_SLUG] = "";
    int rc = nv_stage_free_words(ph, slug);
    if (rc < 0)
        return rc;
    if (!*slug)
        return nv_phrase_refuse(ph, from, ph->at, "thiếu sự kiện mà thời hạn bắt đầu tính từ đó");
    memset(out, 0, sizeof *out);
    out->kind = NV_DL_RELATIVE;
    out->first_day = out->last_day = NV_DAY_NONE;
    if (len->tenths)
        nv_fmt(out->value, sizeof out->value, "after:%s+%d.%d%c", slug, len->whole, len->tenths,
               len->unit);
    else
        nv_fmt(out->value, sizeof out->value, "after:%s+%d%c", slug, len->whole, len->unit);
    return 1;
}

int nv_stage_relative(struct nv_phrase *ph, struct nv_deadline *out)
{
    size_t from = ph->at;
    struct length len;
    eat_prefix(ph);
    if (!eat_length(ph, &len) || !eat_anchor(ph)) {
        ph->at = from;
        return 0;
    }
    size_t at = ph->at;
    struct nv_deadline anchor;
    int rc = 0;
    if (nv_stage_sees_date(ph, 0))
        rc = nv_stage_time(ph, &anchor);
    if (rc < 0)
        return rc;
    if (rc && anchor.kind == NV_DL_DAY)
        return from_date(ph, from, &anchor, &len, out);
    ph->at = at;
    return from_event(ph, from, &len, out);
}
