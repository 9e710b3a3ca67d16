#include "daemon_deliveries.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "daemon.h"
#include "daemon_core.h"
#include "engine/engine.h"
#include "model/snapshot.h"
#include "render/words.h"
#include "server/wallclock.h"
#include "store/store.h"

enum { ID_TEXT = 64 };

json_t *nv_deliveries_time(int64_t ms, int zone_min)
{
    char text[NV_DAY_TEXT];
    return ms == INT64_MIN || ms == INT64_MAX || ms == 0
               ? json_null()
               : json_string(nv_time_rfc3339(ms, zone_min, text));
}

static json_t *json_day(int32_t day)
{
    char text[NV_DAY_TEXT];
    return day == NV_DAY_NONE ? json_null() : json_string(nv_day_iso(day, text));
}

void nv_deliveries_when(struct nv_buf *out, int64_t ms, int zone_min)
{
    char day[NV_DAY_TEXT];
    int minute = nv_time_minute(ms, zone_min);
    nv_buf_addf(out, "%02d:%02d ngày %s", minute / 60, minute % 60,
                nv_day_vi(nv_time_day(ms, zone_min), day));
}

static const char *state_words(const struct nv_delivery *d)
{
    switch (d->state) {
    case NV_DELIVERY_PENDING:
        return d->attempts ? "chờ gửi lại" : "chờ gửi";
    case NV_DELIVERY_CLAIMED:
        return "đang gửi";
    case NV_DELIVERY_SENT:
        return "đã gửi";
    case NV_DELIVERY_FAILED:
        return "không gửi được";
    default:
        return "đã hủy";
    }
}

/* Why it was cancelled or not begun, in words; the ledger keeps the program's. Else what the remote
 * said. */
static const char *answer_words(const struct nv_delivery *d)
{
    static const struct {
        enum nv_delivery_state state;
        const char *reason, *words;
    } known[] = {
        {NV_DELIVERY_CANCELLED, "removed", "việc không còn trong cấu hình"},
        {NV_DELIVERY_CANCELLED, "overtaken",
         "trước khi gửi, việc đã được ghi nhận khác (hoàn thành, đổi hạn, tạm dừng …)"},
        {NV_DELIVERY_CANCELLED, "suspended", "nơi nhận đã báo không nhận nữa"},
        {NV_DELIVERY_CANCELLED, "operator", "người quản trị đã hủy (nhacviec queue cancel)"},
        {NV_DELIVERY_PENDING, "stopped", "dịch vụ dừng trước khi gửi"},
    };
    const char *text = d->text ? d->text : "";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (d->state == known[i].state && strcmp(text, known[i].reason) == 0)
            return known[i].words;
    return text;
}

static json_t *attempts_json(const struct nv_record *r, int zone_min)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < r->n_attempts; i++) {
        const struct nv_attempt *a = &r->attempts[i];
        bool ended = a->verdict.ended_ms != 0;
        json_array_append_new(
            list, json_pack("{s:i, s:o, s:o, s:o, s:i, s:s}", "number", a->number, "started",
                            nv_deliveries_time(a->verdict.started_ms, zone_min), "ended",
                            nv_deliveries_time(a->verdict.ended_ms, zone_min), "result",
                            ended ? json_string(nv_class_name(a->verdict.class)) : json_null(),
                            "code", a->verdict.code, "text", a->verdict.text));
    }
    return list;
}

static json_t *items_json(const struct nv_record *r, const struct nv_snapshot *s)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < r->notice.n_items; i++) {
        const struct nv_item *item = &r->notice.items[i];
        uint32_t at = nv_snapshot_occurrence(s, item->occurrence);
        json_array_append_new(
            list,
            json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:i}", "id",
                      at == NV_NONE ? item->occurrence : s->occurrences[at].id, "key",
                      item->occurrence, "role", nv_role_name(item->role), "rung", item->rung,
                      "section", nv_section_name(item->section), "nominal", json_day(item->nominal),
                      "effective", json_day(item->effective), "chase", item->chase));
    }
    return list;
}

/* What else is to be told of a delivery than its record. */
struct more {
    int64_t rests_until_ms;
    char instead[ID_TEXT]; /* another address had the notice in its stead; "": none */
    const char *instead_state;
};

static void write_id(char id[ID_TEXT], const struct nv_record *r)
{
    nv_fmt(id, ID_TEXT, "n%llu.%llu", (unsigned long long)r->notice.id,
           (unsigned long long)r->delivery.id);
}

static bool has_fallback(const struct nv_snapshot *s, const char *agency)
{
    uint32_t at = nv_snapshot_agency(s, agency);
    const struct nv_agency *a = at == NV_NONE ? NULL : &s->agencies[at];
    for (uint32_t i = 0; a && i < a->n_endpoints; i++)
        if (a->endpoints[i].fallback)
            return true;
    return false;
}

/* What has failed may have reached its agency all the same: the next delivery of its notice. */
static void find_instead(struct nv_daemon *d, const struct nv_record *r, struct more *m)
{
    struct nv_store *store = nv_core_store(nv_daemon_core(d));
    const struct nv_query q = {.notice = r->notice.id, .limit = UINT32_MAX};
    struct nv_records *found = NULL;
    struct nv_err ignored = {0};
    uint64_t least = UINT64_MAX;
    if (r->delivery.state != NV_DELIVERY_FAILED ||
        !has_fallback(nv_daemon_snapshot(d), r->delivery.agency) ||
        store->ops->find(store, &q, &found, &ignored) != 0)
        return;
    for (size_t i = 0; i < found->list.n; i++) {
        const struct nv_delivery *other = &found->list.v[i].delivery;
        if (other->id <= r->delivery.id || other->id >= least)
            continue;
        least = other->id;
        write_id(m->instead, &found->list.v[i]);
        m->instead_state = state_words(other);
    }
    nv_records_free(found);
}

static json_t *record_json(const struct nv_record *r, const struct nv_snapshot *s,
                           const struct more *m)
{
    char id[ID_TEXT];
    write_id(id, r);
    return json_pack("{s:s, s:s, s:s, s:s, s:i, s:b, s:o, s:o, s:o, s:s?, s:i, s:s, s:o, s:o}",
                     "id", id, "agency", r->delivery.agency, "endpoint", r->delivery.endpoint,
                     "state", nv_delivery_state_name(r->delivery.state), "attempts",
                     r->delivery.attempts, "maybe_duplicate", (int)r->delivery.maybe_duplicate,
                     "created", nv_deliveries_time(r->delivery.created_ms, s->zone_min), "next",
                     r->delivery.state == NV_DELIVERY_PENDING
                         ? nv_deliveries_time(r->delivery.next_ms, s->zone_min)
                         : json_null(),
                     "rests_until", nv_deliveries_time(m->rests_until_ms, s->zone_min), "instead",
                     *m->instead ? m->instead : NULL, "code", r->delivery.code, "text",
                     r->delivery.text ? r->delivery.text : "", "items", items_json(r, s),
                     "attempts_made", attempts_json(r, s->zone_min));
}

/* What the notice speaks of: all its deliverables, or of one why it is in there. */
static void items_text(struct nv_buf *out, const struct nv_record *r, const char *only)
{
    enum { MAX_NAMED = 12 };
    uint32_t named = 0;
    nv_buf_adds(out, "\n    mục");
    for (uint32_t i = 0; i < r->notice.n_items; i++) {
        const struct nv_item *item = &r->notice.items[i];
        const char *slash = strrchr(item->occurrence, '/');
        bool service = item->section == NV_SECTION_SERVICE;
        if (only && strcmp(only, item->occurrence) != 0)
            continue;
        if (named++ == MAX_NAMED) {
            nv_buf_addf(out, " … và %u mục nữa", r->notice.n_items - MAX_NAMED);
            break;
        }
        nv_buf_addf(out, "%s %s", named > 1 ? "," : "",
                    service                            ? "tình trạng gửi thư"
                    : item->section == NV_SECTION_TEST ? "gửi thử"
                    : slash                            ? slash + 1
                                                       : item->occurrence);
        if (only) {
            nv_buf_addf(out, ": %s, ", nv_role_vi(item->role));
            nv_rung_vi(out, item->rung);
        }
    }
    nv_buf_adds(out, "\n");
}

/* When it is tried next: what waits for a relay or receiver that is left alone is not tried when
 * its own time has come. */
static void next_text(struct nv_buf *out, const struct nv_delivery *d, int64_t rests_until_ms,
                      int64_t now_ms, int zone_min)
{
    bool rests = rests_until_ms > d->next_ms;
    if (!rests && d->next_ms <= now_ms) {
        nv_buf_adds(out, ", đã đến giờ gửi");
        return;
    }
    nv_buf_adds(out, ", lần tới ");
    nv_deliveries_when(out, rests ? rests_until_ms : d->next_ms, zone_min);
    if (rests)
        nv_buf_adds(out, strncmp(d->endpoint, "webhook:", 8) == 0 ? " (máy nhận đang tạm nghỉ)"
                                                                  : " (tuyến đang tạm dừng)");
}

/* What the remote said often begins with its code. */
static void answer_text(struct nv_buf *out, const struct nv_delivery *d)
{
    char code[16];
    const char *words = answer_words(d);
    nv_fmt(code, sizeof code, "%d", d->code);
    if (d->code && strncmp(words, code, strlen(code)) == 0)
        nv_buf_adds(out, "; máy chủ trả lời");
    else if (d->code)
        nv_buf_addf(out, "; máy chủ trả lời %s", code);
    if (*words)
        nv_buf_addf(out, ": %s", words);
}

static void record_text(struct nv_buf *out, const struct nv_record *r, const struct nv_snapshot *s,
                        const char *only, const struct more *m, int64_t now_ms)
{
    uint32_t agency = nv_snapshot_agency(s, r->delivery.agency);
    nv_buf_addf(out, "n%llu.%llu  ", (unsigned long long)r->notice.id,
                (unsigned long long)r->delivery.id);
    nv_deliveries_when(out, r->notice.created_ms, s->zone_min);
    nv_buf_addf(out, "  %s  %s\n    %s",
                agency == NV_NONE ? r->delivery.agency : s->agencies[agency].name,
                r->delivery.endpoint, state_words(&r->delivery));
    if (r->delivery.state == NV_DELIVERY_PENDING)
        next_text(out, &r->delivery, m->rests_until_ms, now_ms, s->zone_min);
    if (r->delivery.attempts)
        nv_buf_addf(out, "; %02d lần gửi", r->delivery.attempts);
    if (r->delivery.unknown)
        nv_buf_addf(out, ", %02d lần không rõ kết quả", r->delivery.unknown);
    answer_text(out, &r->delivery);
    if (*m->instead)
        nv_buf_addf(out, "; đã chuyển sang địa chỉ thay thế: %s (%s)", m->instead,
                    m->instead_state);
    if (r->delivery.maybe_duplicate)
        nv_buf_adds(out, "; có thể đã gửi trùng");
    items_text(out, r, only);
}

int nv_deliveries_tell(struct nv_daemon *d, const struct nv_query *q, struct nv_buf *text,
                       json_t **list)
{
    struct nv_records *found = NULL;
    struct nv_err err = {0};
    struct nv_store *store = nv_core_store(nv_daemon_core(d));
    const struct nv_snapshot *s = nv_daemon_snapshot(d);
    int rc = store->ops->find(store, q, &found, &err);
    if (rc != 0) {
        nv_buf_addf(text, "Không đọc được sổ: %s\n", err.text);
        return rc;
    }
    int64_t now_ms = nv_wallclock_now_ms();
    for (size_t i = 0; i < found->list.n; i++) {
        const struct nv_record *r = &found->list.v[i];
        struct more m = {.rests_until_ms = nv_engine_rests_until(nv_core_engine(nv_daemon_core(d)),
                                                                 r->delivery.id, now_ms)};
        find_instead(d, r, &m);
        record_text(text, r, s, q->occurrence, &m, now_ms);
        json_array_append_new(*list, record_json(r, s, &m));
    }
    if (found->more)
        nv_buf_addf(text, "… chỉ hiện %zu lượt gửi mới nhất%s.\n", found->list.n,
                    q->states ? "; đủ cả: thêm --json" : "");
    for (size_t i = 0; i < found->facts.n; i++) {
        const struct nv_fact *f = &found->facts.v[i];
        char day[NV_DAY_TEXT];
        const char *at = strchr(f->subject, '@');
        nv_buf_addf(text, "%s%sGhi nhận #%llu: %s, ngày %s; người ghi: %s%s%s\n", at ? at + 1 : "",
                    at ? ": " : "", (unsigned long long)f->id, nv_fact_kind_vi(f->kind),
                    nv_day_vi(f->day, day), f->actor, *f->document ? "; căn cứ: " : "",
                    f->document);
    }
    nv_records_free(found);
    return 0;
}
