#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static const struct {
    int code;
    const char *name, *text;
} errors[] = {
#define NV_ERROR_ROW(sym, num, text) {num, #sym, text},
    NV_ERRORS(NV_ERROR_ROW)
#undef NV_ERROR_ROW
};

/* A cut may fall inside a UTF-8 sequence: take the broken tail away. */
static void trim_utf8(char *text)
{
    size_t n = strlen(text), back = 0;
    while (back < 3 && back < n && ((unsigned char)text[n - 1 - back] & 0xC0) == 0x80)
        back++;
    if (back >= n)
        return;
    unsigned char lead = (unsigned char)text[n - 1 - back];
    size_t want = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (back < want)
        text[n - 1 - back] = '\0';
}

int nv_err_set(struct nv_err *err, int code, const char *fmt, ...)
{
    if (err) {
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(err->text, sizeof err->text, fmt, ap);
        va_end(ap);
        trim_utf8(err->text);
        err->code = code;
    }
    return -code;
}

int nv_err_wrap(struct nv_err *err, int rc, const char *fmt, ...)
{
    if (err) {
        char what[sizeof err->text], old[sizeof err->text];
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(what, sizeof what, fmt, ap);
        va_end(ap);
        memcpy(old, err->code ? err->text : nv_err_text(rc),
               strlen(err->code ? err->text : nv_err_text(rc)) + 1);
        size_t n = strlen(what);
        if (n > sizeof err->text - 3)
            n = sizeof err->text - 3;
        memcpy(err->text, what, n);
        memcpy(err->text + n, ": ", 2);
        size_t room = sizeof err->text - n - 3, m = strlen(old);
        if (m > room)
            m = room;
        memcpy(err->text + n + 2, old, m);
        err->text[n + 2 + m] = '\0';
        trim_utf8(err->text);
        err->code = rc < 0 ? -rc : rc;
    }
    return rc < 0 ? rc : -rc;
}

const char *nv_err_name(int rc)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (errors[i].code == (rc < 0 ? -rc : rc))
            return errors[i].name;
    return "NV_OK";
}

const char *nv_err_text(int rc)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (errors[i].code == (rc < 0 ? -rc : rc))
            return errors[i].text;
    return "success";
}

_Noreturn void nv_require_failed(const char *cond, const char *file, int line)
{
    nv_log(NV_LOG_CRIT, "bug", "condition=\"%s\" file=%s line=%d", cond, file, line);
    abort();
}
