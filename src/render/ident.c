#include "render/ident.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/notice.h"
#include "model/snapshot.h"
#include "render/clean.h"
#include "render/render.h"

/* What could be taken for structure does not get into a name. */
static const char *only(struct nv_arena *a, const char *s, const char *allowed)
{
    struct nv_buf b = NV_BUF_INIT;
    for (s = s ? s : ""; *s; s++)
        if (strchr(allowed, *s))
            nv_buf_addc(&b, *s);
    const char *out = nv_arena_strdup(a, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}

void nv_ident_local(const struct nv_letter *l, struct nv_buf *out)
{
    struct nv_arena *a = nv_arena_new();
    nv_buf_addf(out, "n%llu.%llu.%s", (unsigned long long)l->notice->id,
                (unsigned long long)l->delivery, only(a, l->ledger_id, "0123456789abcdef"));
    nv_arena_free(a);
}

/* The right side is the installation within the sender's domain: a name that is ours alone. */
void nv_render_message_id(const struct nv_letter *l, struct nv_buf *out)
{
    static const char host[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    struct nv_arena *a = nv_arena_new();
    const char *label = only(a, l->snapshot->instance, host);
    const char *mail = nv_clean_address(a, l->snapshot->sender_mail), *at = strchr(mail, '@');
    nv_ident_local(l, out);
    nv_buf_addf(out, "@%s.%s", *label ? label : "nhacviec", at && at[1] ? at + 1 : "invalid");
    nv_arena_free(a);
}
