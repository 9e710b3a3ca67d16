/* The very bytes that a configuration was loaded from, kept for who wants to load it again later
 * and somewhere else. Holds no secrets: the loader never reads those into a snapshot, nor through
 * here.
 */
#ifndef NV_CONF_FILES_H
#define NV_CONF_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"

struct nv_conf_file {
    char *name; /* from the configuration directory on: "plans/cchc.cfg" */
    char *data; /* NULL: a directory */
    size_t n;
};

struct nv_conf_files {
    NV_VEC(struct nv_conf_file) list; /* in the order of reading; a file read twice counts last */
    size_t bytes;
};

void nv_conf_files_add(struct nv_conf_files *f, const char *name, const char *data, size_t n);
/* The same for the same names and contents, in the same order, whatever the machine. */
uint64_t nv_conf_files_digest(const struct nv_conf_files *f);
void nv_conf_files_free(struct nv_conf_files *f);

#endif
