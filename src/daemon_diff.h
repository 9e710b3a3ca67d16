/* What a reload changes, and what will be sent because of it, in words for who asked. */
#ifndef NV_DAEMON_DIFF_H
#define NV_DAEMON_DIFF_H

#include <stdint.h>

struct nv_buf;
struct nv_engine;
struct nv_snapshot;

/* Appends Vietnamese lines. `engine` still stands on the old schedule. */
void nv_diff_describe(const struct nv_snapshot *old, const struct nv_snapshot *fresh,
                      const struct nv_engine *engine, int64_t now_ms, struct nv_buf *out);

#endif
