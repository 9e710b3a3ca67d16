#include "render/mustache.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "render/mustache_tree.h"

/* More templates than any set needs; the linker walks them recursively. */
enum { MAX_TEMPLATES = 1000, MAX_NAME = 100 };

struct nv_template_set *nv_template_set_new(enum nv_template_mode mode, size_t max_output)
{
    struct nv_template_set *set = nv_calloc(1, sizeof *set);
    set->mode = mode;
    set->max_output = max_output ? max_output : NV_TEMPLATE_MAX_OUTPUT;
    return set;
}

void nv_template_set_free(struct nv_template_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->all.n; i++) {
        struct nv_mtemplate *t = set->all.v[i];
        free(t->name);
        free(t->file);
        free(t->bytes);
        nv_vec_free(&t->nodes);
        free(t);
    }
    nv_vec_free(&set->all);
    free(set);
}

struct nv_mtemplate *nv_mustache_find(const struct nv_template_set *set, const char *name, size_t n)
{
    for (size_t i = 0; i < set->all.n; i++)
        if (set->all.v[i]->n_name == n && memcmp(set->all.v[i]->name, name, n) == 0)
            return set->all.v[i];
    return NULL;
}

static bool is_template_name(const char *s)
{
    size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");
    return n > 0 && n <= MAX_NAME && s[n] == '\0';
}

/* What the parser relies on: no NUL, valid UTF-8. */
static int check_bytes(struct nv_mtemplate *t, struct nv_diags *diags)
{
    const char *nul = memchr(t->text, '\0', t->n);
    long bad = nv_utf8_check(t->text, t->n);
    if (nul && (bad < 0 || nul - t->text < bad))
        bad = nul - t->text;
    if (bad < 0)
        return 0;
    t->broken = true;
    nv_mustache_complain(t, t->text + bad, diags,
                         nul == t->text + bad
                             ? "có byte 0 trong mẫu; mẫu phải là tệp văn bản UTF-8"
                             : "không phải UTF-8 hợp lệ; hãy lưu tệp với mã UTF-8");
    return -NV_ESYNTAX;
}

int nv_template_add(struct nv_template_set *set, const char *name, const char *file,
                    const char *text, size_t n, struct nv_diags *diags)
{
    nv_require(!set->linked);
    if (!is_template_name(name)) {
        nv_diag_add(diags, NV_DIAG_ERROR, file, 0, 0,
                    "tên mẫu không hợp lệ; chỉ dùng chữ cái không dấu, chữ số, '_', '-', '.', "
                    "nhiều nhất %d ký tự",
                    MAX_NAME);
        return -NV_EINVAL;
    }
    if (nv_mustache_find(set, name, strlen(name))) {
        nv_diag_add(diags, NV_DIAG_ERROR, file, 0, 0, "đã có mẫu tên \"%s\"", name);
        return -NV_EEXIST;
    }
    if (n > NV_TEMPLATE_MAX_SIZE || set->all.n >= MAX_TEMPLATES) {
        nv_diag_add(diags, NV_DIAG_ERROR, file, 0, 0,
                    "mẫu dài %zu byte, là mẫu thứ %zu; cho phép nhiều nhất %d byte và %d mẫu", n,
                    set->all.n + 1, NV_TEMPLATE_MAX_SIZE, MAX_TEMPLATES);
        return -NV_ETOOBIG;
    }
    struct nv_mtemplate *t = nv_calloc(1, sizeof *t);
    t->name = nv_strdup(name);
    t->n_name = strlen(name);
    t->file = nv_strdup(file);
    t->bytes = nv_malloc(n + 1);
    if (n)
        memcpy(t->bytes, text, n);
    t->bytes[n] = '\0';
    size_t bom = n >= 3 && memcmp(t->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    t->text = t->bytes + bom;
    t->n = n - bom;
    nv_vec_push(&set->all, t);
    if (check_bytes(t, diags) == 0)
        nv_mustache_parse(t, diags);
    return t->broken ? -NV_ESYNTAX : 0;
}

size_t nv_template_count(const struct nv_template_set *set)
{
    return set->all.n;
}

const char *nv_template_name(const struct nv_template_set *set, size_t i)
{
    nv_require(i < set->all.n);
    return set->all.v[i]->name;
}

int nv_mustache_line(const struct nv_mtemplate *t, const char *at)
{
    int line = 1;
    for (const char *s = t->text; s < at; s++)
        line += *s == '\n';
    return line;
}

void nv_mustache_complain(const struct nv_mtemplate *t, const char *at, struct nv_diags *diags,
                          const char *fmt, ...)
{
    const char *start = at;
    while (start > t->text && start[-1] != '\n')
        start--;
    struct nv_buf b = NV_BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    nv_buf_vaddf(&b, fmt, ap);
    va_end(ap);
    nv_diag_add(diags, NV_DIAG_ERROR, t->file, nv_mustache_line(t, at), (int)(at - start) + 1, "%s",
                nv_buf_str(&b));
    nv_diag_source(diags, start);
    nv_buf_free(&b);
}

char *nv_mustache_quote(char dst[NV_MUSTACHE_QUOTE], const char *s, size_t n)
{
    size_t keep = n < 60 ? n : 60;
    while (keep > 0 && keep < n && ((unsigned char)s[keep] & 0xC0) == 0x80)
        keep--;
    for (size_t i = 0; i < keep; i++)
        dst[i] = (unsigned char)s[i] < 0x20 || s[i] == 0x7F ? ' ' : s[i];
    nv_fmt(dst + keep, NV_MUSTACHE_QUOTE - keep, "%s", keep < n ? "…" : "");
    return dst;
}
