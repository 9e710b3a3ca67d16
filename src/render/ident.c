#include "render/ident.h"

#include <stdint.h>
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
                (unsigned long long)l->delivery,
                only(a, l->series ? l->series : l->ledger_id, "0123456789abcdef"));
    nv_arena_free(a);
}

void nv_ident_host(const struct nv_letter *l, struct nv_buf *out)
{
    static const char host[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    struct nv_arena *a = nv_arena_new();
    const char *label = only(a, l->snapshot->instance, host);
    const char *mail = nv_clean_address(a, l->snapshot->sender_mail), *at = strchr(mail, '@');
    nv_buf_addf(out, "%s.%s", *label ? label : "nhacviec", at && at[1] ? at + 1 : "invalid");
    nv_arena_free(a);
}

void nv_render_message_id(const struct nv_letter *l, struct nv_buf *out)
{
    nv_ident_local(l, out);
    nv_buf_addc(out, '@');
    nv_ident_host(l, out);
}

/* FNV-1a, 64 bits: ids need to differ, not to be secret. */
static uint64_t hash(uint64_t h, const char *s)
{
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 0x100000001b3u;
    return (h ^ 0xff) * 0x100000001b3u;
}

void nv_ident_thread(const struct nv_letter *l, const char *about, struct nv_buf *out)
{
    struct nv_arena *a = nv_arena_new();
    uint64_t h = hash(hash(0xcbf29ce484222325u, l->notice->agency), about);
    nv_buf_addf(out, "t.%016llx.%s@", (unsigned long long)h,
                only(a, l->ledger_id, "0123456789abcdef"));
    nv_ident_host(l, out);
    nv_arena_free(a);
}
