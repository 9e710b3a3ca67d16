#include "render/hook_directive.h"

#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/utf8.h"
#include "render/hooks.h"

enum { MAX_WORDS = 4, MAX_LINE = 200, MOST = 8 * 1024 * 1024 };

struct words {
    char text[MAX_LINE];
    char *v[MAX_WORDS + 1];
    unsigned n;
};

static void split(struct words *w, const char *s, size_t n)
{
    char *rest = NULL;
    nv_fmt(w->text, sizeof w->text, "%.*s", (int)(n < MAX_LINE ? n : MAX_LINE - 1), s);
    w->n = 0;
    for (char *one = strtok_r(w->text, " \t\r\n", &rest); one && w->n <= MAX_WORDS;
         one = strtok_r(NULL, " \t\r\n", &rest))
        w->v[w->n++] = one;
}

/* "text", "message.text", "attachments.0.content". */
static bool is_member(const char *s)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    size_t n = strlen(s);
    return n > 0 && n < NV_HOOK_MEMBER && strspn(s, allowed) == n && s[0] != '.' &&
           s[n - 1] != '.' && !strstr(s, "..");
}

static bool number(const char *s, size_t *out)
{
    *out = 0;
    for (; *s >= '0' && *s <= '9' && *out <= MOST; s++)
        *out = *out * 10 + (size_t)(*s - '0');
    return *s == '\0' && *out > 0 && *out <= MOST;
}

static const char *read_limit(struct nv_hook_form *form, const struct words *w)
{
    struct nv_hook_limit limit = {.most = 0};
    if (form->n_limits == NV_HOOK_LIMITS)
        return "nhiều giới hạn quá; nhiều nhất bốn";
    if (w->n != 4 || !is_member(w->v[1]) || !number(w->v[2], &limit.most) ||
        !nv_hook_unit_find(w->v[3], &limit.unit))
        return "viết \"limit THÀNH-PHẦN SỐ ĐƠN-VỊ\", ví dụ \"limit text 4096 utf16\"; thành phần "
               "\"body\" là cả nội dung; đơn vị: bytes, characters, utf16";
    if (strcmp(w->v[1], "body") != 0)
        nv_fmt(limit.member, sizeof limit.member, "%s", w->v[1]);
    form->limits[form->n_limits++] = limit;
    return NULL;
}

static const char *read_escape(struct nv_hook_form *form, const struct words *w)
{
    if (w->n != 2 || !nv_hook_markup_find(w->v[1], &form->markup))
        return "viết \"escape KIỂU\"; các kiểu: plain, mrkdwn, markdown, html";
    return NULL;
}

static const char *read_expect(struct nv_hook_form *form, const struct words *w)
{
    if (w->n != 3 || !is_member(w->v[1]) || strlen(w->v[2]) >= NV_HOOK_MEMBER)
        return "viết \"expect THÀNH-PHẦN GIÁ-TRỊ\" theo JSON của câu trả lời, ví dụ \"expect error "
               "0\"";
    nv_fmt(form->expect_member, sizeof form->expect_member, "%s", w->v[1]);
    nv_fmt(form->expect_value, sizeof form->expect_value, "%s", w->v[2]);
    return NULL;
}

static const char *read_one(struct nv_hook_form *form, const struct words *w)
{
    if (w->n && strcmp(w->v[0], "limit") == 0)
        return read_limit(form, w);
    if (w->n && strcmp(w->v[0], "escape") == 0)
        return read_escape(form, w);
    if (w->n && strcmp(w->v[0], "expect") == 0)
        return read_expect(form, w);
    return "không có chỉ dẫn này; các chỉ dẫn: limit, escape, expect";
}

static void tell(const struct nv_hook_form *form, const char *text, const char *at, const char *why,
                 struct nv_diags *diags)
{
    int line = 1;
    const char *start = text;
    for (const char *s = text; s < at; s++)
        if (*s == '\n') {
            line++;
            start = s + 1;
        }
    nv_diag_add(diags, NV_DIAG_ERROR, form->file, line, (int)(at - start) + 1, "%s", why);
    nv_diag_source(diags, start);
}

bool nv_hook_directives(struct nv_hook_form *form, const char *text, size_t n,
                        struct nv_diags *diags)
{
    static const char mark[] = "{{!@";
    bool good = true;
    const char *end = text + n;
    for (const char *at = text; (at = memmem(at, (size_t)(end - at), mark, sizeof mark - 1));) {
        const char *from = at + sizeof mark - 1;
        const char *close = memmem(from, (size_t)(end - from), "}}", 2);
        struct words w;
        if (!close)
            return good; /* the parser tells of it */
        split(&w, from, (size_t)(close - from));
        const char *why = read_one(form, &w);
        if (why)
            tell(form, text, at, why, diags);
        good = good && !why;
        at = close;
    }
    return good;
}
