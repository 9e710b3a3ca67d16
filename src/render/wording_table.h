/* The wordings themselves, apart from the code that fills them in, so that an officer can review
 * them. Slots in braces are explained in wording.c. */
#ifndef NV_RENDER_WORDING_TABLE_H
#define NV_RENDER_WORDING_TABLE_H

#include "render/wording.h"

struct nv_wording {
    const char *subject, *opening, *request;
};

const struct nv_wording *nv_wording_of(enum nv_matter matter);

#endif
