/* Work that has left the configuration, or has come back, since the journal last said so. Only work
 * that somebody has heard of or told something about counts: the rest leaves nothing open. */
#ifndef NV_ENGINE_PRESENCE_H
#define NV_ENGINE_PRESENCE_H

#include "model/fact.h"

struct nv_engine;

typedef void nv_presence_found(void *arg, enum nv_fact_kind kind, const char *key);

/* Calls `found` with NV_FACT_REMOVE or NV_FACT_RESTORE and the occurrence's key, each once. `found`
 * must not step the engine. */
void nv_engine_presence(const struct nv_engine *e, nv_presence_found *found, void *arg);

#endif
