/* Typed growable arrays: `NV_VEC(struct nv_item) items = {0};`. Elements are moved by memcpy. */
#ifndef NV_BASE_VEC_H
#define NV_BASE_VEC_H

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define NV_VEC(T)                                                                                  \
    struct {                                                                                       \
        T *v;                                                                                      \
        size_t n, cap;                                                                             \
    }

#define nv_vec_reserve(vec, want)                                                                  \
    do {                                                                                           \
        if ((vec)->cap < (want)) {                                                                 \
            (vec)->cap = (vec)->cap * 2 > (want) ? (vec)->cap * 2 : (want) + 4;                    \
            (vec)->v = nv_realloc((vec)->v, (vec)->cap * sizeof *(vec)->v);                        \
        }                                                                                          \
    } while (0)

#define nv_vec_push(vec, ...)                                                                      \
    do {                                                                                           \
        nv_vec_reserve(vec, (vec)->n + 1);                                                         \
        (vec)->v[(vec)->n++] = (__VA_ARGS__);                                                      \
    } while (0)

/* Appends one zeroed element; the vector's last element is the new one. */
#define nv_vec_push_zero(vec)                                                                      \
    do {                                                                                           \
        nv_vec_reserve(vec, (vec)->n + 1);                                                         \
        memset(&(vec)->v[(vec)->n++], 0, sizeof *(vec)->v);                                        \
    } while (0)

#define nv_vec_last(vec) (&(vec)->v[(vec)->n - 1])

/* Takes the first `k` elements away; the rest keeps its order. */
#define nv_vec_drop_front(vec, k)                                                                  \
    do {                                                                                           \
        size_t nv_dropped_ = (k);                                                                  \
        if (nv_dropped_) {                                                                         \
            (vec)->n -= nv_dropped_;                                                               \
            memmove((vec)->v, (vec)->v + nv_dropped_, (vec)->n * sizeof *(vec)->v);                \
        }                                                                                          \
    } while (0)

#define nv_vec_free(vec)                                                                           \
    do {                                                                                           \
        free((vec)->v);                                                                            \
        memset((vec), 0, sizeof *(vec));                                                           \
    } while (0)

#endif
