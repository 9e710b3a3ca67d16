/* The words of the control socket: one request and one answer, each one line of JSON in UTF-8.
 *
 *   {"command":"done","args":{"id":"I.2.1","on":"2025-03-20"}}
 *   {"exit":0,"text":"…","data":null}
 *
 * `args` is an object and may be missing; `exit` is what the command line exits with; `text` is for
 * people, `data` for programs. It knows no sockets and no commands. */
#ifndef NV_SERVER_FRAME_H
#define NV_SERVER_FRAME_H

#include <jansson.h>
#include <stddef.h>

struct nv_buf;
struct nv_err;

/* A request's bytes with the line feed. */
#define NV_FRAME_MAX 65536

/* Reads one request line, with or without its line feed. On success *command is new memory and
 * *args a new reference to an object. -NV_EPROTO with a Vietnamese sentence where it is anything
 * else; unknown and repeated keys are refused. */
int nv_frame_parse_request(const char *line, size_t n, char **command, json_t **args,
                           struct nv_err *err);

/* Appends a request line; `args` is borrowed, NULL for none. -NV_ETOOBIG, -NV_EINVAL. */
int nv_frame_print_request(struct nv_buf *out, const char *command, json_t *args,
                           struct nv_err *err);

/* Appends an answer line. `data` is borrowed, NULL gives null. What is not UTF-8 in `text` becomes
 * U+FFFD: an answer is always sent. */
void nv_frame_print_answer(struct nv_buf *out, int exit_code, const char *text, json_t *data);

/* Reads one answer line. -NV_EPROTO unless it has the three parts; what a later daemon adds to them
 * stays in. */
int nv_frame_parse_answer(const char *line, size_t n, json_t **answer, struct nv_err *err);

#endif
