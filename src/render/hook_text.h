/* Text for receivers that read markup in it: what a value holds stays text there too. The escaping
 * of JSON or of a form comes after it and is the template engine's (mustache_escape.h). */
#ifndef NV_RENDER_HOOK_TEXT_H
#define NV_RENDER_HOOK_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct nv_arena;

enum nv_hook_markup {
    NV_HOOK_PLAIN,    /* the receiver shows it as it is */
    NV_HOOK_MRKDWN,   /* Slack: & < > as references; links and mentions begin with "<" there */
    NV_HOOK_MARKDOWN, /* CommonMark with mentions, hashtags and emoji, as Mattermost has it */
    NV_HOOK_HTML,     /* the HTML of Telegram's parse_mode */
};

/* False where the name is none: "plain", "mrkdwn", "markdown", "html". */
bool nv_hook_markup_find(const char *name, enum nv_hook_markup *out);

/* `s`, clean text, so that it is shown as it is; in the arena, or `s` itself. */
const char *nv_hook_text(struct nv_arena *a, enum nv_hook_markup markup, const char *s);

enum nv_hook_unit {
    NV_HOOK_BYTES,      /* of UTF-8 */
    NV_HOOK_CHARACTERS, /* code points */
    NV_HOOK_UTF16,      /* code units of UTF-16 */
};

/* False where the name is none: "bytes", "characters", "utf16". */
bool nv_hook_unit_find(const char *name, enum nv_hook_unit *out);
size_t nv_hook_length(enum nv_hook_unit unit, const char *s);

#endif
