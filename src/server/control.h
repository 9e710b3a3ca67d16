/* The control socket: where the command line meets the daemon.
 *
 * A connection carries one request and one answer (server/frame.h) and is then closed by us. This
 * module knows who asks and whether he may change things; it knows no command. Who may connect at
 * all is the file's mode, 0660. */
#ifndef NV_SERVER_CONTROL_H
#define NV_SERVER_CONTROL_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

struct nv_control;
struct nv_err;
struct nv_peer;
struct nv_request;
struct uv_loop_s;

/* A request has come. The handler answers it with nv_request_reply(), now or later, exactly once;
 * until then the request is valid, whether or not the client or the server is still there. */
typedef void nv_control_handler(void *arg, struct nv_request *request);

/* 0 takes the usual value. */
struct nv_control_limits {
    unsigned clients;    /* at once: 64 */
    unsigned request_ms; /* from connecting to the line feed: 10,000 */
    unsigned answer_ms;  /* for the client to take its answer: 30,000 */
    unsigned spare_ms;   /* how long an incomplete request is safe while others wait: 1,000 */
    /* Who is at the other end; NULL: nv_peer_read(), the kernel's word. */
    int (*peer)(int fd, struct nv_peer *out, struct nv_err *err);
};

/* Where more connect than `clients`, the rest wait in the kernel's queue; the oldest
 * whose request is not complete after `spare_ms` then makes room for the next. SIGPIPE is ignored
 * from here on, process-wide: a client may hang up at any time. `limits` may be NULL. Errors as
 * nv_listener_make(); after -NV_EIO the loop needs one more turn. */
int nv_control_open(struct uv_loop_s *loop, const char *path,
                    const struct nv_control_limits *limits, nv_control_handler *handler, void *arg,
                    struct nv_control **out, struct nv_err *err);

/* The same on a listening socket that systemd passed, which is closed with the server; left alone
 * on -NV_EINVAL, where it is no such socket. */
int nv_control_adopt(struct uv_loop_s *loop, int fd, const struct nv_control_limits *limits,
                     nv_control_handler *handler, void *arg, struct nv_control **out,
                     struct nv_err *err);

/* Makes the file again if somebody took it away. The directory is watched, so this happens by
 * itself at once; to be called, too, now and then, for a directory that was itself replaced. What
 * it did, or could not do, is logged. */
void nv_control_renew(struct nv_control *c);

/* Tells everyone who waits that the daemon stops (exit 69), closes all, removes the file. Freed by
 * the loop's next turns. Requests still unanswered must still be answered; it goes nowhere. */
void nv_control_close(struct nv_control *c); /* NULL is fine */

/* From now on members of this group may change things, too; (gid_t)-1, as at first: of no group. */
void nv_control_set_writers(struct nv_control *c, gid_t group);

/* Connections now open. */
unsigned nv_control_clients(const struct nv_control *c);

/* Borrowed, valid until the reply. `args` is always an object. */
const char *nv_request_command(const struct nv_request *r);
json_t *nv_request_args(const struct nv_request *r);

/* Who asks: the login name, or the number where there is none; the kernel's word, not the
 * client's. */
const char *nv_request_actor(const struct nv_request *r);
uid_t nv_request_uid(const struct nv_request *r);
pid_t nv_request_pid(const struct nv_request *r);

/* True for root, the daemon's own user, and members of the group of nv_control_set_writers(); who
 * else may connect only reads. The handler asks before every command that changes something. */
bool nv_request_may_write(const struct nv_request *r);

/* Answers and ends the request. `text` is copied; `data` is taken over, NULL gives null. */
void nv_request_reply(struct nv_request *r, int exit_code, const char *text, json_t *data);
/* The same with a text made of `fmt` and no data, for what cannot be done. Always false. */
bool nv_request_refuse(struct nv_request *r, int exit_code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
