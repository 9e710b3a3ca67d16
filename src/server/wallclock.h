/* Wakes the daemon at an instant of civil time, and tells it when somebody sets the clock.
 *
 * A timerfd on CLOCK_REALTIME that the kernel cancels when the clock is set (timerfd_create(2),
 * TFD_TIMER_CANCEL_ON_SET; resuming from suspend counts). It knows instants only: no days, no
 * windows, no zone. Relative times belong to uv_timer. */
#ifndef NV_SERVER_WALLCLOCK_H
#define NV_SERVER_WALLCLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct nv_err;
struct nv_wallclock;
struct uv_loop_s;

/* `now_ms` is the instant of the call. `jumped`: the clock was set; what was armed stays armed
 * unless it is due by now. The callback may arm and may close. */
typedef void nv_wallclock_cb(void *arg, int64_t now_ms, bool jumped);

int nv_wallclock_open(struct uv_loop_s *loop, nv_wallclock_cb *cb, void *arg,
                      struct nv_wallclock **out, struct nv_err *err);

/* Calls back once, at `at_ms` (milliseconds since 1970 UTC) or in the next turn of the loop where
 * that is past; never from inside this function, never early. The new time replaces the old one;
 * INT64_MAX takes it away, and then only a set clock calls back. Inside, no sleep is longer than
 * six hours: such a look at the clock in between is silent. With nothing armed nothing wakes. */
void nv_wallclock_arm(struct nv_wallclock *w, int64_t at_ms);

/* As if the kernel had said that the clock was set: the next turn of the loop calls back with
 * `jumped`. For clocks that change behind the kernel's back, and for tests. */
void nv_wallclock_was_set(struct nv_wallclock *w);

/* CLOCK_REALTIME in milliseconds, rounded down. */
int64_t nv_wallclock_now_ms(void);

/* No callback from here on; freed by the loop's next turn. NULL is fine. */
void nv_wallclock_close(struct nv_wallclock *w);

#endif
