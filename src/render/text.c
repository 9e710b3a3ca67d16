/* The letter as plain text: the layout filled in, then broken into lines. */
#include "base/buf.h"
#include "render/doc.h"
#include "render/lang.h"
#include "render/render.h"
#include "render/wrap.h"

void nv_doc_text(const struct nv_view *v, const struct nv_tv *data, struct nv_buf *out)
{
    struct nv_buf text = NV_BUF_INIT;
    nv_lang_fill(v->lang, NV_LAYOUT_TEXT, data, &text);
    nv_wrap_text(out, nv_buf_str(&text));
    nv_buf_free(&text);
}

void nv_render_text(const struct nv_letter *l, struct nv_buf *out)
{
    struct nv_view v;
    struct nv_doc doc;
    nv_view_init(&v, l);
    nv_doc_make(&doc, &v);
    nv_doc_text(&v, nv_doc_data(&doc, &v), out);
    nv_view_free(&v);
}
