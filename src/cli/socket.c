#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "cli/common.h"

enum { MAIN_FILE_MAX = 1 << 20 };

static const char *skip_blanks(const char *p)
{
    return p + strspn(p, " \t");
}

/* The value of a line `socket = "PATH";`, in new memory, or NULL. */
static char *read_line(const char *line)
{
    const char *p = skip_blanks(line);
    if (strncmp(p, "socket", 6) != 0)
        return NULL;
    p = skip_blanks(p + 6);
    if (*p != '=' && *p != ':')
        return NULL;
    p = skip_blanks(p + 1);
    size_t n = *p == '"' ? strcspn(p + 1, "\"\\\n") : 0;
    return n && p[1 + n] == '"' ? nv_strndup(p + 1, n) : NULL;
}

/* What a person would find in the main file by eye, whatever is wrong with the rest. */
static char *find_in_main_file(const char *dir)
{
    struct nv_buf path = NV_BUF_INIT, text = NV_BUF_INIT;
    char *found = NULL;
    nv_buf_addf(&path, "%s/nhacviec.cfg", dir);
    if (nv_file_read(path.data, MAIN_FILE_MAX, &text, NULL) == 0)
        for (const char *line = nv_buf_str(&text); line && !found;) {
            found = read_line(line);
            line = strchr(line, '\n');
            line = line ? line + 1 : NULL;
        }
    nv_buf_free(&path);
    nv_buf_free(&text);
    return found;
}

char *nv_cli_socket(struct nv_cli *cli, const struct nv_snapshot *s)
{
    if (cli->socket_path)
        return nv_strdup(cli->socket_path);
    struct nv_snapshot *own = s ? NULL : nv_cli_try_load(cli);
    const struct nv_snapshot *use = s ? s : own;
    char *path = use ? nv_strdup(use->socket_path) : find_in_main_file(cli->conf_dir);
    nv_snapshot_unref(own);
    return path ? path : nv_strdup(NV_CLI_SOCKET);
}
