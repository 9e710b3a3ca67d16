#include "render/mustache_context.h"

void nv_mcontext_text(struct nv_mcontext *c, const char *s, size_t n)
{
    if (c->mode == NV_TEMPLATE_HTML)
        c->html = nv_mhtml_text(c->html, s, n);
    else if (c->mode == NV_TEMPLATE_JSON)
        c->json = nv_mjson_text(c->json, s, n);
}

static bool has(const struct nv_schema *field, unsigned flag)
{
    return field && (field->flags & flag) != 0;
}

/* Numbers hold nothing but digits and signs. */
static bool is_token(const struct nv_schema *field)
{
    return has(field, NV_FIELD_TOKEN) || (field && field->kind == NV_TV_NUMBER);
}

static const char *refuse_url(const struct nv_mhtml *h, const struct nv_schema *field)
{
    switch ((enum nv_mhtml_url)h->url) {
    case NV_MHTML_URL_START:
        return has(field, NV_FIELD_URL)
                   ? NULL
                   : "biến không được đứng ở đầu địa chỉ liên kết, vì giá trị có thể là "
                     "\"javascript:…\"; viết rõ phần đầu, ví dụ \"https://…/\", hoặc dùng biến địa "
                     "chỉ";
    case NV_MHTML_URL_SLASH:
        return is_token(field)
                   ? NULL
                   : "biến không được đứng ngay sau dấu \"/\" ở đầu địa chỉ, vì \"//…\" dẫn "
                     "sang máy chủ khác; viết rõ phần đầu của đường dẫn";
    case NV_MHTML_URL_SCHEME:
    case NV_MHTML_URL_BAD:
        return "phần đầu địa chỉ trước biến phải là http://, https://, mailto:, tel:, cid: hoặc "
               "một "
               "đường dẫn viết rõ";
    case NV_MHTML_URL_OPEN:
        break;
    }
    return !field || is_token(field)
               ? NULL
               : "trong địa chỉ liên kết chỉ được dùng biến là số, mã hoặc giá "
                 "trị đã mã hoá cho địa chỉ";
}

static const char *refuse_attr(const struct nv_mhtml *h, const struct nv_schema *field)
{
    switch ((enum nv_mhtml_attr)h->attr) {
    case NV_MHTML_PLAIN:
        return NULL;
    case NV_MHTML_EVENT:
        return "biến không được đứng trong thuộc tính on… (mã lệnh)";
    case NV_MHTML_STYLE:
        return is_token(field)
                   ? NULL
                   : "trong thuộc tính style chỉ được dùng biến là số hoặc mã (ví dụ mã màu)";
    case NV_MHTML_URL:
        return refuse_url(h, field);
    case NV_MHTML_FORBIDDEN:
        return "biến không được đứng trong thuộc tính này (srcdoc, content của <meta>)";
    }
    return NULL;
}

static const char *refuse_html(const struct nv_mhtml *h, const struct nv_schema *field)
{
    switch ((enum nv_mhtml_place)h->place) {
    case NV_MHTML_DATA:
        return NULL;
    case NV_MHTML_LT:
    case NV_MHTML_END_LT:
    case NV_MHTML_TAG_NAME:
        return "biến không được đứng trong tên thẻ HTML hoặc dính liền sau nó; dấu \"<\" trong văn "
               "bản "
               "viết là &lt;";
    case NV_MHTML_BEFORE_ATTR:
    case NV_MHTML_ATTR_NAME:
    case NV_MHTML_AFTER_ATTR_NAME:
        return "biến không được đứng ở chỗ tên thuộc tính; viết rõ tên=\"…\" và đặt biến trong "
               "ngoặc "
               "kép";
    case NV_MHTML_BEFORE_VALUE:
    case NV_MHTML_VALUE_BARE:
        return "giá trị thuộc tính có biến phải nằm trong ngoặc kép: tên=\"…\"";
    case NV_MHTML_VALUE_DOUBLE:
    case NV_MHTML_VALUE_SINGLE:
        return refuse_attr(h, field);
    case NV_MHTML_BANG:
    case NV_MHTML_COMMENT:
    case NV_MHTML_BOGUS:
        return "biến không được đứng trong chú thích hoặc khai báo HTML";
    case NV_MHTML_RAW:
        return "biến không được đứng trong <script>, <style> và các phần tử không được đọc như "
               "HTML";
    case NV_MHTML_RCDATA:
        return h->count ? "biến không được dính liền sau \"<\" trong <title>, <textarea>" : NULL;
    }
    return NULL;
}

static const char *refuse_json(enum nv_mjson json, const struct nv_schema *field, bool raw)
{
    if (json == NV_MJSON_ESCAPE)
        return "biến không được đứng ngay sau dấu \"\\\" trong chuỗi JSON";
    if (raw && (json == NV_MJSON_STRING || (field && !has(field, NV_FIELD_MARKUP))))
        return "{{{…}}} và {{&…}} trong JSON chỉ dùng cho biến chứa sẵn JSON và đứng ngoài chuỗi; "
               "dùng "
               "{{…}}";
    return NULL;
}

const char *nv_mcontext_value(struct nv_mcontext *c, const struct nv_schema *field, bool raw)
{
    const char *why = NULL;
    if (c->mode == NV_TEMPLATE_HTML) {
        why = refuse_html(&c->html, field);
        if (!why && raw && c->html.place != NV_MHTML_DATA)
            why = "{{{…}}} và {{&…}} chỉ được đứng giữa văn bản HTML; dùng {{…}}";
        else if (!why && raw && field && !has(field, NV_FIELD_MARKUP))
            why = "{{{…}}} và {{&…}} chỉ dùng cho biến chứa sẵn HTML; dùng {{…}}";
        if (!why)
            c->html = nv_mhtml_after_value(c->html);
    } else if (c->mode == NV_TEMPLATE_JSON) {
        why = refuse_json(c->json, field, raw);
        if (c->json == NV_MJSON_ESCAPE)
            c->json = NV_MJSON_STRING; /* refused once is enough */
    } else if (c->mode == NV_TEMPLATE_FORM && raw && field && !has(field, NV_FIELD_MARKUP)) {
        why = "{{{…}}} và {{&…}} chỉ dùng cho biến đã mã hoá phần trăm; dùng {{…}}";
    }
    return why;
}

bool nv_mcontext_equal(const struct nv_mcontext *a, const struct nv_mcontext *b)
{
    return nv_mhtml_equal(&a->html, &b->html) && a->json == b->json;
}

bool nv_mcontext_at_end(const struct nv_mcontext *c)
{
    return c->html.place == NV_MHTML_DATA && c->json == NV_MJSON_OUTSIDE;
}

const char *nv_mcontext_describe(const struct nv_mcontext *c)
{
    if (c->mode == NV_TEMPLATE_JSON)
        return c->json == NV_MJSON_OUTSIDE ? "ngoài chuỗi JSON" : "trong chuỗi JSON";
    return nv_mhtml_describe(&c->html);
}
