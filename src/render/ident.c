#include "render/ident.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/notice.h"
#include "model/snapshot.h"
#include "render/clean.h"
#include "render/render.h"

#define HEX_DIGITS "0123456789abcdef"

/* What could be taken for structure does not get into a name. */
static void add_only(struct nv_buf *out, const char *s, const char *allowed)
{
    for (s = s ? s : ""; *s; s += strcspn(s, allowed)) {
        size_t n = strspn(s, allowed);
        nv_buf_add(out, s, n);
        s += n;
    }
}

void nv_ident_local(const struct nv_letter *l, struct nv_buf *out)
{
    nv_buf_addc(out, 'n');
    nv_buf_addi(out, (int64_t)l->notice->id);
    nv_buf_addc(out, '.');
    nv_buf_addi(out, (int64_t)l->delivery);
    nv_buf_addc(out, '.');
    add_only(out, l->series ? l->series : l->ledger_id, HEX_DIGITS);
}

void nv_ident_host(const struct nv_letter *l, struct nv_buf *out)
{
    static const char host[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    struct nv_arena *a = nv_arena_new();
    const char *mail = nv_clean_address(a, l->snapshot->sender_mail), *at = strchr(mail, '@');
    size_t before = out->len;
    add_only(out, l->snapshot->instance, host);
    if (out->len == before)
        nv_buf_adds(out, "nhacviec");
    nv_buf_addc(out, '.');
    nv_buf_adds(out, at && at[1] ? at + 1 : "invalid");
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
    uint64_t h = hash(hash(0xcbf29ce484222325u, l->notice->agency), about);
    nv_buf_addf(out, "t.%016llx.", (unsigned long long)h);
    add_only(out, l->ledger_id, HEX_DIGITS);
    nv_buf_addc(out, '@');
    nv_ident_host(l, out);
}
