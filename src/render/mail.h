/* The second half of a mail: its finished contents become the bytes of a message. */
#ifndef NV_RENDER_MAIL_H
#define NV_RENDER_MAIL_H

#include "base/buf.h"

struct nv_view;

/* What a letter says, in UTF-8 and not yet encoded. */
struct nv_mail_content {
    const char *subject;
    struct nv_buf text, html;
    struct nv_buf calendar, table; /* empty: not attached */
};

/* Header, encoding, multipart. Of the view only what the header needs is looked at. */
void nv_mail_pack(const struct nv_view *v, const struct nv_mail_content *c, struct nv_buf *out);

#endif
