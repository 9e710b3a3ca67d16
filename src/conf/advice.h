/* What an experienced reader of plans would ask about one that is correct: doubtful, not wrong.
 *
 * Works on a finished snapshot, so it knows nothing of files but the places things came from. */
#ifndef NV_CONF_ADVICE_H
#define NV_CONF_ADVICE_H

struct nv_diags;
struct nv_snapshot;

/* Appends hints (NV_DIAG_HINT) and sorts. */
void nv_conf_advise(const struct nv_snapshot *s, struct nv_diags *diags);

#endif
