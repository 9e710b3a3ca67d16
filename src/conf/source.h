/* One file in memory, and how a message finds its place in it again.
 *
 * libconfig keeps only lines, and those of list elements are too late (it looks one token ahead).
 * So a place is named by its path of indices from the root (the third setting, its fifth element,
 * …) and the text is scanned for it when a message needs it; the lint notes where the elements of
 * the outermost lists begin, so that only one of them is scanned. */
#ifndef NV_CONF_SOURCE_H
#define NV_CONF_SOURCE_H

#include <stdarg.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/vec.h"

enum { NV_SPOT_DEPTH = 16 };

struct nv_mark {
    uint32_t offset;
    int line;
};

struct nv_top {
    struct nv_mark mark; /* of its name */
    uint32_t first;      /* its first element in `elements` */
};

struct nv_source {
    const char *name;                /* as the administrator would name the file; borrowed */
    struct nv_buf text;              /* without byte order mark, ends in a newline */
    NV_VEC(struct nv_top) tops;      /* settings of the root */
    NV_VEC(struct nv_mark) elements; /* elements of lists of the root */
    bool nfc;                        /* all of it surely is (by nv_utf8_is_nfc()) */
    size_t first_diag;               /* diagnostics of the lint, to say no place twice */
    size_t end_diag;
};

/* A setting or element: its indices from the root. Empty: the file as a whole. */
struct nv_spot {
    const struct nv_source *source;
    unsigned depth;
    bool key; /* the name of the setting, not its value */
    uint32_t path[NV_SPOT_DEPTH];
};

void nv_source_free(struct nv_source *s);

/* Reports at a byte of the text, which lies in line `line`. */
void nv_source_report(const struct nv_source *s, struct nv_diags *d, enum nv_severity severity,
                      const char *at, int line, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

/* Reports at a setting. Where the lint spoke of the same place already, nothing is added. */
void nv_spot_report(const struct nv_spot *spot, struct nv_diags *d, enum nv_severity severity,
                    const char *fmt, va_list ap) __attribute__((format(printf, 4, 0)));

/* The line of a setting, 0 if it is not found. */
int nv_spot_line(const struct nv_spot *spot);

#endif
