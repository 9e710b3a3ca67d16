/* A few agencies, and a document's text imported with them. */
#ifndef IMPORT_FIXTURE_H
#define IMPORT_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "import/import.h"
#include "import/read.h"
#include "import/sheet.h"
#include "model/snapshot.h"
#include "nvtest.h"

#define HEAD "TT\tNhiệm vụ\tSản phẩm\tTiến độ\tPhân công\n"

static inline struct nv_snapshot *agencies(void)
{
    static const struct {
        const char *id, *name, *alias;
        bool group;
    } all[] = {
        {"so-noi-vu", "Sở Nội vụ", NULL, false},
        {"so-tai-chinh", "Sở Tài chính", NULL, false},
        {"so-xay-dung", "Sở Xây dựng", NULL, false},
        {"so-ld-tbxh", "Sở Lao động - Thương binh và Xã hội", "Sở LĐ-TB&XH", false},
        {"so-gd-dt", "Sở Giáo dục và Đào tạo", NULL, false},
        {"van-phong", "Văn phòng UBND tỉnh", "Văn phòng Ủy ban nhân dân tỉnh", false},
        {"ubnd-tinh", "Ủy ban nhân dân tỉnh", "UBND tỉnh", false},
        {"vcci", "Liên đoàn Thương mại và Công nghiệp Việt Nam", "VCCI", false},
        {"cac-so", "Các sở, ban, ngành", "các sở, ngành", true},
        {"cac-so-lq", "Các sở, ngành có liên quan", NULL, true},
        {"hiep-hoi", "Các hiệp hội có liên quan", NULL, true},
        {"lien-quan", "Các cơ quan, đơn vị liên quan", "các cơ quan liên quan", true},
        {"10-co-quan", "10 cơ quan hành chính ở 03 cấp", NULL, true},
    };
    enum { N = sizeof all / sizeof *all };
    struct nv_snapshot *s = nv_snapshot_new();
    struct nv_agency *a = nv_arena_alloc(s->arena, N * sizeof *a);
    for (size_t i = 0; i < N; i++) {
        const char **alias = nv_arena_alloc(s->arena, sizeof *alias);
        *alias = all[i].alias;
        a[i] = (struct nv_agency){.id = all[i].id,
                                  .name = all[i].name,
                                  .aliases = {alias, all[i].alias != NULL},
                                  .is_group = all[i].group,
                                  .valid_from = INT32_MIN,
                                  .valid_to = INT32_MIN};
    }
    s->agencies = a;
    s->n_agencies = N;
    return s;
}

struct imported {
    int rc;
    struct nv_buf plan;
    struct nv_diags diags;
    struct nv_import_totals totals;
    struct nv_err err;
};

static inline struct imported import_text(const char *text, enum nv_format format)
{
    struct imported m = {0};
    struct nv_buf changes = NV_BUF_INIT;
    struct nv_import_options o = {.file = "ke-hoach.tsv", .year = 2025};
    struct nv_snapshot *s = agencies();
    struct nv_sheet sheet;
    nv_sheet_init(&sheet);
    m.rc = nv_import_text(text, strlen(text), format, &sheet, &m.err);
    if (m.rc == 0)
        m.rc = nv_import_plan(&sheet, s, &o, &m.plan, &changes, &m.diags, &m.totals, &m.err);
    nv_sheet_free(&sheet);
    nv_snapshot_unref(s);
    nv_buf_free(&changes);
    return m;
}

static inline void imported_free(struct imported *m)
{
    nv_buf_free(&m->plan);
    nv_diag_free(&m->diags);
}

static inline void must_hold(const struct imported *m, const char *text)
{
    ck_assert_msg(strstr(nv_buf_str(&m->plan), text) != NULL, "no “%s” in:\n%s", text,
                  nv_buf_str(&m->plan));
}

static inline void must_not_hold(const struct imported *m, const char *text)
{
    ck_assert_msg(strstr(nv_buf_str(&m->plan), text) == NULL, "“%s” in:\n%s", text,
                  nv_buf_str(&m->plan));
}

#endif
