/* `bounce`: a message that came back, on standard input, as Postfix gives it to a pipe or an alias.
 * Exit codes are those of sysexits.h, by which Postfix keeps the message and tries again (75). */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/dsn.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/remote.h"

enum { TIMEOUT_S = 60, KEPT = 512 * 1024 };

/* All of it is read, so that who writes is not cut off; the beginning is kept. */
static bool read_all(FILE *in, struct nv_buf *out)
{
    char part[16384];
    size_t n;
    while ((n = fread(part, 1, sizeof part, in)) > 0)
        if (out->len < KEPT)
            nv_buf_add(out, part, n);
    return !ferror(in);
}

/* What follows '+' in the address for which it came: as given, as Postfix tells local programs, or
 * as the message says. */
static void find_token(const struct nv_args *args, const struct nv_buf *m, char token[80])
{
    const char *given = args->words.n ? args->words.v[0] : getenv("ORIGINAL_RECIPIENT");
    const char *plus = given ? strchr(given, '+') : NULL;
    token[0] = '\0';
    if (plus)
        nv_fmt(token, 80, "%.*s", (int)strcspn(plus + 1, "@"), plus + 1);
    else
        nv_dsn_extension(nv_buf_str(m), m->len, "", token, 80);
}

int nv_cmd_bounce(struct nv_cli *cli, const struct nv_args *args)
{
    struct nv_buf m = NV_BUF_INIT;
    struct nv_dsn dsn = {0};
    char token[80];
    bool read = read_all(stdin, &m);
    nv_dsn_read(nv_buf_str(&m), m.len, &dsn);
    find_token(args, &m, token);
    nv_buf_free(&m);
    if (!read)
        return EX_TEMPFAIL;
    if (dsn.kind != NV_DSN_FAILED) {
        if (!cli->json)
            fputs(dsn.kind == NV_DSN_DELAYED ? "Thư báo chậm: chưa có gì thay đổi.\n"
                                             : "Không phải thư báo không gửi được: bỏ qua.\n",
                  cli->out);
        return EX_OK;
    }
    int code = nv_remote_call(
        cli, "bounce",
        json_pack("{s:s, s:i, s:s}", "token", token, "code", dsn.code, "text", dsn.text), TIMEOUT_S,
        NV_TEXT_VERDICT);
    return code == NV_EXIT_OK || code == EX_NOPERM ? code : EX_TEMPFAIL;
}
