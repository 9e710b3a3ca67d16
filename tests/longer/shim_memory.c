/* The part of the shim (shim.c) in which memory is refused. */
#include <errno.h>
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shim.h"

/* libconfig 1.5 does not look at what it gets: whatever fails in there is a crash or a lost
 * setting, and is sampled for itself (`library`: 0 all but those, 1 those alone). */
static uintptr_t library_begin, library_end;

static int look_at(struct dl_phdr_info *info, size_t size, void *arg)
{
    (void)size, (void)arg;
    if (!strstr(info->dlpi_name, "/libconfig.so"))
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type == PT_LOAD && p->p_flags & PF_X) {
            library_begin = info->dlpi_addr + p->p_vaddr;
            library_end = library_begin + p->p_memsz;
        }
    }
    return 1;
}

void shim_find_library(void)
{
    dl_iterate_phdr(look_at, NULL);
}

static int no_memory(const void *caller)
{
    if (!page || page->how != HOW_ALLOCATION)
        return 0;
    int inside = (uintptr_t)caller >= library_begin && (uintptr_t)caller < library_end;
    if (inside != page->library)
        return 0;
    int64_t n = __atomic_add_fetch(&page->allocations, 1, __ATOMIC_SEQ_CST);
    if (!page->at || n < page->at || (page->until == 0 && n > page->at))
        return 0;
    __atomic_add_fetch(&page->struck, 1, __ATOMIC_SEQ_CST);
    errno = ENOMEM;
    return 1;
}

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

/* There in a program that AddressSanitizer watches, whose memory is its own. */
extern void __asan_init(void) __attribute__((weak));
static void *real_malloc, *real_calloc, *real_realloc;

static void *memory(size_t n)
{
    return __asan_init ? REAL(malloc)(n) : __libc_malloc(n);
}

void *malloc(size_t n)
{
    return no_memory(__builtin_return_address(0)) ? NULL : memory(n);
}

void *calloc(size_t n, size_t size)
{
    if (no_memory(__builtin_return_address(0)))
        return NULL;
    return __asan_init ? REAL(calloc)(n, size) : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    if (no_memory(__builtin_return_address(0)))
        return NULL;
    return __asan_init ? REAL(realloc)(p, n) : __libc_realloc(p, n);
}

/* Its own call of malloc would seem to come from libc. */
char *strdup(const char *s)
{
    size_t n = strlen(s) + 1;
    char *copy = no_memory(__builtin_return_address(0)) ? NULL : memory(n);
    return copy ? memcpy(copy, s, n) : NULL;
}

char *__strdup(const char *s)
{
    size_t n = strlen(s) + 1;
    char *copy = no_memory(__builtin_return_address(0)) ? NULL : memory(n);
    return copy ? memcpy(copy, s, n) : NULL;
}
