/* The templates of webhook bodies: those of the program and those of an administrator, who may
 * replace one or add more. A file is NAME.json or NAME.form; besides the Mustache language it may
 * hold directives in comments, {{!@ limit … }}, {{!@ escape … }}, {{!@ expect … }}, that say what
 * the receiver can take and what it answers. docs/templates.md describes all of it. Knows nothing
 * of notices and nothing of where files come from.
 *
 * Use: nv_hooks_new(); nv_hooks_file() for each file; nv_hooks_finish(); nv_hooks_check() for each
 * webhook; then it never changes. */
#ifndef NV_RENDER_HOOKS_H
#define NV_RENDER_HOOKS_H

#include <stdbool.h>
#include <stddef.h>

#include "render/hook_text.h"

struct nv_buf;
struct nv_diags;
struct nv_hook;
struct nv_hooks;
struct nv_tv;

enum { NV_HOOK_LIMITS = 4, NV_HOOK_MEMBER = 64 };

/* What the receiver takes of one text: a member of the body ("message.text"), or the whole. */
struct nv_hook_limit {
    char member[NV_HOOK_MEMBER]; /* "" is the whole body */
    size_t most;
    enum nv_hook_unit unit;
};

struct nv_hook_form {
    char *name; /* without ".json", ".form" */
    char *file; /* as diagnostics call it */
    bool is_form;
    bool shipped;
    size_t index; /* in the set of its kind */
    enum nv_hook_markup markup;
    struct nv_hook_limit limits[NV_HOOK_LIMITS];
    unsigned n_limits;
    /* What a good answer says in a member of its JSON; "" where the status alone tells. */
    char expect_member[NV_HOOK_MEMBER], expect_value[NV_HOOK_MEMBER];
};

struct nv_hooks *nv_hooks_new(void);
void nv_hooks_free(struct nv_hooks *h); /* NULL is fine */

/* True for a name that is read: it ends in ".json" or ".form". */
bool nv_hooks_is_file(const char *name);
/* Gives a file of the administrator's. */
void nv_hooks_file(struct nv_hooks *h, const char *name, const char *file, const char *text,
                   size_t n, struct nv_diags *diags);
/* Takes the rest from what is shipped and looks partials up. 0 or -NV_ECONFIG: then only those
 * templates are found that stand by themselves. */
int nv_hooks_finish(struct nv_hooks *h, struct nv_diags *diags);

/* NULL where there is none. The i-th of all; NULL after the last. Files that begin with '_' are
 * partials, not templates. */
const struct nv_hook_form *nv_hooks_find(const struct nv_hooks *h, const char *name);
const struct nv_hook_form *nv_hooks_at(const struct nv_hooks *h, size_t i);

/* Checks the template of `hook` with the values it has: names, places, and that what it makes of
 * sample data is JSON or a form, keeps its limits and says what was left out. 0 or -NV_ECONFIG. */
int nv_hooks_check(const struct nv_hooks *h, const struct nv_hook *hook, struct nv_diags *diags);

/* Appends the body; -NV_ETOOBIG where the template outgrows its bounds. */
int nv_hooks_fill(const struct nv_hooks *h, const struct nv_hook_form *form,
                  const struct nv_tv *data, struct nv_buf *out);

#endif
