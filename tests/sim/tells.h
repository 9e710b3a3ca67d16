/* What people tell: facts of all kinds about work and events, also such as must be refused. */
#ifndef SIM_TELLS_H
#define SIM_TELLS_H

#include "model/fact.h"
#include "rng.h"
#include "spec.h"
#include "truth.h"

struct nv_fact tells_of_work(struct rng *r, const struct spec *s, const struct truth *t, int task,
                             int64_t now_ms);
struct nv_fact tells_of_event(struct rng *r, const struct truth *t, int event, int64_t now_ms);
/* As the service itself does after a reload: the work has left the plan, or is back. */
struct nv_fact tells_presence(const struct spec *s, int task, int64_t now_ms);

/* Whether what was told, and answered for, is what is true now. */
bool tells_is_kept(const struct truth_state *st, enum nv_fact_kind kind, int32_t to);

#endif
