/* Facts for a replay, read from a file of JSON lines as `nhacviec log --jsonl` writes them: at what
 * time whoever told what. Each is told to the engine when the virtual clock comes to it. */
#ifndef NV_DAEMON_SCRIPT_H
#define NV_DAEMON_SCRIPT_H

#include <stddef.h>
#include <stdint.h>

#include "model/fact.h"

struct nv_err;
struct nv_script;
struct nv_snapshot;

/* Reads all of the file. NULL with a message that names file and line. */
struct nv_script *nv_script_read(const char *path, const struct nv_snapshot *s, struct nv_err *err);
void nv_script_free(struct nv_script *script); /* NULL is fine */

/* When the next fact is told; INT64_MAX: none is left. */
int64_t nv_script_next_ms(const struct nv_script *script);
/* Takes it. *line is where it stands. Strings live as long as the script. */
const struct nv_fact *nv_script_take(struct nv_script *script, int *line);

#endif
