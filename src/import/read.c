#include "import/read.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/utf8.h"
#include "import/alien.h"
#include "import/sheet.h"

static const struct {
    const char *name;
    enum nv_format format;
} formats[] = {{"tsv", NV_FORMAT_TSV},   {"txt", NV_FORMAT_TSV},   {"tab", NV_FORMAT_TSV},
               {"csv", NV_FORMAT_CSV},   {"html", NV_FORMAT_HTML}, {"htm", NV_FORMAT_HTML},
               {"docx", NV_FORMAT_DOCX}, {"xlsx", NV_FORMAT_XLSX}};

enum nv_format nv_format_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcasecmp(name, formats[i].name) == 0)
            return formats[i].format;
    return NV_FORMAT_AUTO;
}

static bool begins(const struct nv_buf *b, const char *bytes, size_t n)
{
    return b->len >= n && memcmp(b->data, bytes, n) == 0;
}

static enum nv_format guess(const char *path, const struct nv_buf *b)
{
    const char *dot = strrchr(path, '.');
    enum nv_format f = dot ? nv_format_find(dot + 1) : NV_FORMAT_AUTO;
    if (f != NV_FORMAT_AUTO)
        return f;
    if (begins(b, "PK\x03\x04", 4))
        return memmem(b->data, b->len, "xl/workbook", 11) ? NV_FORMAT_XLSX : NV_FORMAT_DOCX;
    size_t head = b->len < 65536 ? b->len : 65536;
    if (memmem(b->data, head, "<table", 6) || memmem(b->data, head, "<html", 5))
        return NV_FORMAT_HTML;
    return memchr(b->data, '\t', head) ? NV_FORMAT_TSV : NV_FORMAT_CSV;
}

int nv_import_text(const char *text, size_t n, enum nv_format format, struct nv_sheet *s,
                   struct nv_err *err)
{
    if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        n -= 3;
    }
    long bad = nv_utf8_check(text, n);
    const char *nul = memchr(text, '\0', n);
    if (bad >= 0)
        return nv_err_set(err, NV_ESYNTAX, "không phải văn bản UTF-8 (sai từ byte %ld); %s",
                          bad + 1, nv_alien_encoding(text, n));
    if (nul)
        return nv_err_set(err, NV_ESYNTAX, "không phải văn bản (byte NUL ở vị trí %ld); %s",
                          (long)(nul - text) + 1, nv_alien_encoding(text, n));
    s->lines = true;
    s->old_font = nv_alien_old_font(text, n);
    if (format != NV_FORMAT_HTML)
        return nv_read_delimited(text, n, format == NV_FORMAT_TSV ? '\t' : 0, s, err);
    nv_read_html(text, n, s);
    return 0;
}

/* A path that begins with '-' must not be taken for an option. */
static char *as_argument(const char *path)
{
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_addf(&b, "%s%s", path[0] == '-' ? "./" : "", path);
    return nv_buf_take(&b, NULL);
}

static int read_office(const char *path, enum nv_format format, struct nv_sheet *s,
                       struct nv_err *err)
{
    struct nv_buf text = NV_BUF_INIT;
    char *file = as_argument(path);
    const char *const pandoc[] = {"pandoc",      "--sandbox", "--from=docx", "--to=html",
                                  "--wrap=none", file,        NULL};
    const char *const xlsx2csv[] = {"xlsx2csv", "-a", "-f", "%d/%m/%Y", file, NULL};
    bool docx = format == NV_FORMAT_DOCX;
    int rc = nv_child_read(docx ? pandoc : xlsx2csv, docx ? "pandoc" : "xlsx2csv", &text, err);
    if (rc == 0 && nv_utf8_check(nv_buf_str(&text), text.len) >= 0)
        rc = nv_err_set(err, NV_ESYNTAX, "%s trả về văn bản không đúng UTF-8",
                        docx ? "pandoc" : "xlsx2csv");
    if (rc == 0)
        s->old_font = nv_alien_old_font(nv_buf_str(&text), text.len);
    if (rc == 0 && docx)
        nv_read_html(nv_buf_str(&text), text.len, s);
    else if (rc == 0)
        rc = nv_read_delimited(nv_buf_str(&text), text.len, ',', s, err);
    nv_buf_free(&text);
    free(file);
    return rc;
}

int nv_import_read(const char *path, enum nv_format format, struct nv_sheet *s, struct nv_err *err)
{
    struct nv_buf text = NV_BUF_INIT;
    int rc = nv_file_read(path, NV_IMPORT_FILE_MAX, &text, err);
    if (rc == -NV_ETOOBIG)
        nv_err_set(err, NV_ETOOBIG, "%s: tệp lớn hơn %d MiB, không đọc", path,
                   NV_IMPORT_FILE_MAX >> 20);
    if (rc != 0)
        goto free_text;
    rc = nv_alien_refuse(&text, err);
    if (rc == 0) {
        if (format == NV_FORMAT_AUTO)
            format = guess(path, &text);
        if (format == NV_FORMAT_DOCX || format == NV_FORMAT_XLSX) {
            rc = nv_alien_archive(&text, NV_IMPORT_UNPACKED_MAX, err);
            nv_buf_free(&text);
            if (rc == 0)
                rc = read_office(path, format, s, err);
        } else {
            rc = nv_import_text(nv_buf_str(&text), text.len, format, s, err);
        }
    }
    if (rc != 0)
        nv_err_wrap(err, rc, "%s", path);
free_text:
    nv_buf_free(&text);
    return rc;
}
