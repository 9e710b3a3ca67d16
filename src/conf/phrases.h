/* The same deadline phrase stands at thousands of tasks: it is parsed once a year of plan. */
#ifndef NV_CONF_PHRASES_H
#define NV_CONF_PHRASES_H

#include "calendar/deadline.h"

struct nv_loader;

struct nv_phrase_result {
    const char *phrase; /* pooled: compared by address */
    int year;
    struct nv_deadline deadline;
    char *refusal; /* NULL when understood */
};

/* `phrase` comes from the loader's pool. Valid until the next call. */
const struct nv_phrase_result *nv_phrases_parse(struct nv_loader *l, const char *phrase, int year);
void nv_phrases_free(struct nv_loader *l);

#endif
