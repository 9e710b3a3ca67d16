#include "conf/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "conf/foreign.h"
#include "conf/loader.h"

/* After so many different unknown ids the rest go without a suggestion: each costs a walk over all
 * known ones. */
enum { MAX_SUGGESTIONS = 200 };

struct nv_names {
    struct nv_intern *folded;  /* names and aliases for matching */
    NV_VEC(uint32_t) agencies; /* by symbol of `folded` */
    struct nv_intern *unknown;
    NV_VEC(uint32_t) nearest; /* by symbol of `unknown`: an agency or NV_NONE */
    NV_VEC(bool) by_name;     /* by symbol of `unknown`: it is that agency's name */
};

uint32_t nv_names_find(const struct nv_loader *l, const char *id)
{
    return nv_intern_find(l->snap->agency_ids, id);
}

static void add_name(struct nv_names *names, const char *name, uint32_t agency)
{
    char *folded = nv_utf8_fold(name);
    if (folded && *folded && nv_intern_add(names->folded, folded) == names->agencies.n)
        nv_vec_push(&names->agencies, agency);
    free(folded);
}

static struct nv_names *names_of(struct nv_loader *l)
{
    if (l->names)
        return l->names;
    struct nv_names *names = nv_calloc(1, sizeof *names);
    names->folded = nv_intern_new();
    names->unknown = nv_intern_new();
    for (uint32_t i = 0; i < l->agencies.n; i++) {
        const struct nv_agency *a = &l->agencies.v[i];
        add_name(names, a->name, i);
        for (uint32_t k = 0; k < a->aliases.n; k++)
            add_name(names, a->aliases.v[k], i);
    }
    l->names = names;
    return names;
}

void nv_names_free(struct nv_loader *l)
{
    if (!l->names)
        return;
    nv_intern_free(l->names->folded);
    nv_intern_free(l->names->unknown);
    nv_vec_free(&l->names->agencies);
    nv_vec_free(&l->names->nearest);
    nv_vec_free(&l->names->by_name);
    free(l->names);
    l->names = NULL;
}

static uint32_t nearest_id(const struct nv_loader *l, const char *slug)
{
    size_t n = strlen(slug), least = n / 3 + 2;
    uint32_t best = NV_NONE;
    for (uint32_t i = 0; i < l->agencies.n; i++) {
        size_t m = strlen(l->agencies.v[i].id);
        if (m >= n + least || n >= m + least)
            continue;
        size_t d = nv_utf8_distance(slug, l->agencies.v[i].id);
        if (d < least) {
            least = d;
            best = i;
        }
    }
    return best;
}

void nv_names_say_unknown(struct nv_loader *l, const char *id, struct nv_buf *out)
{
    struct nv_names *names = names_of(l);
    uint32_t sym = nv_intern_add(names->unknown, id);
    if (sym == names->nearest.n) {
        uint32_t found = NV_NONE;
        bool by_name = false;
        char *folded = sym < MAX_SUGGESTIONS ? nv_utf8_fold(id) : NULL;
        if (folded) {
            uint32_t name = nv_intern_find(names->folded, folded);
            by_name = name != NV_NONE;
            for (char *p = folded; *p; p++)
                if (*p == ' ' || *p == '_')
                    *p = '-';
            found = by_name ? names->agencies.v[name] : nearest_id(l, folded);
        }
        free(folded);
        nv_vec_push(&names->nearest, found);
        nv_vec_push(&names->by_name, by_name);
    }
    uint32_t near = names->nearest.v[sym];
    nv_buf_addf(out, "không có cơ quan hay nhóm nào có id \"%s\"", id);
    if (strpbrk(id, ",;"))
        nv_buf_adds(out, "; nhiều cơ quan thì mỗi id một ngoặc kép: [ \"…\", \"…\" ]");
    else if (near == NV_NONE)
        nv_buf_adds(out, "; id phải được khai trong agencies/*.cfg");
    else if (names->by_name.v[sym])
        nv_buf_addf(out, "; đó là tên gọi, id là \"%s\"", l->agencies.v[near].id);
    else
        nv_buf_addf(out, "; có phải \"%s\" (%s)?", l->agencies.v[near].id,
                    l->agencies.v[near].name);
    uint32_t hidden = nv_foreign_invisible(id);
    if (near != NV_NONE && !names->by_name.v[sym] && hidden)
        nv_buf_addf(out, " Trong id đang ghi có ký tự không nhìn thấy (U+%04X); hãy gõ lại.",
                    (unsigned)hidden);
}
