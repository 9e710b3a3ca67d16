/* `backup`: a copy of the ledger while the service runs. The service makes it where alone it may
 * write; this takes it to where it was wanted. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/oserr.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/remote.h"

enum { TIMEOUT_S = 3600, CHUNK = 1 << 20 };

static bool copy_bytes(int from, int to)
{
    char *chunk = nv_malloc(CHUNK);
    ssize_t got;
    bool good = true;
    while (good && (got = read(from, chunk, CHUNK)) > 0)
        for (ssize_t done = 0; good && done < got;) {
            ssize_t w = write(to, chunk + done, (size_t)(got - done));
            good = w >= 0 || errno == EINTR;
            done += w > 0 ? w : 0;
        }
    free(chunk);
    return good && got == 0;
}

/* All or nothing under the wanted name, which must be new. */
static bool take(struct nv_cli *cli, const char *from, const char *to)
{
    struct nv_buf tmp = NV_BUF_INIT;
    nv_buf_addf(&tmp, "%s.tmp%ld", to, (long)getpid());
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int out =
        in < 0 ? -1 : open(tmp.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    const char *where = in < 0 ? from : to;
    bool good = out >= 0 && copy_bytes(in, out) && fsync(out) == 0 && link(tmp.data, to) == 0;
    int why = errno;
    if (out >= 0)
        unlink(tmp.data);
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    if (!good)
        nv_cli_error(cli, "%s: %s", where, nv_oserr_vi(why));
    nv_buf_free(&tmp);
    return good;
}

static int take_answer(struct nv_cli *cli, json_t *answer, const char *to)
{
    json_t *data = json_object_get(answer, "data");
    const char *path = json_string_value(json_object_get(data, "path"));
    if (!path) {
        const char *text = json_string_value(json_object_get(answer, "text"));
        nv_cli_error(cli, "%s", text ? text : "dịch vụ không trả lời rõ");
        return NV_EXIT_NO;
    }
    bool good = take(cli, path, to);
    /* What cannot be read here the service removes after an hour. */
    unlink(path);
    if (!good)
        return NV_EXIT_NO;
    if (cli->json)
        nv_cli_print_json(cli, json_pack("{s:s}", "file", to));
    else
        fprintf(cli->out, "Đã sao lưu sổ vào %s\n", to);
    return NV_EXIT_OK;
}

int nv_cmd_backup(struct nv_cli *cli, const struct nv_args *args)
{
    const char *to = args->words.v[0];
    struct stat st;
    if (lstat(to, &st) == 0) {
        nv_cli_error(cli, "%s đã có; sao lưu không ghi đè, hãy chọn tên khác", to);
        return NV_EXIT_NO;
    }
    char *path = nv_cli_socket(cli, NULL);
    json_t *answer = NULL, *none = json_object();
    struct nv_err err = {0};
    int code, rc = cli->call(path, "backup", none, TIMEOUT_S, &answer, &err);
    if (rc == 0) {
        code = take_answer(cli, answer, to);
    } else {
        code = nv_remote_unreachable(cli, path, rc, &err);
    }
    json_decref(answer);
    json_decref(none);
    free(path);
    return code;
}
