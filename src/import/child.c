#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "import/read.h"

extern char **environ;

enum { CPU_SECONDS = 120, STDERR_MAX = 4096 };
static const rlim_t memory_max = (rlim_t)4 << 30;

struct child {
    pid_t pid;
    int out, err; /* our ends */
};

static void lower(int resource, rlim_t to, struct rlimit *before)
{
    if (getrlimit(resource, before) == 0 && before->rlim_cur > to)
        setrlimit(resource, &(struct rlimit){to, before->rlim_max});
}

/* A hostile document must not keep a processor for ever, nor take all memory. The child inherits
 * the limits: set on it from outside they would come after pandoc had reserved its address space,
 * and then it could not get any. */
static int spawn_limited(pid_t *pid, const char *const *argv, posix_spawn_file_actions_t *actions)
{
    struct rlimit cpu, memory;
    lower(RLIMIT_CPU, CPU_SECONDS, &cpu);
    lower(RLIMIT_AS, memory_max, &memory);
    int e = posix_spawnp(pid, argv[0], actions, NULL, (char *const *)argv, environ);
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_AS, &memory);
    return e;
}

static int spawn(const char *const *argv, struct child *c)
{
    int out[2], err[2];
    if (pipe2(out, O_CLOEXEC) != 0)
        return errno;
    if (pipe2(err, O_CLOEXEC) != 0) {
        int e = errno;
        close(out[0]);
        close(out[1]);
        return e;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    posix_spawn_file_actions_adddup2(&actions, err[1], 2);
    int e = spawn_limited(&c->pid, argv, &actions);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    close(err[1]);
    c->out = out[0];
    c->err = err[0];
    if (e) {
        close(c->out);
        close(c->err);
        return e;
    }
    return 0;
}

/* True while the pipe is open. What does not fit is read and dropped. */
static bool drain(int fd, struct nv_buf *to, size_t max)
{
    char piece[65536];
    ssize_t n = read(fd, piece, sizeof piece);
    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    if (n > 0 && to->len <= max)
        nv_buf_add(to, piece, (size_t)n);
    return n > 0;
}

static void read_both(struct child *c, struct nv_buf *out, struct nv_buf *err)
{
    struct pollfd fds[2] = {{c->out, POLLIN, 0}, {c->err, POLLIN, 0}};
    while (fds[0].fd >= 0 || fds[1].fd >= 0) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            break;
        for (int i = 0; i < 2; i++)
            if (fds[i].fd >= 0 && fds[i].revents &&
                !drain(fds[i].fd, i ? err : out, i ? STDERR_MAX : NV_IMPORT_FILE_MAX))
                fds[i].fd = -1;
        if (out->len > NV_IMPORT_FILE_MAX) {
            kill(c->pid, SIGKILL);
            break;
        }
    }
    close(c->out);
    close(c->err);
}

/* The last line that says something: Python puts the reason there, pandoc has only one. */
static const char *reason(struct nv_buf *err)
{
    const char *s = nv_buf_str(err);
    if (nv_utf8_check(s, err->len) >= 0)
        return "";
    while (err->len && (err->data[err->len - 1] == '\n' || err->data[err->len - 1] == ' '))
        err->data[--err->len] = '\0';
    const char *nl = strrchr(s, '\n');
    return nl ? nl + 1 : s;
}

int nv_child_read(const char *const *argv, const char *package, struct nv_buf *out,
                  struct nv_err *err)
{
    struct child c;
    struct nv_buf said = NV_BUF_INIT;
    int e = spawn(argv, &c), status = 0, rc = 0;
    if (e == ENOENT)
        return nv_err_set(err, NV_ENOENT,
                          "cần chương trình %s để đọc dạng tệp này; cài gói %s (apt install %s)",
                          argv[0], package, package);
    if (e)
        return nv_err_set(err, NV_EIO, "không chạy được %s: %s", argv[0], strerror(e));
    read_both(&c, out, &said);
    while (waitpid(c.pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (out->len > NV_IMPORT_FILE_MAX)
        rc = nv_err_set(err, NV_ETOOBIG, "nội dung sau khi mở ra lớn hơn %d MiB",
                        NV_IMPORT_FILE_MAX >> 20);
    else if (WIFSIGNALED(status))
        rc = nv_err_set(err, NV_ETOOBIG, "%s đọc tệp này quá lâu hoặc quá nhiều bộ nhớ, đã dừng",
                        argv[0]);
    else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        rc = nv_err_set(err, NV_ESYNTAX, "%s không đọc được tệp này%s%s", argv[0],
                        said.len ? ": " : "", reason(&said));
    nv_buf_free(&said);
    return rc;
}
