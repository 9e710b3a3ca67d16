#include "daemon_report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/spread.h"
#include "base/utf8.h"
#include "calendar/day.h"
#include "daemon.h"
#include "daemon_core.h"
#include "daemon_deliveries.h"
#include "daemon_http.h"
#include "daemon_queue.h"
#include "daemon_record.h"
#include "engine/engine.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "model/summary.h"
#include "server/wallclock.h"
#include "store/store.h"

static json_t *lanes_json(struct nv_daemon *d, uint32_t n, struct nv_buf *text, int64_t now_ms,
                          bool *trouble)
{
    const struct nv_snapshot *s = nv_daemon_snapshot(d);
    json_t *lanes = json_array();
    for (uint32_t i = 0; i < n; i++) {
        struct nv_lane_status lane;
        nv_engine_lane(nv_core_engine(nv_daemon_core(d)), i, now_ms, &lane);
        bool paused = lane.resting > 0, web = i + 1 == n;
        json_array_append_new(
            lanes, json_pack("{s:s, s:i, s:i, s:i, s:b, s:o}", "id", lane.id, "waiting",
                             (int)lane.waiting, "claimed", (int)lane.claimed, "resting",
                             (int)lane.resting, "probing", (int)lane.probing, "paused_until",
                             paused ? nv_deliveries_time(lane.paused_until_ms, s->zone_min)
                                    : json_null()));
        /* Somebody's web host that does not answer is no trouble of this service. */
        *trouble |= lane.ill;
        if (!paused && lane.ill)
            nv_buf_addf(text,
                        "  Tuyến %s vừa tạm nghỉ, đang thử bằng một lượt gửi; chưa gửi được gì.\n",
                        lane.id);
        if (!paused)
            continue;
        if (web)
            nv_buf_addf(text, "  %u máy nhận webhook không trả lời, tạm dừng gửi đến ",
                        lane.resting);
        else
            nv_buf_addf(text, "  Tuyến %s đang tạm dừng đến ", lane.id);
        nv_deliveries_when(text, lane.paused_until_ms, s->zone_min);
        nv_buf_adds(text,
                    web ? ".\n"
                        : " vì máy chủ từ chối hoặc không kết nối được (lý do: nhacviec queue). "
                          "Sửa xong muốn gửi ngay: nhacviec reload.\n");
    }
    return lanes;
}

void nv_report_near(const struct nv_snapshot *s, const char *id, struct nv_buf *text)
{
    size_t n = strlen(id), named = 0;
    for (uint32_t i = 0; n && i < s->n_deliverables && named < 5; i++) {
        const char *other = s->deliverables[i].id;
        if (strncmp(other, id, n) == 0 && other[n] == '.')
            nv_buf_addf(text, "%s %s", named++ ? "," : " Có phải:", other);
    }
    /* No task of that id: perhaps a slip, or another case. */
    char *want = named || !n ? NULL : nv_utf8_fold(id);
    for (uint32_t i = 0; want && i < s->n_deliverables && named < 5; i++) {
        char *other = nv_utf8_fold(s->deliverables[i].id);
        if (nv_utf8_distance(other, want) <= 1)
            nv_buf_addf(text, "%s %s", named++ ? "," : " Có phải:", s->deliverables[i].id);
        free(other);
    }
    free(want);
    if (named)
        nv_buf_addc(text, '?');
}

/* Counted since the start of the process. */
static void add_metrics(json_t *data, const struct nv_engine *engine,
                        const struct nv_engine_status *st, int64_t now_ms,
                        const struct nv_spread *turns_us)
{
    int64_t oldest_ms = nv_engine_oldest_ms(engine);
    json_t *attempts = json_object();
    for (unsigned c = 0; c < NV_CLASS_COUNT; c++)
        json_object_set_new(attempts, nv_class_name((enum nv_class)c),
                            json_integer((json_int_t)st->attempts[c]));
    json_object_set_new(data, "attempts", attempts);
    json_object_set_new(data, "retries", json_integer((json_int_t)st->retries));
    json_object_set_new(data, "bounces", json_integer((json_int_t)st->bounces));
    json_object_set_new(data, "held", json_integer(st->held));
    json_object_set_new(data, "held_after_jump", json_boolean(st->held_after_jump));
    json_object_set_new(data, "suspended", json_integer(nv_engine_suspended(engine, now_ms)));
    json_object_set_new(data, "loop_gap_ms", json_real((double)turns_us->most / 1000));
    json_object_set_new(data, "loop_gap_p999_ms",
                        json_real((double)nv_spread_at(turns_us, 999, 1000) / 1000));
    json_object_set_new(data, "oldest_pending_s",
                        oldest_ms == INT64_MAX
                            ? json_null()
                            : json_integer((json_int_t)((now_ms - oldest_ms) / 1000)));
}

/* Who is to clear an address must know which. */
static void add_suspended(struct nv_buf *out, const struct nv_engine *engine, int64_t now_ms)
{
    enum { MOST_NAMED = 5 };
    uint32_t n = nv_engine_suspended(engine, now_ms), at = 0, named = 0;
    const char *endpoint;
    if (!n)
        return;
    nv_buf_addf(out, "  Địa chỉ bị đánh dấu không nhận thư: %u (", n);
    while (named < MOST_NAMED && (endpoint = nv_engine_next_suspended(engine, now_ms, &at)))
        nv_buf_addf(out, "%s%s", named++ ? ", " : "", strchr(endpoint, ':') + 1);
    nv_buf_addf(out, "%s); sửa xong bỏ đánh dấu bằng nhacviec queue clear ĐỊA-CHỈ.\n",
                named < n ? ", …" : "");
}

static json_t *suspended_json(const struct nv_engine *engine, int64_t now_ms)
{
    json_t *list = json_array();
    uint32_t at = 0;
    for (const char *endpoint; (endpoint = nv_engine_next_suspended(engine, now_ms, &at));)
        json_array_append_new(list, json_string(endpoint));
    return list;
}

/* The same for a person: what is not as it should be has a line, and one line tells the rest. */
static void add_metrics_text(struct nv_buf *out, const struct nv_engine *engine,
                             const struct nv_engine_status *st, int64_t now_ms,
                             const struct nv_spread *turns_us)
{
    int64_t oldest_ms = nv_engine_oldest_ms(engine);
    long minutes = oldest_ms < now_ms ? (long)((now_ms - oldest_ms) / 60000) : 0;
    if (minutes)
        nv_buf_addf(out, "  Lượt gửi chờ lâu nhất: %02ld giờ %02ld phút.\n", minutes / 60,
                    minutes % 60);
    add_suspended(out, engine, now_ms);
    nv_buf_addf(out,
                "  Từ khi khởi động: gửi được %llu lần, không được %llu lần (hẹn gửi lại %llu), "
                "thư bị trả lại %llu; vòng xử lý dài nhất %llu ms.\n",
                (unsigned long long)st->attempts[NV_SENT],
                (unsigned long long)(st->attempts[NV_TEMPORARY] + st->attempts[NV_PERMANENT] +
                                     st->attempts[NV_AMBIGUOUS] + st->attempts[NV_REFUSED]),
                (unsigned long long)st->retries, (unsigned long long)st->bounces,
                (unsigned long long)(turns_us->most / 1000));
}

static json_t *recording_json(const struct nv_recorder *r, struct nv_buf *text)
{
    struct nv_recorder_status st;
    if (!nv_recorder_status(r, &st))
        return json_null();
    const char *dir = st.dir ? st.dir : "";
    if (st.stopped)
        nv_buf_addf(text,
                    "  Việc ghi lại hoạt động (--record) đã ngừng: %s; thư vẫn gửi bình thường. Đã "
                    "ghi %llu sự kiện vào %s.\n",
                    st.why, (unsigned long long)st.events, dir);
    else
        nv_buf_addf(text, "  Đang ghi lại hoạt động vào %s: %llu sự kiện, %llu KiB.\n", dir,
                    (unsigned long long)st.events, (unsigned long long)st.bytes / 1024);
    return json_pack("{s:b, s:s, s:I, s:I, s:s?}", "on", (int)st.on, "dir", dir, "events",
                     (json_int_t)st.events, "bytes", (json_int_t)st.bytes, "stopped", st.stopped);
}

int nv_report_status(struct nv_daemon *d, struct nv_buf *text, json_t **data)
{
    const struct nv_snapshot *s = nv_daemon_snapshot(d);
    const struct nv_engine *engine = nv_core_engine(nv_daemon_core(d));
    struct nv_engine_status st;
    int64_t now_ms = nv_wallclock_now_ms();
    uint64_t done = 0;
    bool trouble = nv_daemon_reload_failed(d);
    nv_engine_status(engine, &st);
    for (uint32_t i = 0; i < s->n_occurrences; i++) {
        struct nv_standing standing;
        nv_engine_standing(engine, i, &standing);
        done += standing.done_day != NV_DAY_NONE;
    }
    nv_buf_addf(text, "nhacviecd %s đang chạy (tiến trình %ld) từ ", NV_VERSION, (long)getpid());
    nv_deliveries_when(text, nv_daemon_started_ms(d), s->zone_min);
    nv_buf_addf(
        text,
        ".\n  Kế hoạch: %u, nhiệm vụ: %u, mốc tiến độ: %u, kỳ hạn: %u (đã hoàn thành %llu).\n"
        "  Lượt gửi: chờ %llu, đang gửi %llu, đã gửi %llu, không gửi được %llu, hủy %llu.\n",
        nv_snapshot_n_plans(s), s->n_tasks, s->n_deliverables, s->n_occurrences,
        (unsigned long long)done, (unsigned long long)st.counts[NV_DELIVERY_PENDING],
        (unsigned long long)st.counts[NV_DELIVERY_CLAIMED],
        (unsigned long long)st.counts[NV_DELIVERY_SENT],
        (unsigned long long)st.counts[NV_DELIVERY_FAILED],
        (unsigned long long)st.counts[NV_DELIVERY_CANCELLED]);
    if (trouble)
        nv_buf_adds(text,
                    "  Lần nạp cấu hình gần nhất thất bại; cấu hình trước đó vẫn có hiệu lực.\n");
    unsigned hangs_s = nv_core_store_hangs_s(nv_daemon_core(d));
    trouble |= st.store_failing || st.held || hangs_s;
    if (st.held)
        nv_buf_addf(text,
                    "  %u BẢN NHẮC ĐANG BỊ GIỮ LẠI vì %s; xem bằng nhacviec queue, cho gửi bằng "
                    "nhacviec queue release.\n",
                    st.held,
                    st.held_after_jump ? "đồng hồ máy bị đặt tiến quá một ngày (kiểm tra ngày giờ "
                                         "của máy trước)"
                                       : "nhiều bất thường");
    if (st.store_failing)
        nv_buf_adds(text,
                    "  SỔ GHI ĐANG LỖI (đĩa đầy?): chưa thư nào được gửi thêm; xem nhật ký.\n");
    if (hangs_s)
        nv_buf_addf(text,
                    "  ĐĨA KHÔNG TRẢ LỜI đã %u giây: sổ ghi chưa ghi xong, chưa thư nào được gửi "
                    "thêm; kiểm tra ổ đĩa.\n",
                    hangs_s);
    json_t *lanes = lanes_json(d, st.n_lanes, text, now_ms, &trouble);
    unsigned deaf = nv_pages_missing(nv_daemon_pages(d));
    trouble |= deaf > 0;
    if (deaf)
        nv_buf_addf(
            text,
            "  Máy chủ HTTP không nghe được ở %u trong %u địa chỉ đã cấu hình; xem nhật ký.\n",
            deaf, s->serving.listen.n);
    add_metrics_text(text, engine, &st, now_ms, nv_daemon_turns_us(d));
    if (st.next_window_ms != INT64_MIN) {
        nv_buf_adds(text, "  Khung giờ gửi tới: ");
        nv_deliveries_when(text, st.next_window_ms, s->zone_min);
        nv_buf_adds(text, ".\n");
    }
    json_t *queue = json_object();
    for (unsigned i = 0; i < NV_DELIVERY_STATE_COUNT; i++)
        json_object_set_new(queue, nv_delivery_state_name(i),
                            json_integer((json_int_t)st.counts[i]));
    *data = json_pack(
        "{s:s, s:i, s:o, s:o, s:i, s:i, s:i, s:i, s:I, s:o, s:o, s:o, s:b, s:b, s:b, s:I, s:I, "
        "s:s}",
        "version", NV_VERSION, "pid", (int)getpid(), "started",
        nv_deliveries_time(nv_daemon_started_ms(d), s->zone_min), "now",
        nv_deliveries_time(now_ms, s->zone_min), "plans", (int)nv_snapshot_n_plans(s), "tasks",
        (int)s->n_tasks, "deliverables", (int)s->n_deliverables, "occurrences",
        (int)s->n_occurrences, "done", (json_int_t)done, "queue", queue, "lanes", lanes,
        "next_window", nv_deliveries_time(st.next_window_ms, s->zone_min), "store_failing",
        (int)st.store_failing, "reload_failed", (int)nv_daemon_reload_failed(d), "draining",
        (int)st.draining, "commits", (json_int_t)st.commits, "commit_failures",
        (json_int_t)st.commit_failures, "ledger", nv_core_ledger_id(nv_daemon_core(d)));
    json_object_set_new(*data, "store_hangs_s", json_integer(hangs_s));
    json_object_set_new(*data, "recording", recording_json(nv_daemon_recorder(d), text));
    json_object_set_new(*data, "writing", json_boolean(nv_core_store_busy(nv_daemon_core(d))));
    json_object_set_new(
        *data, "http",
        json_pack("{s:i, s:i}", "addresses", (int)s->serving.listen.n, "missing", (int)deaf));
    add_metrics(*data, engine, &st, now_ms, nv_daemon_turns_us(d));
    json_object_set_new(*data, "suspended_addresses", suspended_json(engine, now_ms));
    return trouble ? 1 : 0;
}

int nv_report_queue(struct nv_daemon *d, json_t *args, struct nv_buf *text, json_t **data)
{
    struct nv_query q = {.states = 1u << NV_DELIVERY_PENDING | 1u << NV_DELIVERY_CLAIMED};
    const char *state = json_string_value(json_object_get(args, "state"));
    q.agency = json_string_value(json_object_get(args, "agency"));
    q.before = (uint64_t)json_integer_value(json_object_get(args, "before"));
    if (state && *state) {
        unsigned i = 0;
        while (i < NV_DELIVERY_STATE_COUNT && strcmp(nv_delivery_state_name(i), state) != 0)
            i++;
        if (i == NV_DELIVERY_STATE_COUNT) {
            nv_buf_addf(text,
                        "Không có trạng thái “%s”: pending, claimed, sent, failed, cancelled.\n",
                        state);
            return 2;
        }
        q.states = 1u << i;
    }
    if (q.agency && !*q.agency)
        q.agency = NULL;
    if (q.agency && nv_snapshot_agency(nv_daemon_snapshot(d), q.agency) == NV_NONE) {
        nv_buf_addf(text, "Không có cơ quan “%s” trong cấu hình.\n", q.agency);
        return 1;
    }
    *data = json_array();
    int rc = nv_deliveries_tell(d, &q, text, data);
    size_t before = text->len;
    if (rc == 0 && !(state && *state) && !q.agency)
        nv_queue_tell_held(d, text);
    if (rc == 0 && json_array_size(*data) == 0 && text->len == before)
        nv_buf_adds(text, state && *state ? "Không có lượt gửi nào ở trạng thái này.\n"
                                          : "Hàng đợi trống: không lượt gửi nào đang chờ.\n");
    return rc == 0 ? 0 : 1;
}

static int show_mail(struct nv_daemon *d, uint64_t notice, uint64_t delivery, struct nv_buf *text,
                     json_t **data)
{
    struct nv_err err = {0};
    struct nv_records *found = NULL;
    struct nv_store *store = nv_core_store(nv_daemon_core(d));
    struct nv_query q = {.notice = notice, .delivery = delivery, .limit = 1};
    int rc = store->ops->find(store, &q, &found, &err);
    if (rc == 0 && found->list.n)
        rc = store->ops->message(store, found->list.v[0].delivery.id, text, &err);
    else if (rc == 0)
        rc = -NV_ENOENT;
    nv_records_free(found);
    if (rc != 0) {
        nv_buf_adds(text, rc == -NV_ENOENT ? "Thư này chưa được soạn hoặc không có trong sổ.\n"
                                           : "Không đọc được sổ.\n");
        return 1;
    }
    *data = json_pack("{s:s%}", "message", nv_buf_str(text), text->len);
    return 0;
}

int nv_report_show(struct nv_daemon *d, json_t *args, struct nv_buf *text, json_t **data)
{
    const struct nv_snapshot *s = nv_daemon_snapshot(d);
    const char *id = json_string_value(json_object_get(args, "id"));
    struct nv_query q = {0};
    uint32_t first = 0, n = 0, plan; /* occurrences asked for */
    struct nv_report_span span;
    char *end = NULL;
    if (!id || !*id)
        return 2;
    if (id[0] == 'n' && id[1] >= '0' && id[1] <= '9') {
        q.notice = strtoull(id + 1, &end, 10);
        q.delivery = *end == '.' ? strtoull(end + 1, &end, 10) : 0;
        if (*end) {
            nv_buf_addf(text, "“%s” không phải số hiệu bản nhắc; hãy viết như n12 hoặc n12.34.\n",
                        id);
            return 1;
        }
        if (json_is_true(json_object_get(args, "mail")))
            return show_mail(d, q.notice, q.delivery, text, data);
    } else {
        first = nv_snapshot_occurrences(s, id, &n, NULL);
        if (first == NV_NONE && nv_report_named(s, id, &plan, &span)) {
            q.occurrence = id;
        } else if (first == NV_NONE) {
            nv_buf_addf(text, "Không có mốc tiến độ hay bản nhắc “%s”.", id);
            nv_report_near(s, id, text);
            nv_buf_adds(text, "\n");
            return 1;
        }
        if (json_is_true(json_object_get(args, "mail"))) {
            nv_buf_adds(text,
                        "--mail cần số hiệu một bản nhắc (n12 hoặc n12.34); xem: nhacviec show ");
            nv_buf_addf(text, "%s\n", id);
            return 2;
        }
    }
    int rc = 0;
    *data = json_array();
    if (!n)
        rc = nv_deliveries_tell(d, &q, text, data);
    for (uint32_t i = 0; i < n && rc == 0; i++) {
        q.occurrence = s->occurrences[first + i].key;
        rc = nv_deliveries_tell(d, &q, text, data);
    }
    bool none = rc == 0 && json_array_size(*data) == 0;
    if (none)
        nv_buf_addf(
            text,
            q.occurrence ? "Chưa có bản nhắc nào cho “%s”.\n" : "Sổ không có bản nhắc “%s”.\n", id);
    return rc != 0 || (none && !q.occurrence) ? 1 : 0;
}
