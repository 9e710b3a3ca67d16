/* Whether a fact may be kept: what says nothing new, contradicts what stands, or comes out of order
 * is answered at once and changes nothing. For the engine alone.
 *
 * What is no value at all (a day that is no day, an unknown id) has been refused by whoever took
 * the request. */
#ifndef NV_ENGINE_JUDGE_H
#define NV_ENGINE_JUDGE_H

struct nv_engine;
struct nv_fact;

/* NULL: it is to be kept. Else what its teller is answered (Vietnamese, static), and in *exit_code
 * 0 where all it says is known already, 1 where it is refused. */
const char *nv_judge(const struct nv_engine *e, const struct nv_fact *f, int *exit_code);

/* What the teller of a fact that has just been kept is answered. */
const char *nv_judge_text(const struct nv_engine *e, const struct nv_fact *f);

#endif
