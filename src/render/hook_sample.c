#include "render/hook_sample.h"

#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "model/snapshot.h"
#include "render/hook_body.h"
#include "render/hooks.h"
#include "render/mustache.h"

/* What `more` says in a sample: found again in the body where the template writes it. */
#define MORE "zq-con-nua-qz"

struct sample {
    struct nv_arena *arena;
    const struct nv_hook *hook;
    uint32_t elements; /* of each list */
    bool truth;        /* of each yes/no; and whether texts are there */
};

static struct nv_tv *map_of(const struct sample *s, const struct nv_schema *fields, bool last);

static struct nv_tv *list_of(const struct sample *s, const struct nv_schema *f)
{
    struct nv_tv *list = nv_tv_list(s->arena);
    for (uint32_t i = 0; i < s->elements; i++)
        nv_tv_push(list, map_of(s, f->fields, i + 1 == s->elements));
    return list;
}

static struct nv_tv *text_of(const struct sample *s, const struct nv_schema *f)
{
    if (strcmp(f->name, "more") == 0)
        return nv_tv_str(s->arena, s->truth ? MORE : NULL);
    if (f->flags & NV_FIELD_TOKEN)
        return nv_tv_str(s->arena, "#1d4ed8");
    return nv_tv_str(s->arena, s->truth ? "Mẫu" : NULL);
}

static struct nv_tv *values_of(const struct sample *s)
{
    struct nv_tv *map = nv_tv_map(s->arena);
    for (uint32_t i = 0; i < s->hook->n_values; i++)
        nv_tv_set_str(map, s->hook->values[i].name, s->hook->values[i].value);
    return map;
}

static struct nv_tv *map_of(const struct sample *s, const struct nv_schema *f, bool last)
{
    struct nv_tv *map = nv_tv_map(s->arena);
    for (; f->name; f++) {
        struct nv_tv *v = NULL;
        if (f->kind == NV_TV_LIST)
            v = list_of(s, f);
        else if (f->kind == NV_TV_NUMBER)
            v = nv_tv_int(s->arena, s->truth);
        else if (f->kind == NV_TV_BOOL)
            v = nv_tv_bool(s->arena, strcmp(f->name, "last") == 0 ? last : s->truth);
        else if (f->kind == NV_TV_STRING)
            v = text_of(s, f);
        else
            v = values_of(s);
        nv_tv_set(map, f->name, v);
    }
    return map;
}

static void tell(const struct nv_hook_form *form, struct nv_diags *diags, const char *why)
{
    nv_diag_add(diags, NV_DIAG_ERROR, form->file, 0, 0, "%s", why);
}

/* The place that jansson names is one of the result, so the words there are told instead. */
static bool is_json(const struct nv_hook_form *form, const struct nv_buf *body,
                    struct nv_diags *diags)
{
    json_error_t e;
    json_t *o = json_loadb(body->data ? body->data : "", body->len, JSON_REJECT_DUPLICATES, &e);
    if (o) {
        json_decref(o);
        return true;
    }
    size_t at = e.position > 0 ? (size_t)e.position : 0, from = at > 40 ? at - 40 : 0;
    while (from < body->len && ((unsigned char)body->data[from] & 0xC0) == 0x80)
        from++;
    struct nv_buf near = NV_BUF_INIT;
    for (size_t i = from; i < body->len && i < at; i++)
        nv_buf_addc(&near, (unsigned char)body->data[i] < 0x20 ? ' ' : body->data[i]);
    nv_diag_add(diags, NV_DIAG_ERROR, form->file, 0, 0,
                "với dữ liệu thử, mẫu không cho ra JSON đúng (%s), ở gần \"%s\"; kiểm tra dấu phẩy "
                "giữa các phần tử ({{^last}},{{/last}}), ngoặc và dấu ngoặc kép",
                e.text, nv_buf_str(&near));
    nv_buf_free(&near);
    return false;
}

static bool is_form(const struct nv_hook_form *form, const struct nv_buf *body,
                    struct nv_diags *diags)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "-._~%&=+*[]";
    const char *s = nv_buf_str(body);
    if (strspn(s, allowed) == body->len)
        return true;
    tell(form, diags,
         "mẫu .form phải là tên=giá-trị nối bằng \"&\" trên một dòng; khoảng trắng viết \"+\", "
         "xuống dòng viết %0A, ký tự khác viết %HH");
    return false;
}

static bool try_one(const struct nv_hooks *h, const struct nv_hook_form *form,
                    const struct sample *s, const struct nv_schema *fields, struct nv_diags *diags)
{
    struct nv_buf body = NV_BUF_INIT;
    const char *why = NULL;
    bool good = nv_hooks_fill(h, form, map_of(s, fields, true), &body) == 0;
    if (!good)
        why = "mẫu cho ra nội dung dài quá mức";
    else
        good = form->is_form ? is_form(form, &body, diags) : is_json(form, &body, diags);
    for (unsigned i = 0; good && !why && i < form->n_limits; i++) {
        size_t length;
        if (!nv_hook_measure(form, &form->limits[i], &body, &length))
            why = "giới hạn (limit) nói về một thành phần mà mẫu không có";
        else if (s->elements == 0 && length > form->limits[i].most)
            why = "giới hạn (limit) quá nhỏ: phần cố định của mẫu đã dài hơn";
        else if (s->truth && !strstr(nv_buf_str(&body), MORE))
            why = "mẫu có giới hạn (limit) nhưng không viết {{more}}: người nhận sẽ không biết còn "
                  "thiếu bao nhiêu nhiệm vụ";
    }
    if (why)
        tell(form, diags, why);
    nv_buf_free(&body);
    return good && !why;
}

int nv_hook_try(const struct nv_hooks *h, const struct nv_hook_form *form,
                const struct nv_hook *hook, const struct nv_schema *fields, struct nv_diags *diags)
{
    bool good = true;
    for (uint32_t i = 0; good && i < 6; i++) {
        struct sample s = {nv_arena_new(), hook, i / 2, i % 2 == 0};
        good = try_one(h, form, &s, fields, diags);
        nv_arena_free(s.arena);
    }
    return good ? 0 : -NV_ECONFIG;
}
