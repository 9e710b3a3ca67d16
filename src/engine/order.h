/* The order of a notice's items: by section, then deadline, then as they were. */
#ifndef NV_ENGINE_ORDER_H
#define NV_ENGINE_ORDER_H

#include <stddef.h>

struct nv_item;

void nv_items_sort(struct nv_item *items, size_t total);

#endif
