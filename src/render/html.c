/* The letter as one HTML page. */
#include "base/buf.h"
#include "render/doc.h"
#include "render/lang.h"
#include "render/render.h"

void nv_doc_html(const struct nv_view *v, const struct nv_tv *data, struct nv_buf *out)
{
    nv_lang_fill(v->lang, NV_LAYOUT_HTML, data, out);
}

void nv_render_html(const struct nv_letter *l, struct nv_buf *out)
{
    struct nv_view v;
    struct nv_doc doc;
    nv_view_init(&v, l);
    nv_doc_make(&doc, &v);
    nv_doc_html(&v, nv_doc_data(&doc, &v), out);
    nv_view_free(&v);
}
