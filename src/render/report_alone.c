/* Reports by themselves, outside a letter. */
#include "base/arena.h"
#include "base/buf.h"
#include "model/snapshot.h"
#include "model/summary.h"
#include "render/lang.h"
#include "render/mustache_tv.h"
#include "render/report.h"
#include "render/said.h"
#include "render/view.h"
#include "render/wrap.h"

static struct nv_view view_of(const struct nv_lang *lang, const struct nv_summary *r)
{
    struct nv_arena *a = nv_arena_new();
    return (struct nv_view){.arena = a,
                            .snapshot = r->snapshot,
                            .lang = lang,
                            .today = r->cut,
                            .agency_name = "",
                            .said = nv_arena_alloc(a, sizeof(struct nv_said))};
}

void nv_render_report_text(const struct nv_lang *lang, const struct nv_summary *r, bool now,
                           struct nv_buf *out)
{
    struct nv_view v = view_of(lang, r);
    struct nv_buf text = NV_BUF_INIT;
    nv_lang_fill(lang, NV_LAYOUT_REPORT_TEXT, nv_report_data(&v, r, now), &text);
    nv_wrap_text(out, nv_buf_str(&text));
    nv_buf_free(&text);
    nv_view_free(&v);
}

void nv_render_report_page(const struct nv_lang *lang, const struct nv_summary *r, bool now,
                           struct nv_buf *out)
{
    struct nv_view v = view_of(lang, r);
    struct nv_buf picture = NV_BUF_INIT;
    struct nv_tv *data = nv_report_data(&v, r, now);
    nv_report_svg(&v, r, now, &picture);
    nv_tv_set_str(data, "picture", nv_buf_str(&picture));
    nv_lang_fill(lang, NV_LAYOUT_REPORT_PAGE, data, out);
    nv_buf_free(&picture);
    nv_view_free(&v);
}

void nv_render_report_svg(const struct nv_lang *lang, const struct nv_summary *r, bool now,
                          struct nv_buf *out)
{
    struct nv_view v = view_of(lang, r);
    nv_report_svg(&v, r, now, out);
    nv_view_free(&v);
}

void nv_render_report_csv(const struct nv_lang *lang, const struct nv_summary *r,
                          struct nv_buf *out)
{
    struct nv_view v = view_of(lang, r);
    nv_report_csv(&v, r, out);
    nv_view_free(&v);
}
