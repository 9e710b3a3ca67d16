/* What is wrong or doubtful in what an administrator wrote, gathered so that one run tells all.
 *
 * Printed as `file:line:column: lỗi: what is wrong; what is allowed`. The texts are Vietnamese:
 * they are read by administrators. */
#ifndef NV_BASE_DIAG_H
#define NV_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/vec.h"

struct nv_buf;

enum nv_severity { NV_DIAG_ERROR, NV_DIAG_WARNING, NV_DIAG_HINT };

struct nv_diag {
    enum nv_severity severity;
    int line, column; /* from 1; 0 where unknown or not of one place */
    char *file;       /* as the administrator would name it */
    char *text;       /* one line, Vietnamese */
    char *source;     /* the line of the file for the caret display, or NULL */
};

struct nv_diags {
    NV_VEC(struct nv_diag) list;
    size_t errors, warnings, hints;
};

/* Adds one; `source` is set later with nv_diag_source() where the line is at hand. At most 1,000
 * are kept (they are still counted). */
void nv_diag_add(struct nv_diags *d, enum nv_severity severity, const char *file, int line,
                 int column, const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/* Gives the newest diagnostic the source line it speaks of (copied, cut at the line's end). */
void nv_diag_source(struct nv_diags *d, const char *line_start);

/* Forgets what was added after the list had `n`. */
void nv_diag_cut(struct nv_diags *d, size_t n);

/* Sorts by file, line, column; errors before warnings at one place. Stable. */
void nv_diag_sort(struct nv_diags *d);

/* Appends the whole list as text, one `file:line:column: lỗi|cảnh báo|gợi ý: text` a line,
 * followed by the source line and a caret where known. */
void nv_diag_print(const struct nv_diags *d, struct nv_buf *out);

void nv_diag_free(struct nv_diags *d);

#endif
