/* Memory that is there or the process ends: running out is a broken host (one log line, exit 71),
 * and restart recovers. Free with free(). */
#ifndef NV_BASE_MEM_H
#define NV_BASE_MEM_H

#include <stddef.h>

void *nv_malloc(size_t size);
void *nv_calloc(size_t n, size_t size);
void *nv_realloc(void *p, size_t size);
char *nv_strdup(const char *s);
char *nv_strndup(const char *s, size_t n);
void *nv_memdup(const void *p, size_t n);

/* For memory that somebody else asked for: says so and ends the process. */
_Noreturn void nv_mem_exhausted(size_t bytes);

#endif
