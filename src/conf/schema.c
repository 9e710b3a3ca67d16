#include "conf/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/utf8.h"
#include "calendar/day.h"

static const char *type_vi(enum nv_type t)
{
    switch (t) {
    case NV_TYPE_TEXT:
        return "một chuỗi trong ngoặc kép";
    case NV_TYPE_STRINGS:
        return "một danh sách chuỗi [ \"…\", \"…\" ]";
    case NV_TYPE_INT:
        return "một số nguyên";
    case NV_TYPE_BOOL:
        return "true hoặc false";
    case NV_TYPE_DAY:
        return "một ngày dạng \"2025-03-31\"";
    case NV_TYPE_GROUP:
        return "một nhóm { … }";
    case NV_TYPE_LIST:
        return "một danh sách các nhóm ( { … }, { … } )";
    }
    return "";
}

static const char *found_vi(int type)
{
    switch (type) {
    case CONFIG_TYPE_INT:
        return "số nguyên";
    case CONFIG_TYPE_INT64:
        return "số nguyên có đuôi L";
    case CONFIG_TYPE_FLOAT:
        return "số thập phân";
    case CONFIG_TYPE_STRING:
        return "chuỗi";
    case CONFIG_TYPE_BOOL:
        return "đúng/sai";
    case CONFIG_TYPE_GROUP:
        return "nhóm { }";
    case CONFIG_TYPE_ARRAY:
        return "dãy [ ]";
    default:
        return "danh sách ( )";
    }
}

const char *nv_nearest(const char *name, const char *const *known, unsigned n)
{
    const char *best = NULL;
    size_t limit = strlen(name) / 3 + 1, least = limit + 1;
    for (unsigned i = 0; i < n; i++) {
        size_t d = nv_utf8_distance(name, known[i]);
        if (d < least) {
            least = d;
            best = known[i];
        }
    }
    return best;
}

static bool is_secret(const char *name)
{
    return strcmp(name, "password") == 0 || strcmp(name, "passwd") == 0 ||
           strcmp(name, "pass") == 0 || strcmp(name, "secret") == 0 || strcmp(name, "token") == 0;
}

static const char *file_of_secret(const struct nv_schema *schema)
{
    for (unsigned i = 0; i < schema->n; i++)
        if (strcmp(schema->fields[i].name, "secret_file") == 0)
            return "secret_file";
    return "password_file";
}

/* Marks the field that was probably meant as written: one mistake, one message. */
static void unknown_key(struct nv_loader *l, const struct nv_node *n,
                        const struct nv_schema *schema, bool *written)
{
    const char *name = config_setting_name(n->s);
    const char *known[NV_FIELDS_MAX];
    if (is_secret(name)) {
        nv_error_key(
            l, n,
            "không ghi mật khẩu (khóa \"%s\") trong tệp cấu hình; hãy ghi vào tệp riêng và "
            "chỉ tới nó bằng %s",
            name, file_of_secret(schema));
        return;
    }
    for (unsigned i = 0; i < schema->n; i++)
        known[i] = schema->fields[i].name;
    const char *near = nv_nearest(name, known, schema->n);
    if (near) {
        nv_error_key(l, n, "%s không có khóa \"%s\"; có phải \"%s\"?", schema->what, name, near);
        for (unsigned i = 0; i < schema->n; i++)
            written[i] |= known[i] == near;
        return;
    }
    struct nv_buf all = NV_BUF_INIT;
    for (unsigned i = 0; i < schema->n; i++)
        nv_buf_addf(&all, "%s%s", i ? ", " : "", known[i]);
    nv_error_key(l, n, "%s không có khóa \"%s\"; các khóa được dùng: %s", schema->what, name,
                 nv_buf_str(&all));
    nv_buf_free(&all);
}

static bool is_blank(const char *s)
{
    while (*s == ' ' || strncmp(s, "\xC2\xA0", 2) == 0)
        s += *s == ' ' ? 1 : 2;
    return !*s;
}

static bool check_text(struct nv_loader *l, const struct nv_node *n, const char *name)
{
    if (!is_blank(config_setting_get_string(n->s)))
        return true;
    nv_error(l, n, "\"%s\" không được để trống", name);
    return false;
}

static bool wrong_type(struct nv_loader *l, const struct nv_node *n, const struct nv_field *f)
{
    nv_error(l, n, "\"%s\" phải là %s, không phải %s", f->name, type_vi(f->type),
             found_vi(config_setting_type(n->s)));
    return false;
}

static bool check_elements(struct nv_loader *l, const struct nv_node *n, const struct nv_field *f,
                           int type)
{
    uint32_t count = nv_node_count(n);
    if (!count && (f->flags & NV_REQUIRED)) {
        nv_error(l, n, "\"%s\" phải có ít nhất một phần tử", f->name);
        return false;
    }
    bool good = true;
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node e = nv_node_child(n, i);
        if (config_setting_type(e.s) != type) {
            nv_error(l, &e, "mỗi phần tử của \"%s\" phải là %s, không phải %s", f->name,
                     type == CONFIG_TYPE_STRING ? "một chuỗi" : "một nhóm { … }",
                     found_vi(config_setting_type(e.s)));
            good = false;
        } else if (type == CONFIG_TYPE_STRING) {
            good &= check_text(l, &e, f->name);
        }
    }
    return good;
}

static bool check_int(struct nv_loader *l, const struct nv_node *n, const struct nv_field *f)
{
    int v = config_setting_get_int(n->s);
    if (v >= f->min && v <= f->max)
        return true;
    nv_error(l, n, "\"%s\" = %d nằm ngoài khoảng cho phép %d đến %d", f->name, v, f->min, f->max);
    return false;
}

static bool check_day(struct nv_loader *l, const struct nv_node *n, const struct nv_field *f)
{
    int32_t day;
    const char *text = config_setting_get_string(n->s);
    if (nv_day_parse_iso(text, &day))
        return true;
    nv_error(l, n, "\"%s\": không có ngày \"%s\"; viết dạng năm-tháng-ngày, ví dụ \"2025-03-31\"",
             f->name, text);
    return false;
}

static bool check_value(struct nv_loader *l, const struct nv_node *n, const struct nv_field *f)
{
    int type = config_setting_type(n->s);
    switch (f->type) {
    case NV_TYPE_TEXT:
        return type == CONFIG_TYPE_STRING ? (f->flags & NV_EMPTY_OK) || check_text(l, n, f->name)
                                          : wrong_type(l, n, f);
    case NV_TYPE_STRINGS:
        if (type == CONFIG_TYPE_STRING)
            return check_text(l, n, f->name);
        return type == CONFIG_TYPE_ARRAY || type == CONFIG_TYPE_LIST
                   ? check_elements(l, n, f, CONFIG_TYPE_STRING)
                   : wrong_type(l, n, f);
    case NV_TYPE_INT:
        return type == CONFIG_TYPE_INT ? check_int(l, n, f) : wrong_type(l, n, f);
    case NV_TYPE_BOOL:
        return type == CONFIG_TYPE_BOOL || wrong_type(l, n, f);
    case NV_TYPE_DAY:
        return type == CONFIG_TYPE_STRING ? check_day(l, n, f) : wrong_type(l, n, f);
    case NV_TYPE_GROUP:
        return type == CONFIG_TYPE_GROUP || wrong_type(l, n, f);
    case NV_TYPE_LIST:
        return type == CONFIG_TYPE_LIST ? check_elements(l, n, f, CONFIG_TYPE_GROUP)
                                        : wrong_type(l, n, f);
    }
    return false;
}

bool nv_schema_check(struct nv_loader *l, const struct nv_node *group,
                     const struct nv_schema *schema, struct nv_node *got)
{
    nv_require(schema->n <= NV_FIELDS_MAX);
    bool good = true, written[NV_FIELDS_MAX] = {false};
    memset(got, 0, schema->n * sizeof *got);
    uint32_t count = nv_node_count(group);
    unsigned next = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node n = nv_node_child(group, i);
        const char *name = config_setting_name(n.s);
        unsigned k = 0;
        /* Keys mostly come in the order of the table. */
        for (; k < schema->n && strcmp(schema->fields[next].name, name) != 0; k++)
            next = next + 1 == schema->n ? 0 : next + 1;
        if (k == schema->n) {
            unknown_key(l, &n, schema, written);
            good = false;
            continue;
        }
        written[next] = true;
        if (check_value(l, &n, &schema->fields[next]))
            got[next] = n;
        else
            good = false;
    }
    for (unsigned i = 0; i < schema->n; i++) {
        if (written[i] || !(schema->fields[i].flags & NV_REQUIRED))
            continue;
        nv_error(l, group, "%s thiếu khóa \"%s\" (%s)", schema->what, schema->fields[i].name,
                 type_vi(schema->fields[i].type));
        good = false;
    }
    return good;
}

/* An escape gives nothing but ASCII. */
static bool is_nfc(const struct nv_loader *l, const char *s)
{
    return l->source->nfc || nv_utf8_is_nfc(s);
}

static const char *text_of(struct nv_loader *l, const char *s)
{
    if (is_nfc(l, s))
        return nv_pool_str(l->pool, s);
    char *nfc = nv_utf8_nfc(s);
    const char *kept = nv_pool_str(l->pool, nfc ? nfc : "");
    free(nfc);
    return kept;
}

const char *nv_get_text(struct nv_loader *l, const struct nv_node *n, const char *fallback)
{
    return n->s ? text_of(l, config_setting_get_string(n->s)) : fallback;
}

const char *nv_get_own_text(struct nv_loader *l, const struct nv_node *n, const char *fallback)
{
    if (!n->s)
        return fallback;
    const char *s = config_setting_get_string(n->s);
    return is_nfc(l, s) ? nv_arena_strdup(l->snap->arena, s) : text_of(l, s);
}

uint32_t nv_strings_count(const struct nv_node *n)
{
    return !n->s ? 0 : config_setting_type(n->s) == CONFIG_TYPE_STRING ? 1 : nv_node_count(n);
}

const char *nv_strings_at(const struct nv_node *n, uint32_t i, struct nv_node *element)
{
    *element = config_setting_type(n->s) == CONFIG_TYPE_STRING ? *n : nv_node_child(n, i);
    return config_setting_get_string(element->s);
}

struct nv_strings nv_get_strings(struct nv_loader *l, const struct nv_node *n)
{
    const char *few[8], **v = few;
    uint32_t count = nv_strings_count(n);
    if (count > 8)
        v = nv_calloc(count, sizeof *v);
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node e;
        v[i] = text_of(l, nv_strings_at(n, i, &e));
    }
    struct nv_strings out = {nv_pool_bytes(l->pool, v, count * sizeof *v), count};
    if (v != few)
        free(v);
    return out;
}

int nv_get_int(const struct nv_node *n, int fallback)
{
    return n->s ? config_setting_get_int(n->s) : fallback;
}

bool nv_get_bool(const struct nv_node *n, bool fallback)
{
    return n->s ? config_setting_get_bool(n->s) : fallback;
}

int32_t nv_get_day(const struct nv_node *n)
{
    int32_t day = NV_DAY_NONE;
    if (n->s)
        nv_day_parse_iso(config_setting_get_string(n->s), &day);
    return day;
}
