/* Which files are read in which order, and libconfig. */
#include <libconfig.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "calendar/workdays.h"
#include "conf/conf.h"
#include "conf/hook_request.h"
#include "conf/ladder.h"
#include "conf/lint.h"
#include "conf/loader.h"
#include "conf/names.h"
#include "conf/phrases.h"
#include "conf/templates.h"
#include "render/lang.h"

static const struct part {
    const char *dir; /* NULL: nhacviec.cfg itself */
    void (*read)(struct nv_loader *l, const struct nv_node *root);
} parts[] = {
    {NULL, nv_read_main},
    {"agencies", nv_read_agencies},
    {"calendar", nv_read_calendar},
    {"plans", nv_read_plan},
};
enum { MAIN, AGENCIES, CALENDAR, PLANS, N_PARTS };

static const struct part wording = {"templates", nv_read_wording};

enum { LAYOUT_MAX = 256 * 1024 };
enum { MXFAST = 64 * sizeof(size_t) / 4 }; /* glibc's own, mallopt(3) */

static void begin(struct nv_loader *l, struct nv_diags *diags)
{
    memset(l, 0, sizeof *l);
    l->diags = diags;
    l->snap = nv_snapshot_new();
    l->pool = nv_pool_new(l->snap->arena);
    l->snap->policy.roll = true;
    nv_default_policy(l);
}

static void end(struct nv_loader *l)
{
    nv_phrases_free(l);
    nv_names_free(l);
    nv_vec_free(&l->agencies);
    nv_vec_free(&l->drafts);
    nv_vec_free(&l->pending);
    nv_vec_free(&l->successions);
    nv_vec_free(&l->plans);
    nv_vec_free(&l->tasks);
    nv_vec_free(&l->deliverables);
    nv_vec_free(&l->occurrences);
    nv_vec_free(&l->reports);
    nv_vec_free(&l->events);
    nv_vec_free(&l->years);
    nv_free_languages(l);
    free(l->lost_from);
    free(l->blamed);
    free(l->mark);
    nv_source_free(&l->spare);
    nv_pool_free(l->pool);
}

/* The lint knows the grammar, so this is seldom reached; libconfig says no more than a line. */
static void say_syntax(struct nv_loader *l, const config_t *tree, const struct nv_source *s)
{
    int line = config_error_line(tree);
    const char *p = s->text.data, *nl;
    for (int i = 1; i < line && (nl = strchr(p, '\n')); i++)
        p = nl + 1;
    nv_source_report(s, l->diags, NV_DIAG_ERROR, p + strspn(p, " \t"), line,
                     "lỗi cú pháp ở dòng này hoặc ngay trước nó (%s); kiểm tra dấu chấm phẩy, "
                     "ngoặc kép và ngoặc { } ( ) [ ]",
                     config_error_text(tree));
}

/* As a stream: of a string libconfig would first make a copy. */
static bool read_tree(config_t *tree, const struct nv_buf *text)
{
    FILE *in = fmemopen(text->data, text->len, "r");
    nv_require(in != NULL);
    bool good = config_read(tree, in) == CONFIG_TRUE;
    fclose(in);
    return good;
}

/* Text of one file to lint, libconfig and its reader. False if it could not be read as a whole. */
static bool take(struct nv_loader *l, struct nv_source *s, const struct part *part)
{
    if (!nv_lint(s, l->diags))
        return false;
    config_t tree;
    config_init(&tree);
    bool good = read_tree(&tree, &s->text);
    if (good) {
        struct nv_node root = {config_root_setting(&tree), NULL, 0};
        l->source = s;
        part->read(l, &root);
    } else {
        say_syntax(l, &tree, s);
    }
    config_destroy(&tree);
    return good;
}

/* The reason of a failed read, without the path that the diagnostic already has. */
static void say_unreadable(struct nv_loader *l, const char *path, const struct nv_err *err)
{
    size_t n = strlen(path);
    const char *why =
        strncmp(err->text, path, n) == 0 && err->text[n] == ':' ? err->text + n + 2 : err->text;
    if (err->code == NV_EPERM)
        why = "không có quyền đọc";
    nv_diag_add(l->diags, NV_DIAG_ERROR, path, 0, 0, "không đọc được: %s", why);
}

struct paths {
    NV_VEC(char *) list;
};

struct sources {
    NV_VEC(struct nv_source *) list;
};

/* Reads one file. What it consists of goes to `keep`, for messages that come later, or without that
 * into the one source for all files: freeing large blocks each time makes malloc tidy its whole
 * heap. */
static bool read_file(struct nv_loader *l, const char *path, const struct part *part,
                      struct sources *keep)
{
    struct nv_err err = {0};
    struct nv_source s = l->spare;
    bool good = false;
    s.name = nv_pool_str(l->pool, path);
    nv_buf_clear(&s.text);
    s.tops.n = s.elements.n = 0;
    memset(&l->spare, 0, sizeof l->spare);
    bool readable = nv_file_read(path, NV_LINT_FILE_MAX, &s.text, &err) == 0;
    if (readable)
        nv_loader_saw(l, path, &s.text);
    if (!readable) {
        say_unreadable(l, path, &err);
    } else if (keep) {
        nv_vec_push(&keep->list, nv_memdup(&s, sizeof s));
        return take(l, *nv_vec_last(&keep->list), part);
    } else {
        good = take(l, &s, part);
    }
    l->spare = s;
    return good;
}

static void free_sources(struct sources *keep)
{
    for (size_t i = 0; i < keep->list.n; i++) {
        nv_source_free(keep->list.v[i]);
        free(keep->list.v[i]);
    }
    nv_vec_free(&keep->list);
}

/* What supplements a plan is read after it, whatever the files are called. */
static bool read_waiting(struct nv_loader *l, const struct part *part, struct paths *waiting)
{
    bool good = true;
    l->supplements = true;
    for (size_t i = 0; i < waiting->list.n; i++) {
        good &= read_file(l, waiting->list.v[i], part, NULL);
        free(waiting->list.v[i]);
    }
    nv_vec_free(&waiting->list);
    l->supplements = false;
    return good;
}

/* All files of a part. `keep` holds on to their texts, for messages that come later. Returns false
 * if anything could not be read; `*n` counts the files. */
static bool read_part(struct nv_loader *l, const char *dir, const struct part *part,
                      struct sources *keep, size_t *n)
{
    struct nv_buf path = NV_BUF_INIT;
    struct nv_err err = {0};
    struct paths waiting = {0};
    char **names = NULL;
    bool good = true;
    *n = 0;
    nv_buf_addf(&path, "%s/%s", dir, part->dir);
    int rc = nv_dir_list(path.data, ".cfg", &names, &err);
    if (rc != 0 && rc != -NV_ENOENT) {
        say_unreadable(l, path.data, &err);
        good = false;
    }
    for (char **name = names; rc == 0 && *name; name++) {
        nv_buf_clear(&path);
        nv_buf_addf(&path, "%s/%s/%s", dir, part->dir, *name);
        size_t said = l->diags->list.n;
        l->waits = false;
        good &= read_file(l, path.data, part, keep);
        if (l->waits) {
            nv_diag_cut(l->diags, said); /* it is all said when the file is read again */
            nv_vec_push(&waiting.list, nv_strdup(path.data));
        }
        ++*n;
    }
    good &= read_waiting(l, part, &waiting);
    nv_dir_free(names);
    nv_buf_free(&path);
    return good;
}

static bool ends_in(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);
    return n > m && strcmp(s + n - m, suffix) == 0;
}

static void read_layout(struct nv_loader *l, const char *path, const char *name)
{
    struct nv_buf text = NV_BUF_INIT;
    struct nv_err err = {0};
    if (nv_file_read(path, LAYOUT_MAX, &text, &err) != 0) {
        say_unreadable(l, path, &err);
    } else {
        nv_loader_saw(l, path, &text);
        nv_read_layout(l, path, name, &text);
    }
    nv_buf_free(&text);
}

/* templates/LANGUAGE/, where it is: *.txt, *.html and wording.cfg. */
static void read_language(struct nv_loader *l, const char *dir, struct sources *keep)
{
    struct nv_buf path = NV_BUF_INIT;
    struct nv_err err = {0};
    char **names = NULL;
    int rc = nv_dir_list(dir, "", &names, &err);
    if (rc != 0 && rc != -NV_ENOENT)
        say_unreadable(l, dir, &err);
    for (char **name = names; rc == 0 && *name; name++) {
        nv_buf_clear(&path);
        nv_buf_addf(&path, "%s/%s", dir, *name);
        if (ends_in(*name, ".txt") || ends_in(*name, ".html"))
            read_layout(l, path.data, *name);
        else if (strcmp(*name, "wording.cfg") == 0)
            read_file(l, path.data, &wording, keep);
    }
    nv_dir_free(names);
    nv_buf_free(&path);
    nv_finish_language(l, dir);
}

/* The languages that are used, and those that lie in templates/: a mistake there is told before
 * somebody is written to in that language. */
static void read_languages(struct nv_loader *l, const char *dir, struct sources *keep)
{
    struct nv_buf path = NV_BUF_INIT;
    if (!l->languages.n) /* nhacviec.cfg could not be read */
        nv_set_language(l, &(struct nv_node){0});
    nv_begin_languages(l, dir);
    for (uint32_t i = 0; i < l->snap->n_languages; i++) {
        l->language = l->snap->languages[i];
        nv_buf_clear(&path);
        nv_buf_addf(&path, "%s/templates/%s", dir, nv_lang_code(l->language));
        read_language(l, path.data, keep);
    }
    nv_buf_free(&path);
}

static void read_all(struct nv_loader *l, const char *dir, struct sources *keep)
{
    struct nv_buf path = NV_BUF_INIT;
    size_t n;
    nv_buf_addf(&path, "%s/nhacviec.cfg", dir);
    read_file(l, path.data, &parts[MAIN], NULL);
    nv_buf_free(&path);

    nv_read_hooks(l, dir);
    l->agencies_known = read_part(l, dir, &parts[AGENCIES], keep, &n);
    nv_finish_agencies(l);
    l->calendars_known = read_part(l, dir, &parts[CALENDAR], NULL, &n);
    nv_workdays_seal(l->snap->workdays);
    bool plans = read_part(l, dir, &parts[PLANS], NULL, &n);
    if (!n && plans)
        nv_diag_add(l->diags, NV_DIAG_WARNING, dir, 0, 0,
                    "không có kế hoạch nào trong plans/*.cfg; sẽ không có gì để nhắc");
    nv_finish_plans(l);
    read_languages(l, dir, keep);
}

int nv_conf_load(const char *dir, struct nv_diags *diags, struct nv_snapshot **out)
{
    return nv_conf_load_seen(dir, diags, NULL, out);
}

int nv_conf_load_seen(const char *dir, struct nv_diags *diags, struct nv_conf_files *seen,
                      struct nv_snapshot **out)
{
    struct nv_loader l;
    struct sources keep = {0};
    size_t before = diags->errors;
    /* What a tree consisted of is joined while it is freed and in the cache, not all at once for
     * the next large block. */
    mallopt(M_MXFAST, 0);
    begin(&l, diags);
    l.snap->dir = nv_pool_str(l.pool, dir);
    l.seen = seen;
    read_all(&l, dir, &keep);
    end(&l);
    free_sources(&keep);
    nv_diag_sort(diags);
    bool good = diags->errors == before;
    *out = good ? l.snap : NULL;
    if (!good)
        nv_snapshot_unref(l.snap);
    mallopt(M_MXFAST, MXFAST);
    /* libconfig's trees were most of the heap. */
    malloc_trim(0);
    return good ? 0 : -NV_ECONFIG;
}

static const struct part *part_of(const char *name)
{
    for (size_t i = AGENCIES; i < N_PARTS; i++) {
        size_t n = strlen(parts[i].dir);
        if (strncmp(name, parts[i].dir, n) == 0 && name[n] == '/')
            return &parts[i];
    }
    return strcmp(name, "nhacviec.cfg") == 0 ? &parts[MAIN] : NULL;
}

int nv_conf_check_text(const char *name, const char *text, unsigned long n, struct nv_diags *diags)
{
    const struct part *part = part_of(name);
    struct nv_source s = {.name = name};
    struct nv_loader l;
    size_t before = diags->errors;
    if (!part) {
        nv_diag_add(diags, NV_DIAG_ERROR, name, 0, 0,
                    "tệp phải là nhacviec.cfg hoặc nằm trong agencies/, calendar/, plans/");
        return -NV_ECONFIG;
    }
    begin(&l, diags);
    l.alone = true;
    nv_read_hooks(&l, NULL);
    if (part == &parts[PLANS]) {
        nv_finish_agencies(&l);
        nv_workdays_seal(l.snap->workdays);
    }
    if (n > NV_LINT_FILE_MAX) {
        nv_diag_add(diags, NV_DIAG_ERROR, name, 0, 0, "tệp lớn hơn %d byte", NV_LINT_FILE_MAX);
    } else {
        nv_buf_add(&s.text, text, n);
        take(&l, &s, part);
        if (part == &parts[AGENCIES])
            nv_finish_agencies(&l);
    }
    end(&l);
    nv_source_free(&s);
    nv_snapshot_unref(l.snap);
    nv_diag_sort(diags);
    return diags->errors == before ? 0 : -NV_ECONFIG;
}
