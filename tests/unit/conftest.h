/* A configuration directory for one test: files written into a fresh temporary directory. */
#ifndef CONFTEST_H
#define CONFTEST_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "conf/conf.h"
#include "model/snapshot.h"
#include "nvtest.h"

#define CONF_BASE NV_TESTS "/golden/conf/base"
#define CONF_BROKEN NV_TESTS "/golden/conf/broken"

struct conf {
    char dir[64];
    struct nv_diags diags;
    struct nv_snapshot *snap;
};

static inline void conf_path(const struct conf *c, const char *name, char path[300])
{
    nv_fmt(path, 300, "%s/%s", c->dir, name);
}

static inline void conf_write(const struct conf *c, const char *name, const void *data, size_t n)
{
    char path[300];
    conf_path(c, name, path);
    ck_assert_int_eq(nv_file_write(path, data, n, NULL), 0);
}

static inline void conf_text(const struct conf *c, const char *name, const char *text)
{
    conf_write(c, name, text, strlen(text));
}

/* Copies the .cfg files of `from` and of its folders over what is there; of templates/ all files.
 */
static inline void conf_copy(const struct conf *c, const char *from)
{
    static const char *const folders[] = {"",
                                          "agencies/",
                                          "calendar/",
                                          "plans/",
                                          "templates/vi/",
                                          "templates/en/",
                                          "templates/fr/",
                                          "templates/english/",
                                          "templates/webhook/"};
    for (int i = 0; i < 9; i++) {
        char folder[600], name[300], path[900];
        char **names = NULL;
        nv_fmt(folder, sizeof folder, "%s/%s", from, folders[i]);
        if (nv_dir_list(folder, i < 4 ? ".cfg" : "", &names, NULL) != 0)
            continue;
        conf_path(c, folders[i], path);
        ck_assert_int_eq(nv_dir_make(path, 0755, NULL), 0);
        for (char **p = names; *p; p++) {
            struct nv_buf text = NV_BUF_INIT;
            nv_fmt(path, sizeof path, "%s%s", folder, *p);
            if (i == 0)
                nv_fmt(path, sizeof path, "%s/%s", from, *p);
            nv_fmt(name, sizeof name, "%s%s", folders[i], *p);
            ck_assert_int_eq(nv_file_read(path, 1 << 20, &text, NULL), 0);
            conf_write(c, name, text.data, text.len);
            nv_buf_free(&text);
        }
        nv_dir_free(names);
    }
}

/* The minimal good configuration, to be broken. */
static inline void conf_make(struct conf *c)
{
    memset(c, 0, sizeof *c);
    strcpy(c->dir, "/tmp/nvconf.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(c->dir));
    for (const char *const *p = (const char *const[]){"agencies", "calendar", "plans", NULL}; *p;
         p++) {
        char path[300];
        conf_path(c, *p, path);
        ck_assert_int_eq(nv_dir_make(path, 0755, NULL), 0);
    }
    conf_copy(c, CONF_BASE);
}

static inline int conf_load(struct conf *c)
{
    return nv_conf_load(c->dir, &c->diags, &c->snap);
}

/* The first diagnostic of that severity whose place and text match; line 0 and column 0 match any.
 */
static inline const struct nv_diag *conf_find(const struct conf *c, enum nv_severity severity,
                                              const char *file, int line, int column,
                                              const char *word)
{
    char path[300];
    conf_path(c, file, path);
    for (size_t i = 0; i < c->diags.list.n; i++) {
        const struct nv_diag *g = &c->diags.list.v[i];
        if (g->severity == severity && strcmp(g->file, *file ? path : c->dir) == 0 &&
            (!line || g->line == line) && (!column || g->column == column) && strstr(g->text, word))
            return g;
    }
    return NULL;
}

static inline void conf_clean(struct conf *c)
{
    char command[100];
    nv_snapshot_unref(c->snap);
    nv_diag_free(&c->diags);
    nv_fmt(command, sizeof command, "rm -rf %s", c->dir);
    ck_assert_int_eq(system(command), 0);
}

#endif
