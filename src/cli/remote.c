#include "cli/remote.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "cli/common.h"

static void print_text(FILE *to, const char *text, bool exact)
{
    size_t n = strlen(text);
    fputs(text, to);
    if (!exact && n && text[n - 1] != '\n')
        fputc('\n', to);
}

int nv_remote_unreachable(struct nv_cli *cli, const char *path, int rc, const struct nv_err *err)
{
    /* Where the service listens stands in the configuration: without it, the usual place was tried
     * in vain and says nothing of the service. */
    if (rc == -NV_ENET && !cli->socket_path && nv_cli_forbidden(cli)) {
        nv_cli_error(cli, "%s: không có quyền đọc cấu hình, nên không biết dịch vụ nghe ở đâu",
                     cli->conf_dir);
        nv_cli_say_rights(cli);
        return NV_EXIT_UNREACHABLE;
    }
    /* The socket is named once, wherever the message came from. */
    if (strstr(err->text, path))
        nv_cli_error(cli, "%s", err->text);
    else
        nv_cli_error(cli, "%s: %s", path, err->code ? err->text : nv_err_text(rc));
    if (rc == -NV_EPERM)
        nv_cli_say_rights(cli);
    return rc == -NV_EINVAL || rc == -NV_ETOOBIG ? NV_EXIT_USAGE : NV_EXIT_UNREACHABLE;
}

int nv_remote_ask(struct nv_cli *cli, const char *command, json_t *args, int timeout_s,
                  json_t **answer)
{
    char *path = nv_cli_socket(cli, NULL);
    struct nv_err err = {0};
    int code = 0, rc = cli->call(path, command, args, timeout_s, answer, &err);
    if (rc != 0)
        code = nv_remote_unreachable(cli, path, rc, &err);
    json_decref(args);
    free(path);
    return code;
}

int nv_remote_call(struct nv_cli *cli, const char *command, json_t *args, int timeout_s,
                   enum nv_remote_text text)
{
    json_t *answer = NULL;
    int code = nv_remote_ask(cli, command, args, timeout_s, &answer);
    if (code != 0)
        return code;
    const char *words = json_string_value(json_object_get(answer, "text"));
    json_t *data = json_object_get(answer, "data");
    code = (int)json_integer_value(json_object_get(answer, "exit"));
    bool refused = code != NV_EXIT_OK && text != NV_TEXT_ANSWER;
    if (cli->json)
        nv_cli_print_json(cli, data ? json_incref(data) : json_null());
    if (words && (!cli->json || code != NV_EXIT_OK))
        print_text(refused || cli->json ? cli->err : cli->out, words,
                   text == NV_TEXT_BYTES && !refused);
    json_decref(answer);
    return code;
}
