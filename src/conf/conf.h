/* Configuration files to a snapshot: own reading and lint, libconfig on strings, a declarative
 * schema, cross references. All errors and warnings of all files come back in one run.
 *
 * The files and their keys are described in docs/configuration.md. Safe to call from any thread. */
#ifndef NV_CONF_CONF_H
#define NV_CONF_CONF_H

struct nv_conf_files;
struct nv_diags;
struct nv_snapshot;

/* Reads `dir`/nhacviec.cfg, agencies/, calendar/, plans/. Returns 0 with a snapshot (the caller's
 * reference) when there is no error, else -NV_ECONFIG and `*out` NULL. Warnings may come with both.
 * File names in diagnostics begin with `dir`. */
int nv_conf_load(const char *dir, struct nv_diags *diags, struct nv_snapshot **out);
/* The same; what was read is added to `seen` (NULL: it is not), whether it was good or not. */
int nv_conf_load_seen(const char *dir, struct nv_diags *diags, struct nv_conf_files *seen,
                      struct nv_snapshot **out);

/* Like nv_conf_load() for one text in memory as if it were `dir`/`name`: for tests and fuzzing.
 * Only lint, syntax and schema are checked. */
int nv_conf_check_text(const char *name, const char *text, unsigned long n, struct nv_diags *diags);

#endif
