/* What an experienced reader of plans would ask about one that is correct: doubtful, not wrong.
 *
 * Works on a finished snapshot, so it knows nothing of files but the places things came from. */
#ifndef NV_CONF_ADVICE_H
#define NV_CONF_ADVICE_H

#include <stdint.h>

struct nv_diags;
struct nv_snapshot;

/* Appends hints (NV_DIAG_HINT) and sorts. */
void nv_conf_advise(const struct nv_snapshot *s, struct nv_diags *diags);

/* While a plan is under way: warns from November on of the coming year's calendar where it is
 * missing or not confirmed, as the owners of plans are told (engine/remark_due.c). Years in which
 * plans have dates are warned of by the loader, whatever the day. Sorts. */
void nv_conf_ask_calendar(const struct nv_snapshot *s, int32_t today, struct nv_diags *diags);

#endif
