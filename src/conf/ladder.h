/* Reminder ladders: rungs as text to a policy, from nhacviec.cfg and from the built-in table. */
#ifndef NV_CONF_LADDER_H
#define NV_CONF_LADDER_H

#include <stdbool.h>

#include "model/snapshot.h"

struct nv_loader;
struct nv_node;

enum { NV_RUNGS_MAX = 32, NV_RUNG_COUNT_MAX = 400 };

/* Reads one rung, all but its `text`. NULL when good, else what is allowed. */
const char *nv_rung_parse(const char *text, struct nv_rung *out);

/* True if `b` may follow `a` in a ladder: assigned, start, quarter rungs rising, offsets rising. */
bool nv_rung_rises(const struct nv_rung *a, const struct nv_rung *b);

/* "5w", "20d" of a `repeat`. False if it is not one. */
bool nv_repeat_parse(const char *text, struct nv_ladder *out);

/* Reads `ladders` over what is there. */
void nv_read_ladders(struct nv_loader *l, const struct nv_node *list);

/* The built-in ladders (defaults.c). */
void nv_default_policy(struct nv_loader *l);

/* Ladders of the same rungs are one. */
const struct nv_ladder *nv_ladder_keep(struct nv_loader *l, const struct nv_rung *rungs, unsigned n,
                                       const struct nv_ladder *repeat);

#endif
