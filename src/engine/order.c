#include "engine/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "calendar/day.h"
#include "model/notice.h"

static int compare_items(const struct nv_item *a, const struct nv_item *b)
{
    if (a->section != b->section)
        return a->section < b->section ? -1 : 1;
    int32_t x = a->effective == NV_DAY_NONE ? INT32_MAX : a->effective;
    int32_t y = b->effective == NV_DAY_NONE ? INT32_MAX : b->effective;
    return x < y ? -1 : x > y;
}

/* Stable, so that equal items keep the order of the plan. A notice is short or nearly sorted. */
void nv_items_sort(struct nv_item *items, size_t total)
{
    struct nv_item *from = items, *to = nv_malloc(total * sizeof *to), *spare = to;
    for (size_t width = 1; width < total; width *= 2) {
        for (size_t at = 0; at < total; at += 2 * width) {
            size_t mid = at + width < total ? at + width : total;
            size_t end = at + 2 * width < total ? at + 2 * width : total;
            for (size_t i = at, j = mid, k = at; k < end; k++)
                to[k] = i < mid && (j >= end || compare_items(&from[i], &from[j]) <= 0) ? from[i++]
                                                                                        : from[j++];
        }
        struct nv_item *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, total * sizeof *from);
    free(spare);
}
