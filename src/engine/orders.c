/* Orders about single deliveries: into the next transaction, and what it means when it is written.
 */
#include "engine/orders.h"

#include "base/arena.h"
#include "base/err.h"
#include "engine/action.h"
#include "engine/queue.h"
#include "engine/remarks.h"
#include "engine/state.h"
#include "engine/table.h"
#include "model/remark.h"
#include "model/snapshot.h"
#include "model/txn.h"

static const char *const done_text[] = {
    [NV_ORDER_RESUME] = "Đã đưa lại vào hàng đợi:",
    [NV_ORDER_CANCEL] = "Đã hủy:",
    [NV_ORDER_RELEASE] = "Các bản nhắc đang bị giữ sẽ được gửi trong khung giờ gửi.",
    [NV_ORDER_BOUNCE] = "Đã ghi nhận thư bị trả lại:",
    [NV_ORDER_CLEAR] = "Địa chỉ này được dùng lại từ bản nhắc tiếp theo.",
};

static struct nv_delivery copy_delivery(struct nv_arena *a, const struct nv_delivery *d)
{
    struct nv_delivery copy = *d;
    copy.agency = nv_arena_strdup(a, d->agency);
    copy.endpoint = nv_arena_strdup(a, d->endpoint);
    copy.text = NULL;
    return copy;
}

static const struct nv_remark *copy_remark(struct nv_arena *a, const struct nv_remark *r)
{
    if (!r)
        return NULL;
    struct nv_remark *copy = nv_arena_memdup(a, r, sizeof *r);
    copy->addressee = nv_arena_strdup(a, r->addressee);
    copy->about = nv_arena_strdup(a, r->about);
    copy->endpoint = nv_arena_strdup(a, r->endpoint);
    copy->text = nv_arena_strdup(a, r->text);
    return copy;
}

static struct nv_notice copy_notice(struct nv_arena *a, const struct nv_notice *n)
{
    struct nv_notice copy = *n;
    struct nv_item *items = nv_arena_alloc(a, (n->n_items + 1) * sizeof *items);
    copy.agency = nv_arena_strdup(a, n->agency);
    for (uint32_t i = 0; i < n->n_items; i++) {
        items[i] = n->items[i];
        items[i].occurrence = nv_arena_strdup(a, items[i].occurrence);
        items[i].named = nv_arena_strdup(a, items[i].named);
        items[i].predecessor = nv_arena_strdup(a, items[i].predecessor);
        items[i].remark = copy_remark(a, items[i].remark);
    }
    copy.items = items;
    return copy;
}

/* Two orders about one delivery in one transaction would contradict each other. */
static bool is_ordered(const struct nv_engine *e, uint64_t delivery)
{
    for (size_t i = 0; i < e->orders.n; i++)
        for (size_t k = 0; k < e->orders.v[i]->n; k++)
            if (e->orders.v[i]->list[k].delivery.id == delivery)
                return true;
    return false;
}

/* Whether it can still be done: nothing else may be under way with the delivery. */
static bool fits(struct nv_engine *e, enum nv_order_kind kind, const struct nv_delivery *d)
{
    struct nv_entry *entry = nv_queue_find(e->queue, d->id);
    bool waits = entry && entry->life == NV_LIFE_WAITING;
    switch (kind) {
    case NV_ORDER_RESUME:
        return waits ||
               (!entry && (d->state == NV_DELIVERY_FAILED || d->state == NV_DELIVERY_CANCELLED));
    case NV_ORDER_CANCEL:
        return waits;
    case NV_ORDER_BOUNCE:
        return !entry && d->state == NV_DELIVERY_SENT;
    default:
        return false;
    }
}

void nv_engine_order(struct nv_engine *e, const struct nv_order *o, struct nv_actions *out)
{
    if (e->draining) {
        nv_engine_reply(out, o->request, 1, "Dịch vụ đang dừng; hãy thử lại.");
        return;
    }
    if (o->kind == NV_ORDER_RELEASE && !e->brake.held) {
        nv_engine_reply(out, o->request, 1, "Không có bản nhắc nào đang bị giữ lại.");
        return;
    }
    if (o->kind == NV_ORDER_CLEAR && !nv_engine_has_flag(e, o->endpoint)) {
        nv_engine_reply(out, o->request, 1,
                        "Địa chỉ này không bị đánh dấu không nhận; không có gì để bỏ.");
        return;
    }
    struct nv_arena *a = nv_arena_new();
    struct nv_asked_order *asked = nv_arena_alloc(a, sizeof *asked);
    *asked = (struct nv_asked_order){.arena = a,
                                     .request = o->request,
                                     .kind = o->kind,
                                     .code = o->code,
                                     .text = nv_arena_strdup(a, o->text ? o->text : ""),
                                     .endpoint = nv_arena_strdup(a, o->endpoint)};
    asked->list = nv_arena_alloc(a, (o->n + 1) * sizeof *asked->list);
    for (size_t i = 0; i < o->n; i++) {
        const struct nv_ordered *it = &o->list[i];
        if (!fits(e, o->kind, it->delivery) || is_ordered(e, it->delivery->id))
            continue;
        asked->list[asked->n++] = (struct nv_ordered_copy){
            .delivery = copy_delivery(a, it->delivery), .notice = copy_notice(a, it->notice)};
    }
    if (asked->n || o->kind == NV_ORDER_CLEAR || o->kind == NV_ORDER_RELEASE) {
        nv_vec_push(&e->orders, asked);
        return;
    }
    nv_arena_free(a);
    if (o->kind == NV_ORDER_BOUNCE) {
        /* It may be quicker than the answer to the delivery itself. */
        bool later = o->n && o->list[0].delivery->state <= NV_DELIVERY_SENT;
        nv_engine_reply(out, o->request, later ? NV_ORDER_LATER : 0,
                        later ? "Lượt gửi này chưa xong; hãy báo lại sau."
                              : "Lượt gửi này đã được ghi là không gửi được từ trước.");
        return;
    }
    nv_engine_reply(out, o->request, 1,
                    o->kind == NV_ORDER_CANCEL
                        ? "Chỉ hủy được lượt gửi đang chờ; không có gì thay đổi."
                        : "Chỉ gửi lại được lượt gửi đang chờ, không gửi được hoặc đã hủy.");
}

/* Where it goes now: a letter that tries all addresses, or that a person wanted here, nowhere. */
static const struct nv_endpoint *way_of_bounce(const struct nv_engine *e,
                                               const struct nv_ordered_copy *it, int64_t now_ms)
{
    if (it->delivery.resumed_ms || nv_engine_is_test(&it->notice))
        return NULL;
    return nv_engine_alternative(e, it->delivery.agency, it->had ? it->had : it->delivery.endpoint,
                                 now_ms);
}

/* Where it has gone another way, nobody need be informed by other means. */
static void tell_of_bounce(struct nv_engine *e, const struct nv_ordered_copy *it,
                           const struct nv_endpoint *instead, const char *text, int64_t now_ms)
{
    const char *refuses = it->delivery.endpoint;
    e->drafting = true;
    if (instead)
        nv_engine_tell(e, &it->notice, refuses, NV_REMARK_FALLBACK, instead->id, text, now_ms);
    nv_engine_tell(e, &it->notice, refuses, instead ? NV_REMARK_REFUSING : NV_REMARK_BOUNCED,
                   refuses, text, now_ms);
    e->drafting = false;
}

static void write_bounce(struct nv_engine *e, struct nv_txn *t, struct nv_asked_order *o,
                         struct nv_ordered_copy *it, int64_t now_ms)
{
    const struct nv_endpoint *instead = way_of_bounce(e, it, now_ms);
    struct nv_op *op = nv_engine_op(t, NV_OP_BOUNCE);
    op->bounce = (struct nv_op_bounce){it->delivery.id, now_ms, o->code, o->text};
    op = nv_engine_op(t, NV_OP_FLAG);
    op->flag = (struct nv_op_flag){it->delivery.endpoint, now_ms, o->text};
    tell_of_bounce(e, it, instead, o->text, now_ms);
    it->instead = instead ? nv_engine_name(e, instead->id) : NULL;
    if (instead)
        nv_engine_write_delivery(e, t, &it->notice, it->instead, now_ms);
}

static void write_order(struct nv_engine *e, struct nv_txn *t, struct nv_asked_order *o,
                        int64_t now_ms)
{
    if (o->kind == NV_ORDER_RELEASE)
        nv_brake_release(e, true, now_ms);
    if (o->kind == NV_ORDER_CLEAR)
        nv_engine_op(t, NV_OP_FLAG)->flag = (struct nv_op_flag){o->endpoint, 0, ""};
    for (size_t i = 0; i < o->n; i++) {
        struct nv_ordered_copy *it = &o->list[i];
        struct nv_entry *entry = nv_queue_find(e->queue, it->delivery.id);
        if (!fits(e, o->kind, &it->delivery))
            continue; /* claimed since */
        o->done++;
        if (o->kind == NV_ORDER_RESUME) {
            nv_engine_op(t, NV_OP_RESUME)->resume = (struct nv_op_resume){it->delivery.id, now_ms};
        } else if (o->kind == NV_ORDER_BOUNCE) {
            write_bounce(e, t, o, it, now_ms);
        } else {
            nv_require(nv_table_move(&entry->life, NV_HAP_OVERTAKEN) == NV_DEED_CANCEL);
            nv_queue_pick(e->queue, entry);
            nv_engine_op(t, NV_OP_CANCEL)->cancel =
                (struct nv_op_cancel){it->delivery.id, now_ms, "operator"};
        }
    }
}

bool nv_engine_is_resumed(const struct nv_engine *e, uint64_t delivery)
{
    for (size_t i = 0; i < e->orders_in_txn; i++)
        for (size_t k = 0; e->orders.v[i]->kind == NV_ORDER_RESUME && k < e->orders.v[i]->n; k++)
            if (e->orders.v[i]->list[k].delivery.id == delivery)
                return true;
    return false;
}

void nv_engine_write_orders(struct nv_engine *e, struct nv_txn *t, int64_t now_ms)
{
    for (size_t i = 0; i < e->orders.n; i++)
        write_order(e, t, e->orders.v[i], now_ms);
    e->orders_in_txn = e->orders.n;
}

static struct nv_ordered_copy *find(struct nv_engine *e, uint64_t delivery)
{
    for (size_t i = 0; i < e->orders_in_txn; i++)
        for (size_t k = 0; k < e->orders.v[i]->n; k++)
            if (e->orders.v[i]->list[k].delivery.id == delivery)
                return &e->orders.v[i]->list[k];
    return NULL;
}

/* Its notice is open again, with all that it says: what was told long ago has been forgotten. */
static void open_again(struct nv_engine *e, const struct nv_notice *n)
{
    nv_queue_add_notice(e->queue, n);
    for (uint32_t i = 0; i < n->n_items; i++)
        if (n->items[i].remark)
            nv_remark_recall(e->remarks, n->items[i].remark, n->id);
}

/* The clock may have been set back since it was written: it is due all the same, and no younger. */
void nv_engine_apply_resume(struct nv_engine *e, const struct nv_op_resume *r, int64_t now_ms)
{
    int64_t due_ms = r->at_ms < now_ms ? r->at_ms : now_ms;
    struct nv_entry *entry = nv_queue_find(e->queue, r->delivery);
    struct nv_ordered_copy *it = find(e, r->delivery);
    if (entry) {
        /* It has not come to its end: nothing is new about it but the time. Due, it may have been
         * claimed, or found to be overtaken, by the same transaction. */
        if (entry->life == NV_LIFE_WAITING)
            nv_queue_reschedule(e->queue, entry, due_ms);
        return;
    }
    nv_require(it);
    nv_engine_count_move(e, it->delivery.state, NV_DELIVERY_PENDING);
    it->delivery.resumed_ms = r->at_ms;
    it->delivery.next_ms = due_ms;
    open_again(e, &it->notice);
    nv_queue_add(e->queue, &it->delivery);
    entry = nv_queue_find(e->queue, r->delivery);
    if (entry->since_ms > now_ms)
        entry->since_ms = now_ms;
}

void nv_engine_apply_bounce(struct nv_engine *e, const struct nv_op_bounce *b)
{
    struct nv_ordered_copy *it = find(e, b->delivery);
    nv_require(it);
    nv_engine_count_move(e, NV_DELIVERY_SENT, NV_DELIVERY_FAILED);
    e->status.bounces++;
    /* What goes to another address instead follows in the same transaction. */
    if (it->instead)
        open_again(e, &it->notice);
}

void nv_engine_pass_over(struct nv_engine *e, uint64_t notice, const char *endpoint)
{
    for (size_t i = 0; i < e->orders_in_txn; i++)
        for (size_t k = 0; k < e->orders.v[i]->n; k++) {
            struct nv_ordered_copy *it = &e->orders.v[i]->list[k];
            if (it->notice.id == notice && it->instead == endpoint)
                it->had = endpoint;
        }
}

void nv_engine_keep_orders(struct nv_engine *e)
{
    for (size_t i = 0; i < e->orders_in_txn; i++)
        e->orders.v[i]->done = 0;
    e->orders_in_txn = 0;
}

void nv_engine_orders_ended(struct nv_engine *e, bool durable, int64_t now_ms,
                            struct nv_actions *out)
{
    for (size_t i = 0; i < e->orders_in_txn; i++) {
        struct nv_asked_order *o = e->orders.v[i];
        if (o->kind == NV_ORDER_RELEASE && durable)
            nv_brake_released(e);
        else if (o->kind == NV_ORDER_RELEASE && !e->brake.released)
            nv_brake_release(e, false, now_ms);
        nv_engine_reply(out, o->request, durable ? 0 : 1,
                        durable ? done_text[o->kind]
                                : "Chưa ghi được vào sổ (lỗi đĩa?); hãy thử lại.");
        nv_vec_last(&out->list)->reply.count = durable ? o->done : 0;
        nv_arena_free(o->arena);
    }
    nv_vec_drop_front(&e->orders, e->orders_in_txn);
    e->orders_in_txn = 0;
}
