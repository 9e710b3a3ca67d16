/* Whole files and directory listings, safely: regular files only, size capped, nothing blocks. */
#ifndef NV_BASE_FILE_H
#define NV_BASE_FILE_H

#include <stddef.h>

struct nv_buf;
struct nv_err;

/* Reads a regular file of at most `max` bytes into `out` (appended). A FIFO, device or directory is
 * refused without blocking. Errors name the path and the reason. */
int nv_file_read(const char *path, size_t max, struct nv_buf *out, struct nv_err *err);

/* Of a larger file the beginning: `about` bytes, and at most a read more. */
int nv_file_read_start(const char *path, size_t about, struct nv_buf *out, struct nv_err *err);

/* Writes bytes to `path` through a temporary neighbour, fsync and rename: all or nothing, with the
 * mode that the umask leaves to a new file. A device or a pipe is written to as it is: renaming
 * over it would do away with it. */
int nv_file_write(const char *path, const void *data, size_t n, struct nv_err *err);

/* Names in `dir` that end in `suffix`, sorted by bytes; dot files and names ending in '~' are left
 * out. Returns a NULL-terminated array to be freed with nv_dir_free(). A missing directory is
 * -NV_ENOENT. */
int nv_dir_list(const char *dir, const char *suffix, char ***names, struct nv_err *err);
void nv_dir_free(char **names);

/* mkdir -p with `mode` for what is new. */
int nv_dir_make(const char *path, unsigned mode, struct nv_err *err);

#endif
