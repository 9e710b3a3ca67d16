/* Files to sheets: one reader for each format, chosen by name or by what the bytes are. Office
 * files are turned by pandoc and xlsx2csv in a child process, without a shell. */
#ifndef NV_IMPORT_READ_H
#define NV_IMPORT_READ_H

#include <stddef.h>

struct nv_buf;
struct nv_err;
struct nv_sheet;

enum nv_format {
    NV_FORMAT_AUTO,
    NV_FORMAT_TSV,
    NV_FORMAT_CSV,
    NV_FORMAT_HTML,
    NV_FORMAT_DOCX,
    NV_FORMAT_XLSX
};

enum { NV_IMPORT_FILE_MAX = 64 << 20, NV_IMPORT_UNPACKED_MAX = 256 << 20 };

/* NV_FORMAT_AUTO where there is none of that name. */
enum nv_format nv_format_find(const char *name);

/* Reads `path` into an initialised sheet. Errors are one Vietnamese sentence that begins with the
 * path. */
int nv_import_read(const char *path, enum nv_format format, struct nv_sheet *s, struct nv_err *err);

/* The same for text in memory: TSV, CSV, HTML. Bytes that are no UTF-8 text are refused. */
int nv_import_text(const char *text, size_t n, enum nv_format format, struct nv_sheet *s,
                   struct nv_err *err);

/* delimited.c: tab, comma, semicolon, bar; quotes of RFC 4180. `delimiter` 0: found out. A quote
 * that is opened and never closed is an error in CSV, a character in TSV. */
int nv_read_delimited(const char *text, size_t n, char delimiter, struct nv_sheet *s,
                      struct nv_err *err);
/* html.c: rows of all tables; text outside of them as rows of table 0. */
void nv_read_html(const char *text, size_t n, struct nv_sheet *s);
/* child.c: runs argv[0] (found in PATH) and gathers its standard output. `package` is what Debian
 * calls the program's package. */
int nv_child_read(const char *const *argv, const char *package, struct nv_buf *out,
                  struct nv_err *err);

#endif
