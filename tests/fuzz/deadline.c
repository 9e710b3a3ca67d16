/* libFuzzer: any bytes as a deadline phrase. What is understood must be whole: a dated kind has its
 * last day and a value that reads back as the same day. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "calendar/day.h"
#include "calendar/deadline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    char phrase[NV_DEADLINE_MAX + 100];
    struct nv_deadline d, again;
    struct nv_err err = {0};
    if (n >= sizeof phrase)
        return 0;
    memcpy(phrase, data, n);
    phrase[n] = '\0';
    if (nv_deadline_parse(phrase, 2025, &d, &err) != 0) {
        if (!err.text[0])
            abort();
        return 0;
    }
    if (nv_deadline_is_dated(&d) != (d.last_day != NV_DAY_NONE))
        abort();
    if (d.kind <= NV_DL_YEAR &&
        (nv_deadline_parse(d.value, 1999, &again, NULL) != 0 || again.last_day != d.last_day))
        abort();
    return 0;
}
