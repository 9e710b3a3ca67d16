#include "render/ics.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/day.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "render/clean.h"
#include "render/ident.h"
#include "render/mustache_tv.h"
#include "render/render.h"
#include "render/say.h"
#include "render/view.h"

enum { LINE_OCTETS = 75, SUMMARY_COLUMNS = 160 };

/* Content line, folded between characters (RFC 5545 section 3.1). */
static void add_line(struct nv_buf *out, const char *name, const char *value)
{
    struct nv_buf line = NV_BUF_INIT;
    nv_buf_adds(&line, name);
    nv_buf_addc(&line, ':');
    nv_buf_adds(&line, value);
    const char *s = nv_buf_str(&line), *end = s + line.len;
    size_t room = LINE_OCTETS;
    while ((size_t)(end - s) > room) {
        size_t n = room;
        while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
            n--;
        nv_buf_add(out, s, n);
        nv_buf_adds(out, "\r\n ");
        s += n;
        room = LINE_OCTETS - 1;
    }
    nv_buf_add(out, s, (size_t)(end - s));
    nv_buf_adds(out, "\r\n");
    nv_buf_free(&line);
}

/* Appends clean text as a TEXT value (RFC 5545 section 3.3.11). */
static void add_text(struct nv_buf *value, const char *s)
{
    for (;;) {
        size_t n = strcspn(s, "\\;,");
        nv_buf_add(value, s, n);
        s += n;
        if (!*s)
            return;
        nv_buf_addc(value, '\\');
        nv_buf_addc(value, *s++);
    }
}

static void add_fact(struct nv_buf *value, const struct nv_view *v, enum nv_word word,
                     const char *text)
{
    const char *label = nv_say(v, word);
    if (!*label || !text || !*text)
        return;
    if (value->len)
        nv_buf_adds(value, "\\n");
    add_text(value, nv_clean(v->arena, label));
    nv_buf_adds(value, ": ");
    add_text(value, nv_clean(v->arena, text));
}

static void add_day(struct nv_buf *out, const char *name, int32_t day)
{
    int y, m, d;
    nv_day_to_civil(day, &y, &m, &d);
    nv_buf_addf(out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, y, m, d);
}

/* The moment of the message in UTC (RFC 5545 section 3.8.7.2). */
static void add_stamp(struct nv_buf *out, int64_t ms)
{
    int y, m, d, minute = nv_time_minute(ms, 0);
    nv_day_to_civil(nv_time_day(ms, 0), &y, &m, &d);
    nv_buf_addf(out, "DTSTAMP:%04d%02d%02dT%02d%02d%02dZ\r\n", y, m, d, minute / 60, minute % 60,
                (int)(ms / 1000 % 60));
}

static bool is_ahead(const struct nv_view *v, const struct nv_view_item *it)
{
    return it->dated && v->today <= it->item->effective &&
           !(it->told && nv_standing_closed(it->standing));
}

/* What an earlier letter has put into calendars and is no longer to be done. */
static bool is_cancelled(const struct nv_view_item *it)
{
    return it->dated && it->told && it->standing->dropped_day != NV_DAY_NONE;
}

bool nv_ics_has_events(const struct nv_view *v)
{
    for (uint32_t i = 0; i < v->n_items; i++)
        if (is_ahead(v, &v->items[i]) || is_cancelled(&v->items[i]))
            return true;
    return false;
}

/* Ids of plans and tasks hold neither '_' nor '@'. */
static void add_uid(struct nv_buf *out, const struct nv_view *v, const struct nv_view_item *it)
{
    struct nv_buf uid = NV_BUF_INIT;
    for (const char *s = nv_clean(v->arena, it->occurrence->key); *s; s++)
        nv_buf_addc(&uid, *s == '/' || *s == '@' ? '_' : *s);
    nv_buf_adds(&uid, it->hands_in ? "_hand-in@" : "@");
    nv_ident_host(v->letter, &uid);
    add_line(out, "UID", nv_buf_str(&uid));
    nv_buf_free(&uid);
}

static const char *products(const struct nv_view *v, const struct nv_deliverable *d)
{
    struct nv_buf b = NV_BUF_INIT;
    for (uint32_t i = 0; i < d->names.n; i++) {
        nv_buf_adds(&b, i ? "; " : "");
        nv_buf_adds(&b, d->names.v[i]);
    }
    const char *out = nv_arena_strdup(v->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}

static void add_description(struct nv_buf *out, const struct nv_view *v,
                            const struct nv_view_item *it)
{
    struct nv_buf value = NV_BUF_INIT;
    add_fact(&value, v, NV_WORD_LABEL_PLAN, it->plan->title);
    add_fact(&value, v, NV_WORD_CALENDAR_TITLE, it->task->title);
    add_fact(&value, v, NV_WORD_LABEL_PRODUCTS, products(v, it->deliverable));
    add_fact(&value, v, NV_WORD_LABEL_DUE, it->deliverable->due);
    add_fact(&value, v, NV_WORD_LABEL_PERIOD, nv_say_period(v, it->occurrence));
    add_fact(&value, v, NV_WORD_LABEL_LEAD,
             nv_say_agencies(v, it->deliverable, &it->deliverable->roles[NV_ROLE_LEAD]));
    add_fact(&value, v, NV_WORD_LABEL_ROLE, nv_say_role(v, it));
    add_line(out, "DESCRIPTION", nv_buf_str(&value));
    nv_buf_free(&value);
}

static void add_summary(struct nv_buf *out, const struct nv_view *v, const struct nv_view_item *it)
{
    struct nv_buf value = NV_BUF_INIT;
    struct nv_tv *data = nv_say_data(v);
    nv_tv_set_bool(data, "hand_in", it->hands_in);
    nv_tv_set_str(data, "title", nv_clean_cut(v->arena, it->task->title, SUMMARY_COLUMNS));
    nv_tv_set_str(data, "task", nv_clean(v->arena, it->task->id));
    nv_tv_set_str(data, "plan", nv_clean(v->arena, it->plan->short_name));
    add_text(&value, nv_clean(v->arena, nv_say_with(v, NV_WORD_CALENDAR_SUMMARY, data)));
    add_line(out, "SUMMARY", nv_buf_str(&value));
    nv_buf_free(&value);
}

/* A parameter value in quotes holds no quote (RFC 5545 section 3.2). */
static void add_organizer(struct nv_buf *out, const struct nv_view *v)
{
    struct nv_buf name = NV_BUF_INIT, value = NV_BUF_INIT;
    nv_buf_adds(&name, "ORGANIZER;CN=\"");
    for (const char *s = nv_clean(v->arena, v->snapshot->sender_name); *s; s++)
        nv_buf_addc(&name, *s == '"' ? '\'' : *s);
    nv_buf_addc(&name, '"');
    nv_buf_addf(&value, "mailto:%s", nv_clean_address(v->arena, v->snapshot->sender_mail));
    add_line(out, nv_buf_str(&name), nv_buf_str(&value));
    nv_buf_free(&name);
    nv_buf_free(&value);
}

static void add_event(struct nv_buf *out, const struct nv_view *v, const struct nv_view_item *it)
{
    int32_t day = v->today <= it->item->nominal ? it->item->nominal : it->item->effective;
    int32_t first = nv_day_from_civil(2024, 1, 1), made = v->letter->notice->day;
    struct nv_buf category = NV_BUF_INIT;
    nv_buf_adds(out, "BEGIN:VEVENT\r\n");
    add_uid(out, v, it);
    add_stamp(out, v->letter->at_ms);
    nv_buf_addf(out, "SEQUENCE:%d\r\n", made > first ? made - first : 0);
    add_day(out, "DTSTART", day);
    add_day(out, "DTEND", day + 1);
    add_summary(out, v, it);
    add_description(out, v, it);
    add_organizer(out, v);
    add_text(&category, nv_clean(v->arena, it->plan->short_name));
    add_line(out, "CATEGORIES", nv_buf_str(&category));
    nv_buf_addf(out, "STATUS:%s\r\n", is_cancelled(it) ? "CANCELLED" : "CONFIRMED");
    nv_buf_adds(out, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
    nv_buf_free(&category);
}

void nv_ics_write(const struct nv_view *v, struct nv_buf *out)
{
    nv_buf_adds(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//nhacviec//nhacviec//VI\r\n"
                     "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
    for (uint32_t i = 0; i < v->n_items; i++)
        if (is_ahead(v, &v->items[i]) || is_cancelled(&v->items[i]))
            add_event(out, v, &v->items[i]);
    nv_buf_adds(out, "END:VCALENDAR\r\n");
}
