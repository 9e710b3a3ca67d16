/* What a check and its process share: the file $NV_SHIM, mapped by both. */
#ifndef NV_TESTS_SHIM_H
#define NV_TESTS_SHIM_H

#include <stdint.h>

enum { HOW_KILL = 1, HOW_ERROR, HOW_SHORT, HOW_ALLOCATION };

struct page {
    volatile int64_t offset_ms;
    volatile int64_t count;       /* operations so far */
    volatile int64_t at;          /* which one it strikes; 0: none */
    volatile int64_t until;       /* the last one it strikes; 0: only that one, -1: all later */
    volatile int32_t how, error;  /* HOW_…; errno of HOW_ERROR */
    volatile int32_t sockets;     /* count those as well */
    volatile int32_t set;         /* the clock was set: 1 asks, the shim answers 0 */
    volatile int32_t struck;      /* how often it happened */
    volatile int32_t resynced;    /* fsync of a descriptor whose fsync had failed */
    volatile int32_t freeze;      /* the main thread waits for nothing any more */
    volatile int32_t block_sync;  /* fsync does not come back while this is set */
    volatile int64_t allocations; /* so far */
    volatile int32_t writes;      /* only what needs room is counted */
    volatile int32_t library;     /* allocations in libconfig alone */
};

extern struct page *page; /* NULL before it is mapped, and without a check */

/* The next function of this name in the order of loading. */
void *shim_find(void **slot, const char *name);
#define REAL(name) ((__typeof__(&name))shim_find(&real_##name, #name))

/* Notes where libconfig's code lies, for shim_memory.c. */
void shim_find_library(void);

#endif
