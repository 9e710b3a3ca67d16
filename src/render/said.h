/* What one letter has said and may say again: days in words, and what all sentences about an item
 * draw on. Working them out is a third of composing a short letter, and each is needed up to a
 * dozen times. Lives in the arena of the view; filled by those who say (say_time.c, wording.c). */
#ifndef NV_RENDER_SAID_H
#define NV_RENDER_SAID_H

#include <stdint.h>

struct nv_tv;
struct nv_view_item;

enum { NV_SAID_DAYS = 8 };

struct nv_said {
    struct {
        int32_t day;
        const char *text; /* NULL: free */
    } days[NV_SAID_DAYS];
    unsigned next_day; /* whose place is taken next */
    /* The newest: sentences about one item follow each other. */
    const struct nv_view_item *item;
    int32_t today;
    const struct nv_tv *facts;
};

#endif
