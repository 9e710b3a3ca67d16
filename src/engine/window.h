/* The hours of working days in which new notices go out. */
#ifndef NV_ENGINE_WINDOW_H
#define NV_ENGINE_WINDOW_H

#include <stdint.h>

struct nv_snapshot;

/* The opening of the window that `now_ms` lies in, INT64_MIN if none is open. */
int64_t nv_window_open(const struct nv_snapshot *s, int64_t now_ms);
/* The first opening after `now_ms`. */
int64_t nv_window_next(const struct nv_snapshot *s, int64_t now_ms);

#endif
