#include "store/memory_undo.h"

struct nv_mem_undo *nv_mem_remember(struct nv_mem_tables *m, enum nv_mem_table table, bool appended,
                                    size_t index)
{
    nv_vec_push_zero(&m->undo);
    struct nv_mem_undo *u = nv_vec_last(&m->undo);
    u->table = table;
    u->appended = appended;
    u->index = (uint32_t)index;
    return u;
}

static void undo_append(struct nv_mem_tables *m, const struct nv_mem_undo *u)
{
    switch (u->table) {
    case NV_UNDO_NOTICE:
        m->notices.n--;
        nv_chain_pop(&m->notice_id);
        nv_chain_pop(&m->notice_window);
        break;
    case NV_UNDO_ITEM:
        m->items.n--;
        nv_chain_pop(&m->item_key);
        break;
    case NV_UNDO_DELIVERY:
        m->deliveries.n--;
        nv_chain_pop(&m->delivery_id);
        nv_chain_pop(&m->delivery_endpoint);
        break;
    case NV_UNDO_ATTEMPT:
        m->attempts.n--;
        nv_chain_pop(&m->attempt_delivery);
        break;
    case NV_UNDO_FACT:
        m->facts.n--;
        nv_chain_pop(&m->fact_id);
        break;
    case NV_UNDO_HEARD:
        m->heard.n--;
        nv_chain_pop(&m->heard_key);
        break;
    case NV_UNDO_WINDOW:
        m->windows.n--;
        nv_chain_pop(&m->window_agency);
        break;
    case NV_UNDO_REMARK:
        m->remarks.n--;
        break;
    case NV_UNDO_FLAG:
        m->flagged.n--;
        break;
    case NV_UNDO_TERM:
        m->terms.n--;
        nv_chain_pop(&m->term_key);
        break;
    }
}

static void undo_change(struct nv_mem_tables *m, const struct nv_mem_undo *u)
{
    switch (u->table) {
    case NV_UNDO_DELIVERY:
        m->deliveries.v[u->index] = u->old.delivery;
        break;
    case NV_UNDO_ATTEMPT:
        m->attempts.v[u->index] = u->old.attempt;
        break;
    case NV_UNDO_HEARD:
        m->heard.v[u->index] = u->old.heard;
        break;
    case NV_UNDO_WINDOW:
        m->windows.v[u->index] = u->old.window;
        break;
    case NV_UNDO_REMARK:
        m->remarks.v[u->index] = u->old.remark;
        break;
    case NV_UNDO_FLAG:
        m->flagged.v[u->index] = u->old.flagged;
        break;
    case NV_UNDO_TERM:
        m->terms.v[u->index] = u->old.term;
        break;
    case NV_UNDO_NOTICE:
    case NV_UNDO_ITEM:
    case NV_UNDO_FACT:
        break; /* never changed once they are there */
    }
}

void nv_mem_take_back(struct nv_mem_tables *m)
{
    for (; m->undo.n > 0; m->undo.n--) {
        const struct nv_mem_undo *u = nv_vec_last(&m->undo);
        if (u->appended)
            undo_append(m, u);
        else
            undo_change(m, u);
    }
}
