#include "daemon_queue.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/vec.h"
#include "daemon.h"
#include "daemon_core.h"
#include "engine/engine.h"
#include "engine/orders.h"
#include "model/snapshot.h"
#include "server/control.h"
#include "server/wallclock.h"
#include "store/store.h"

enum { AT_ONCE = 4000 }; /* deliveries of one order: it is one transaction */

static const char *arg(struct nv_request *r, const char *key)
{
    const char *s = json_string_value(json_object_get(nv_request_args(r), key));
    return s ? s : "";
}

/* "n12" or "n12.34". */
static bool read_id(const char *id, struct nv_query *q)
{
    char *end = NULL;
    if (id[0] != 'n' || id[1] < '0' || id[1] > '9')
        return false;
    q->notice = strtoull(id + 1, &end, 10);
    q->delivery = *end == '.' ? strtoull(end + 1, &end, 10) : 0;
    return !*end && q->notice;
}

/* What the request names, as a query. */
static bool read_query(struct nv_daemon *d, struct nv_request *r, struct nv_query *q)
{
    const char *id = arg(r, "id"), *agency = arg(r, "agency");
    *q = (struct nv_query){.limit = AT_ONCE};
    if (json_is_true(json_object_get(nv_request_args(r), "all_failed"))) {
        q->states = 1u << NV_DELIVERY_FAILED;
        q->agency = *agency ? agency : NULL;
        if (*agency && nv_snapshot_agency(nv_daemon_snapshot(d), agency) == NV_NONE)
            return nv_request_refuse(r, 1, "Không có cơ quan “%s” trong cấu hình.", agency);
        return true;
    }
    return read_id(id, q) ||
           nv_request_refuse(r, 2,
                             "“%s” không phải số hiệu lượt gửi; hãy viết như n12 hoặc n12.34.", id);
}

/* What was composed goes where it was to go, whatever the configuration says by now. */
static uint32_t count_stray(const struct nv_snapshot *s, const struct nv_records *found)
{
    uint32_t n = 0;
    for (size_t i = 0; i < found->list.n; i++) {
        const struct nv_delivery *d = &found->list.v[i].delivery;
        n += nv_snapshot_endpoint(s, d->agency, d->endpoint) == NULL;
    }
    return n;
}

static bool hand_over(struct nv_daemon *d, struct nv_request *r, uint64_t id,
                      enum nv_order_kind kind, struct nv_queue_note *note)
{
    struct nv_query q;
    struct nv_records *found = NULL;
    struct nv_err err = {0};
    NV_VEC(struct nv_ordered) list = {0};
    struct nv_store *store = nv_core_store(nv_daemon_core(d));
    if (!read_query(d, r, &q))
        return false;
    if (store->ops->find(store, &q, &found, &err) != 0)
        return nv_request_refuse(r, 1, "Không đọc được sổ: %s", err.text);
    for (size_t i = 0; i < found->list.n; i++)
        nv_vec_push(&list,
                    (struct nv_ordered){&found->list.v[i].delivery, &found->list.v[i].notice});
    bool any = list.n > 0;
    note->more = found->more;
    if (kind == NV_ORDER_RESUME)
        note->stray = count_stray(nv_daemon_snapshot(d), found);
    if (any)
        nv_core_order(nv_daemon_core(d),
                      &(struct nv_order){.request = id, .kind = kind, .list = list.v, .n = list.n});
    nv_vec_free(&list);
    nv_records_free(found);
    return any || nv_request_refuse(r, 1,
                                    q.notice ? "Sổ không có lượt gửi “%s”."
                                             : "Không có lượt gửi nào không gửi được%s.",
                                    arg(r, "id"));
}

static bool clear(struct nv_daemon *d, struct nv_request *r, uint64_t id)
{
    const char *address = arg(r, "address");
    struct nv_buf endpoint = NV_BUF_INIT;
    bool known = strncmp(address, "mail:", 5) == 0 || strncmp(address, "webhook:", 8) == 0;
    if (!*address)
        return nv_request_refuse(r, 2, "Còn thiếu địa chỉ.");
    nv_buf_addf(&endpoint, "%s%s",
                known                    ? ""
                : strstr(address, "://") ? "webhook:"
                                         : "mail:",
                address);
    nv_core_order(nv_daemon_core(d), &(struct nv_order){.request = id,
                                                        .kind = NV_ORDER_CLEAR,
                                                        .endpoint = nv_buf_str(&endpoint)});
    nv_buf_free(&endpoint);
    return true;
}

bool nv_queue_order(struct nv_daemon *d, struct nv_request *r, uint64_t id,
                    struct nv_queue_note *note)
{
    const char *what = arg(r, "what");
    if (strcmp(what, "retry") == 0)
        return hand_over(d, r, id, NV_ORDER_RESUME, note);
    if (strcmp(what, "cancel") == 0)
        return hand_over(d, r, id, NV_ORDER_CANCEL, note);
    if (strcmp(what, "clear") == 0)
        return clear(d, r, id);
    if (strcmp(what, "release") != 0)
        return nv_request_refuse(r, 2, "Dịch vụ không biết việc “%s”.", what);
    nv_core_order(nv_daemon_core(d), &(struct nv_order){.request = id, .kind = NV_ORDER_RELEASE});
    return true;
}

struct held_list {
    const struct nv_snapshot *s;
    struct nv_buf *text;
    uint32_t n;
};

static void tell_held(void *arg, uint32_t agency, uint32_t items)
{
    struct held_list *l = arg;
    if (l->n++ == 0)
        nv_buf_adds(l->text, "Bản nhắc đang bị giữ lại (khóa brake), chưa vào hàng đợi; cho gửi "
                             "bằng nhacviec queue release:\n");
    nv_buf_addf(l->text, "  %s: %02u mục\n", l->s->agencies[agency].name, items);
}

void nv_queue_tell_held(struct nv_daemon *d, struct nv_buf *text)
{
    struct held_list l = {.s = nv_daemon_snapshot(d), .text = text};
    nv_engine_each_held(nv_core_engine(nv_daemon_core(d)), nv_wallclock_now_ms(), tell_held, &l);
}
