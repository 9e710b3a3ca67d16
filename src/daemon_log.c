#include "daemon_log.h"

#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/verdict.h"
#include "model/fact.h"
#include "model/ledger.h"
#include "model/remark.h"
#include "model/txn.h"

static void log_verdict(const struct nv_op_verdict *v)
{
    char wait[40] = "";
    if (v->state == NV_DELIVERY_PENDING)
        nv_fmt(wait, sizeof wait, " wait_s=%lld",
               (long long)(v->next_ms - v->verdict.ended_ms) / 1000);
    nv_log(NV_LOG_INFO, "delivery", "delivery=%llu state=%s class=%s code=%d%s",
           (unsigned long long)v->verdict.delivery, nv_delivery_state_name(v->state),
           nv_class_name(v->verdict.class), v->verdict.code, wait);
}

void nv_daemon_log_txn(const struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        if (op->kind == NV_OP_NOTICE)
            nv_log(NV_LOG_INFO, "notice", "notice=%llu agency=%s items=%u",
                   (unsigned long long)op->notice.id, op->notice.agency, op->notice.n_items);
        else if (op->kind == NV_OP_VERDICT)
            log_verdict(&op->verdict);
        else if (op->kind == NV_OP_CANCEL)
            nv_log(strcmp(op->cancel.reason, "suspended") == 0 ? NV_LOG_WARNING : NV_LOG_INFO,
                   "delivery", "delivery=%llu state=cancelled reason=%s",
                   (unsigned long long)op->cancel.delivery, op->cancel.reason);
        else if (op->kind == NV_OP_FACT)
            nv_log(NV_LOG_NOTICE, "fact", "fact=%llu occurrence=%s kind=%s actor=%s",
                   (unsigned long long)op->fact.id, op->fact.subject,
                   nv_fact_kind_name(op->fact.kind), op->fact.actor);
        else if (op->kind == NV_OP_RESUME)
            nv_log(NV_LOG_NOTICE, "delivery", "delivery=%llu state=pending reason=operator",
                   (unsigned long long)op->resume.delivery);
        else if (op->kind == NV_OP_BOUNCE)
            nv_log(NV_LOG_WARNING, "delivery", "delivery=%llu state=failed class=bounced code=%d",
                   (unsigned long long)op->bounce.delivery, op->bounce.code);
        else if (op->kind == NV_OP_REMARK)
            nv_log(NV_LOG_NOTICE, "remark", "remark=%llu kind=%s about=%s count=%d",
                   (unsigned long long)op->remark.id, nv_remark_kind_name(op->remark.kind),
                   op->remark.about, op->remark.count);
    }
}
