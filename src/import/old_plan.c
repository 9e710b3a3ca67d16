#include "import/old_plan.h"

#include <libconfig.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/file.h"
#include "conf/lint.h"
#include "conf/source.h"
#include "import/update.h"

static const char *text(struct nv_old_plan *p, const config_setting_t *group, const char *key,
                        const char *otherwise)
{
    const char *s;
    return config_setting_lookup_string(group, key, &s) ? nv_arena_strdup(p->arena, s) : otherwise;
}

/* A string or a list of strings, joined. */
static const char *joined(struct nv_old_plan *p, const config_setting_t *group, const char *key,
                          const char *by)
{
    const config_setting_t *list = config_setting_get_member(group, key);
    struct nv_buf b = NV_BUF_INIT;
    int n = list && !config_setting_get_string(list) ? config_setting_length(list) : 0;
    if (list && config_setting_get_string(list))
        nv_buf_adds(&b, config_setting_get_string(list));
    for (int i = 0; i < n; i++) {
        const char *s = config_setting_get_string_elem(list, i);
        nv_buf_addf(&b, "%s%s", i ? by : "", s ? s : "");
    }
    const char *all = nv_arena_strdup(p->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return all;
}

static void add_quoted(struct nv_buf *b, const char *s)
{
    nv_buf_addc(b, '"');
    for (; *s; s++) {
        if (*s == '\n') {
            nv_buf_adds(b, "\\n");
            continue;
        }
        if (*s == '"' || *s == '\\')
            nv_buf_addc(b, '\\');
        nv_buf_addc(b, *s);
    }
    nv_buf_addc(b, '"');
}

/* A value as it may be written in a file; the lint has bounded how deep it nests. */
static void add_value(struct nv_buf *b, const config_setting_t *s)
{
    int type = config_setting_type(s), n = config_setting_length(s);
    const char *open = type == CONFIG_TYPE_GROUP ? "{ " : type == CONFIG_TYPE_ARRAY ? "[ " : "( ";
    const char *close = type == CONFIG_TYPE_GROUP ? "}" : type == CONFIG_TYPE_ARRAY ? " ]" : " )";
    switch (type) {
    case CONFIG_TYPE_STRING:
        add_quoted(b, config_setting_get_string(s));
        return;
    case CONFIG_TYPE_INT:
        nv_buf_addf(b, "%d", config_setting_get_int(s));
        return;
    case CONFIG_TYPE_INT64:
        nv_buf_addf(b, "%lldL", config_setting_get_int64(s));
        return;
    case CONFIG_TYPE_FLOAT:
        nv_buf_addf(b, "%.17g", config_setting_get_float(s));
        return;
    case CONFIG_TYPE_BOOL:
        nv_buf_adds(b, config_setting_get_bool(s) ? "true" : "false");
        return;
    default:
        break;
    }
    nv_buf_adds(b, open);
    for (int i = 0; i < n; i++) {
        const config_setting_t *x = config_setting_get_elem(s, (unsigned)i);
        if (type == CONFIG_TYPE_GROUP)
            nv_buf_addf(b, "%s = ", config_setting_name(x));
        add_value(b, x);
        nv_buf_adds(b, type == CONFIG_TYPE_GROUP ? "; " : i + 1 < n ? ", " : "");
    }
    nv_buf_adds(b, close);
}

/* The settings of `group` that are not among `known`. */
static struct nv_old_extra extra_of(struct nv_old_plan *p, const config_setting_t *group,
                                    const char *const *known)
{
    NV_VEC(const char *) list = {0};
    struct nv_old_extra extra = {0};
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *x = config_setting_get_elem(group, (unsigned)i);
        const char *const *k = known;
        struct nv_buf b = NV_BUF_INIT;
        while (*k && strcmp(*k, config_setting_name(x)) != 0)
            k++;
        if (*k)
            continue;
        nv_buf_addf(&b, "%s = ", config_setting_name(x));
        add_value(&b, x);
        nv_buf_addc(&b, ';');
        nv_vec_push(&list, nv_arena_strdup(p->arena, b.data));
        nv_buf_free(&b);
    }
    extra.n = (uint32_t)list.n;
    if (list.n)
        extra.v = nv_arena_memdup(p->arena, list.v, list.n * sizeof *list.v);
    nv_vec_free(&list);
    return extra;
}

static void read_deliverable(struct nv_old_plan *p, const config_setting_t *group)
{
    struct nv_old_deliverable d = {.name = joined(p, group, "name", "; "),
                                   .due = text(p, group, "due", ""),
                                   .note = text(p, group, "note", NULL)};
    static const char *const known[] = {"name",     "due",   "note",      "lead",     "support",
                                        "executor", "guide", "appraiser", "approver", NULL};
    d.extra = extra_of(p, group, known);
    for (unsigned r = 0; r < NV_ROLE_PRINTED; r++)
        d.roles[r] = joined(p, group, nv_role_name((enum nv_role)r), ", ");
    nv_vec_push(&p->deliverables, d);
}

static void read_task(struct nv_old_plan *p, const config_setting_t *group)
{
    const config_setting_t *list = config_setting_get_member(group, "deliverables");
    struct nv_old_task t = {.id = text(p, group, "id", ""),
                            .title = text(p, group, "title", ""),
                            .first = (uint32_t)p->deliverables.n};
    static const char *const known[] = {"id", "title", "deliverables", NULL};
    t.extra = extra_of(p, group, known);
    t.n = list ? (uint32_t)config_setting_length(list) : 0;
    for (uint32_t i = 0; i < t.n; i++)
        read_deliverable(p, config_setting_get_elem(list, i));
    nv_vec_push(&p->tasks, t);
}

static int read_tree(struct nv_old_plan *p, const config_t *tree, struct nv_err *err)
{
    const config_setting_t *plan = config_lookup(tree, "plan"),
                           *tasks = config_lookup(tree, "tasks");
    if (!plan || !tasks || !config_setting_is_group(plan) || !config_setting_is_list(tasks))
        return nv_err_set(err, NV_ECONFIG, "không phải tệp kế hoạch (cần có plan và tasks)");
    p->id = text(p, plan, "id", NULL);
    p->title = text(p, plan, "title", NULL);
    p->short_name = text(p, plan, "short", NULL);
    p->basis = text(p, plan, "basis", NULL);
    p->signed_day = text(p, plan, "signed", NULL);
    p->owner = text(p, plan, "owner", NULL);
    p->leadership = text(p, plan, "leadership", NULL);
    p->contact = text(p, plan, "contact", NULL);
    config_setting_lookup_int(plan, "year", &p->year);
    static const char *const known[] = {"id",     "year",  "title",      "short",   "basis",
                                        "signed", "owner", "leadership", "contact", NULL};
    static const char *const known_beside[] = {"plan", "sections", "tasks", NULL};
    p->extra = extra_of(p, plan, known);
    p->file_extra = extra_of(p, config_root_setting(tree), known_beside);
    for (int i = 0; i < config_setting_length(tasks); i++) {
        const config_setting_t *t = config_setting_get_elem(tasks, (unsigned)i);
        if (config_setting_is_group(t))
            read_task(p, t);
    }
    return 0;
}

/* The lines of one comment, without its signs. */
static void add_comment(struct nv_old_plan *p, const char *s, const char *end, int line)
{
    for (const char *next; s < end; s = next, line++) {
        const char *nl = memchr(s, '\n', (size_t)(end - s)), *last = nl ? nl : end;
        next = last + 1;
        while (s < last && strchr("#/* \t", *s))
            s++;
        while (last > s && strchr("*/ \t\r", last[-1]))
            last--;
        if (last > s)
            nv_vec_push(&p->comments, (struct nv_old_comment){
                                          nv_arena_strndup(p->arena, s, (size_t)(last - s)), line});
    }
}

static void read_comments(struct nv_old_plan *p, const char *text)
{
    int line = 1;
    for (const char *s = text; *s;) {
        const char *end = s + 1;
        bool comment = *s == '#' || (*s == '/' && (s[1] == '/' || s[1] == '*'));
        if (*s == '"') {
            while (*end && *end != '"')
                end += *end == '\\' && end[1] ? 2 : 1;
            end += *end == '"';
        } else if (comment && s[0] == '/' && s[1] == '*') {
            end = strstr(s + 2, "*/");
            end = end ? end + 2 : s + strlen(s);
        } else if (comment) {
            end = s + strcspn(s, "\n");
        }
        if (comment)
            add_comment(p, s, end, line);
        for (; s < end; s++)
            line += *s == '\n';
    }
}

static int read_source(struct nv_old_plan *p, struct nv_source *source, struct nv_err *err)
{
    struct nv_diags diags = {0};
    config_t tree;
    int rc = 0;
    if (!nv_lint(source, &diags)) {
        rc = nv_err_set(err, NV_ECONFIG, "dòng %d: %s", diags.list.n ? diags.list.v[0].line : 0,
                        diags.list.n ? diags.list.v[0].text : "lỗi cú pháp");
        goto free_diags;
    }
    config_init(&tree);
    if (config_read_string(&tree, source->text.data) != CONFIG_TRUE)
        rc = nv_err_set(err, NV_ECONFIG, "dòng %d: lỗi cú pháp", config_error_line(&tree));
    else
        rc = read_tree(p, &tree, err);
    config_destroy(&tree);
free_diags:
    nv_diag_free(&diags);
    return rc;
}

struct nv_old_plan *nv_old_plan_read(const char *path, struct nv_err *err)
{
    struct nv_source source = {.name = path};
    struct nv_old_plan *p = nv_calloc(1, sizeof *p);
    p->arena = nv_arena_new();
    int rc = nv_file_read(path, NV_LINT_FILE_MAX, &source.text, err);
    if (rc == 0 && (rc = read_source(p, &source, err)) != 0)
        nv_err_wrap(err, rc, "%s", path);
    if (rc == 0)
        read_comments(p, nv_buf_str(&source.text));
    nv_source_free(&source);
    if (rc == 0)
        return p;
    nv_old_plan_free(p);
    return NULL;
}

void nv_old_plan_free(struct nv_old_plan *p)
{
    if (!p)
        return;
    nv_vec_free(&p->comments);
    nv_vec_free(&p->tasks);
    nv_vec_free(&p->deliverables);
    nv_arena_free(p->arena);
    free(p);
}

int nv_old_plan_year(const struct nv_old_plan *p)
{
    return p->year;
}
