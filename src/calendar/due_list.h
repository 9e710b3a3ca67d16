/* The dues of one deadline while they are gathered: what due.c joins and due_rule.c unfolds.
 *
 * Nothing for other modules; theirs is due.h. */
#ifndef NV_CALENDAR_DUE_LIST_H
#define NV_CALENDAR_DUE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "calendar/due.h"
#include "calendar/rule.h"

struct nv_due_item {
    struct nv_due due;
    int32_t begin,
        end; /* of the whole period, where due.first_day may be later and last_day other */
    bool recurring;
    size_t order;
};

struct nv_due_list {
    struct nv_due_span span;
    NV_VEC(struct nv_due_item) items;
    NV_VEC(struct nv_rule) rules;
};

/* An undated due that is there already, or a period told twice, is left out. */
void nv_due_list_add(struct nv_due_list *l, const struct nv_due_item *item);

/* Gathers "quarterly,half-yearly" and the like; false if `text` is no rule. */
bool nv_due_list_read_rules(struct nv_due_list *l, const char *text);
/* Adds the periods of all rules gathered. */
void nv_due_list_unfold(struct nv_due_list *l);

/* Names, as due.h describes them; months are year * 12 + month - 1. */
void nv_due_name_day(char dst[NV_DUE_NAME], int32_t day);
void nv_due_name_week(char dst[NV_DUE_NAME], int32_t monday);
void nv_due_name_months(char dst[NV_DUE_NAME], int first, int length);

#endif
