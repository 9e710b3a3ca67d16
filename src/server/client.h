/* The blocking client of the control socket, for the command line: one call, one answer. */
#ifndef NV_SERVER_CLIENT_H
#define NV_SERVER_CLIENT_H

#include <jansson.h>

struct nv_err;

/* Sends `command` with `args` (borrowed; NULL for none) to the daemon at `path` and waits up to
 * `timeout_s` seconds over all (0: as long as it takes). On 0, *answer is a new reference to an
 * object with `exit` (integer), `text` (string) and `data` (anything).
 *
 * -NV_ENET: nobody listens, too late, or hung up without an answer. -NV_EPERM: this user may not
 * connect. -NV_EPROTO: what came is no answer. -NV_EINVAL, -NV_ETOOBIG: a bad path or request. The
 * message is Vietnamese, for the one who typed the command. */
int nv_client_call(const char *path, const char *command, json_t *args, int timeout_s,
                   json_t **answer, struct nv_err *err);

#endif
