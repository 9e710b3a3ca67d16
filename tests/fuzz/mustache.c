/* libFuzzer: any bytes as templates. The first byte chooses the mode, bytes of 0 part the rest into
 * templates m, a, b, c. What is faulty says so; what is accepted renders within its bound, and in
 * HTML and JSON hostile values leave every byte of structure that mild values leave. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "render/mustache.h"
#include "render/mustache_html.h"
#include "render/mustache_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MAX_OUTPUT = 1 << 16 };

static const struct nv_tv *make_data(struct nv_arena *a, const char *value)
{
    struct nv_tv *m = nv_tv_map(a), *inner = nv_tv_map(a), *l = nv_tv_list(a);
    nv_tv_set_str(m, "x", value);
    nv_tv_set_int(m, "n", 3);
    nv_tv_set_bool(m, "t", true);
    nv_tv_set(m, "z", nv_tv_null(a));
    nv_tv_set_str(inner, "b", value);
    nv_tv_set(inner, "l", l);
    for (int i = 0; i < 3; i++)
        nv_tv_push(l, i == 1 ? nv_tv_bool(a, false) : nv_tv_str(a, value));
    nv_tv_set(m, "a", inner);
    nv_tv_set(m, "l", l);
    return m;
}

/* Where the text ends up must not depend on what the values are. */
static void compare(enum nv_template_mode mode, const struct nv_buf *mild,
                    const struct nv_buf *wild)
{
    struct nv_mhtml h = {0}, mild_end = nv_mhtml_text(h, mild->data, mild->len),
                    wild_end = nv_mhtml_text(h, wild->data, wild->len);
    if (mode == NV_TEMPLATE_HTML && (mild_end.place != NV_MHTML_DATA || wild_end.place))
        abort();
    if (mode == NV_TEMPLATE_JSON &&
        (nv_mjson_text(NV_MJSON_OUTSIDE, mild->data, mild->len) != NV_MJSON_OUTSIDE ||
         nv_mjson_text(NV_MJSON_OUTSIDE, wild->data, wild->len) != NV_MJSON_OUTSIDE))
        abort();
}

static void render(struct nv_template_set *set, enum nv_template_mode mode, bool safe)
{
    struct nv_arena *a = nv_arena_new();
    struct nv_buf mild = NV_BUF_INIT, wild = NV_BUF_INIT;
    struct nv_err err = {0};
    int rc = nv_template_render(set, "m", make_data(a, "w"), &mild, &err);
    if (rc != 0 && (rc != -NV_ETOOBIG || mild.len || !err.text[0]))
        abort();
    int rc2 = nv_template_render(set, "m", make_data(a, "\"'></script></style></title>--><b x=\\"),
                                 &wild, &err);
    if (rc == 0 && rc2 == 0 && safe)
        compare(mode, &mild, &wild);
    if (mild.len > MAX_OUTPUT || wild.len > MAX_OUTPUT)
        abort();
    nv_buf_free(&mild);
    nv_buf_free(&wild);
    nv_arena_free(a);
}

static const struct nv_schema inner_fields[] = {
    {"b", NV_TV_STRING, 0, NULL}, {"l", NV_TV_LIST, 0, NULL}, {0}};
static const struct nv_schema fields[] = {
    {"x", NV_TV_STRING, 0, NULL},      {"n", NV_TV_NUMBER, 0, NULL}, {"t", NV_TV_BOOL, 0, NULL},
    {"a", NV_TV_MAP, 0, inner_fields}, {"l", NV_TV_LIST, 0, NULL},   {0}};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const names[] = {"m", "a", "b", "c"};
    if (n == 0)
        return 0;
    enum nv_template_mode mode = data[0] & 3;
    const char *s = (const char *)data + 1, *end = (const char *)data + n;
    struct nv_template_set *set = nv_template_set_new(mode, MAX_OUTPUT);
    struct nv_diags diags = {0};
    bool bad = false;
    for (size_t i = 0; i < 4; i++) {
        const char *stop = s < end && i < 3 ? memchr(s, '\0', (size_t)(end - s)) : NULL;
        stop = stop ? stop : end;
        bad |= nv_template_add(set, names[i], names[i], s, (size_t)(stop - s), &diags) != 0;
        s = stop < end ? stop + 1 : end;
    }
    bool linked = nv_template_link(set, &diags) == 0;
    if ((bad && linked) || linked != (diags.errors == 0))
        abort();
    if (linked) {
        size_t before = diags.errors;
        bool safe = nv_template_check(set, "m", data[0] & 4 ? fields : NULL, &diags) == 0;
        if (safe != (diags.errors == before))
            abort();
        render(set, mode, safe && data[0] & 4);
    }
    nv_diag_free(&diags);
    nv_template_set_free(set);
    return 0;
}
