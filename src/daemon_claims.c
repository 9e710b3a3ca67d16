#include "daemon_claims.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "model/ledger.h"
#include "model/snapshot.h"
#include "model/txn.h"
#include "render/render.h"

static void render_claim(const struct nv_snapshot *s, const struct nv_origin *origin,
                         struct nv_op_claim *claim)
{
    struct nv_buf out = NV_BUF_INIT;
    bool web = strncmp(claim->endpoint, "webhook:", 8) == 0;
    struct nv_letter letter = {.snapshot = s,
                               .notice = claim->notice,
                               .delivery = claim->delivery,
                               .ledger_id = origin->ledger_id,
                               .series = nv_series_of(origin, claim->delivery),
                               .to = web ? NULL : claim->endpoint + strlen("mail:"),
                               .at_ms = claim->at_ms};
    if (web) {
        const struct nv_endpoint *e =
            nv_snapshot_endpoint(letter.snapshot, claim->notice->agency, claim->endpoint);
        letter.hook = e ? e->hook : NULL;
    }
    if (web)
        nv_render_webhook(&letter, &out);
    else
        nv_render_mail(&letter, &out);
    claim->bytes = nv_buf_take(&out, &claim->n_bytes);
}

void nv_claims_render(const struct nv_snapshot *s, const struct nv_origin *origin, struct nv_txn *t)
{
    for (size_t i = 0; i < t->ops.n; i++)
        if (t->ops.v[i].kind == NV_OP_CLAIM && !t->ops.v[i].claim.rendered)
            render_claim(s, origin, &t->ops.v[i].claim);
}

void nv_claims_free(struct nv_txn *t)
{
    for (size_t i = 0; t && i < t->ops.n; i++)
        if (t->ops.v[i].kind == NV_OP_CLAIM)
            free((void *)(uintptr_t)t->ops.v[i].claim.bytes);
    nv_txn_free(t);
}
