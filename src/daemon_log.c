#include "daemon_log.h"

#include <string.h>

#include "base/log.h"
#include "base/verdict.h"
#include "model/fact.h"
#include "model/ledger.h"
#include "model/remark.h"
#include "model/txn.h"

void nv_daemon_log_txn(const struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++) {
        const struct nv_op *op = &t->ops.v[i];
        if (op->kind == NV_OP_NOTICE)
            nv_log(NV_LOG_INFO, "notice", "notice=%llu agency=%s items=%u",
                   (unsigned long long)op->notice.id, op->notice.agency, op->notice.n_items);
        else if (op->kind == NV_OP_VERDICT)
            nv_log(NV_LOG_INFO, "delivery", "delivery=%llu state=%s class=%s code=%d",
                   (unsigned long long)op->verdict.verdict.delivery,
                   nv_delivery_state_name(op->verdict.state),
                   nv_class_name(op->verdict.verdict.class), op->verdict.verdict.code);
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
