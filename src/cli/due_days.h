/* Every day on which something is due by one phrase: one for most, several for lists and for what
 * recurs. Read from the deadline's value. */
#ifndef NV_CLI_DUE_DAYS_H
#define NV_CLI_DUE_DAYS_H

#include <stddef.h>
#include <stdint.h>

struct nv_deadline;

enum { NV_DUE_DAYS = 400 };

/* Fills at most NV_DUE_DAYS days, rising, each once; of what recurs, those of `year`. Returns how
 * many; none where the phrase is undated. */
size_t nv_due_days(const struct nv_deadline *d, int year, int32_t out[NV_DUE_DAYS]);

#endif
