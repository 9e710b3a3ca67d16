/* What the running transaction of the memory store changed, so that all of it can be taken back. It
 * knows where things stand in the tables, not what they mean. */
#ifndef NV_STORE_MEMORY_UNDO_H
#define NV_STORE_MEMORY_UNDO_H

#include <stdbool.h>
#include <stddef.h>

#include "store/memory_tables.h"

/* Notes that the element `index` of a table was appended, or that it is about to change: then the
 * caller fills `old`. Valid until the next one. */
struct nv_mem_undo *nv_mem_remember(struct nv_mem_tables *m, enum nv_mem_table table, bool appended,
                                    size_t index);
/* Takes everything back that is noted, the newest first. */
void nv_mem_take_back(struct nv_mem_tables *m);

#endif
