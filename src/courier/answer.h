/* What a receiver says in its answer beyond the status: some answer 200 and say in the JSON that
 * they did not take it. Knows nothing of transfers. */
#ifndef NV_COURIER_ANSWER_H
#define NV_COURIER_ANSWER_H

#include <stdbool.h>

struct nv_buf;

/* True if the answer is JSON whose member ("error", "result.ok") is `value`, as JSON writes a
 * number or a word, or a string with that text. */
bool nv_answer_says(const struct nv_buf *answer, const char *member, const char *value);

#endif
