/* Fuzzes lint, libconfig, schema and readers on one text. The first byte picks the kind of file. A
 * clang build with -fsanitize=fuzzer,address,undefined of this file with conf and the layers below
 * it; run it on texts of tests/golden/conf with that byte in front. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/diag.h"
#include "conf/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const names[] = {"nhacviec.cfg", "agencies/a.cfg", "calendar/a.cfg",
                                        "plans/a.cfg"};
    struct nv_diags diags = {0};
    struct nv_buf text = NV_BUF_INIT;
    if (n == 0)
        return 0;
    int rc = nv_conf_check_text(names[data[0] % 4], (const char *)data + 1, (unsigned long)n - 1,
                                &diags);
    /* Refused if and only if it says why. */
    if ((rc != 0) != (diags.errors > 0))
        abort();
    nv_diag_print(&diags, &text);
    nv_buf_free(&text);
    nv_diag_free(&diags);
    return 0;
}
