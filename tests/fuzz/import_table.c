/* Fuzzes the way from a document's text to a plan file: readers, joining, roles, writer. The first
 * byte picks the format. What comes out must be a file that the configuration's lint accepts,
 * whatever went in, and must be the same twice. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "conf/lint.h"
#include "conf/source.h"
#include "import/import.h"
#include "import/read.h"
#include "import/sheet.h"
#include "model/snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void import(const uint8_t *data, size_t n, const struct nv_snapshot *s, struct nv_buf *out)
{
    static const enum nv_format formats[] = {NV_FORMAT_TSV, NV_FORMAT_CSV, NV_FORMAT_HTML};
    struct nv_import_options o = {.file = "a.tsv", .year = data[0] & 64 ? 0 : 2025};
    struct nv_import_totals totals;
    struct nv_diags diags = {0};
    struct nv_buf changes = NV_BUF_INIT;
    struct nv_sheet sheet;
    struct nv_err err = {0};
    nv_sheet_init(&sheet);
    int rc = nv_import_text((const char *)data + 1, n - 1, formats[data[0] % 3], &sheet, &err);
    if (rc == 0)
        rc = nv_import_plan(&sheet, s, &o, out, &changes, &diags, &totals, &err);
    /* Refused if and only if it says why. */
    if ((rc != 0) != (err.code != 0) || (rc != 0 && out->len))
        abort();
    nv_sheet_free(&sheet);
    nv_diag_free(&diags);
    nv_buf_free(&changes);
}

static void must_be_sound(const struct nv_buf *plan)
{
    struct nv_source source = {.name = "a.cfg"};
    struct nv_diags diags = {0};
    nv_buf_add(&source.text, plan->data, plan->len);
    if (!nv_lint(&source, &diags) || diags.errors)
        abort();
    nv_diag_free(&diags);
    nv_source_free(&source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const uint32_t none[1];
    struct nv_buf one = NV_BUF_INIT, two = NV_BUF_INIT;
    if (n == 0)
        return 0;
    struct nv_snapshot *s = nv_snapshot_new();
    struct nv_agency *a = nv_arena_alloc(s->arena, 4 * sizeof *a);
    static const char *const names[][2] = {{"so-noi-vu", "Sở Nội vụ"},
                                           {"so-ld", "Sở Lao động - Thương binh và Xã hội"},
                                           {"ubnd-tinh", "UBND tỉnh"},
                                           {"lien-quan", "Các cơ quan, đơn vị liên quan"}};
    for (uint32_t i = 0; i < 4; i++)
        a[i] = (struct nv_agency){.id = names[i][0],
                                  .name = names[i][1],
                                  .valid_from = INT32_MIN,
                                  .valid_to = INT32_MIN,
                                  .members = {none, 0}};
    s->agencies = a;
    s->n_agencies = 4;
    import(data, n, s, &one);
    import(data, n, s, &two);
    if (one.len != two.len || (one.len && memcmp(one.data, two.data, one.len) != 0))
        abort();
    if (one.len)
        must_be_sound(&one);
    nv_buf_free(&one);
    nv_buf_free(&two);
    nv_snapshot_unref(s);
    return 0;
}
