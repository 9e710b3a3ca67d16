#include "render/hook_text.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

/* Invisible, and never between two words: what follows is no longer the name of anybody. */
#define WORD_JOINER "\xE2\x81\xA0"

static bool find(const char *const *names, const char *name, unsigned *out)
{
    for (unsigned i = 0; names[i]; i++)
        if (strcmp(names[i], name) == 0) {
            *out = i;
            return true;
        }
    return false;
}

bool nv_hook_markup_find(const char *name, enum nv_hook_markup *out)
{
    static const char *const names[] = {"plain", "mrkdwn", "markdown", "html", NULL};
    unsigned i = 0;
    bool found = find(names, name, &i);
    *out = (enum nv_hook_markup)i;
    return found;
}

bool nv_hook_unit_find(const char *name, enum nv_hook_unit *out)
{
    static const char *const names[] = {"bytes", "characters", "utf16", NULL};
    unsigned i = 0;
    bool found = find(names, name, &i);
    *out = (enum nv_hook_unit)i;
    return found;
}

static const char *reference(char c)
{
    return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : NULL;
}

/* What Markdown reads within a line: backslashes before these are part of the original language and
 * of GFM, so that every reader knows them. */
static void add_markdown(struct nv_buf *b, const char *s)
{
    if (strchr("\\`*_[]~|", *s))
        nv_buf_addc(b, '\\');
    nv_buf_addc(b, *s);
    /* "@all" calls everybody, "#x" is a hashtag, ":x:" an emoji: there is no backslash for them. */
    if (strchr("@#:", *s) && s[1] && !strchr(" /.,;)", s[1]))
        nv_buf_adds(b, WORD_JOINER);
}

const char *nv_hook_text(struct nv_arena *a, enum nv_hook_markup markup, const char *s)
{
    static const char *const special[] = {"", "&<>", "&<>\\`*_[]~|@#:", "&<>\""};
    if (markup == NV_HOOK_PLAIN || !strpbrk(s, special[markup]))
        return s;
    struct nv_buf b = NV_BUF_INIT;
    for (; *s; s++) {
        const char *ref = reference(*s);
        if (ref)
            nv_buf_adds(&b, ref);
        else if (markup == NV_HOOK_HTML && *s == '"')
            nv_buf_adds(&b, "&quot;");
        else if (markup == NV_HOOK_MARKDOWN)
            add_markdown(&b, s);
        else
            nv_buf_addc(&b, *s);
    }
    const char *out = nv_arena_strdup(a, nv_buf_str(&b));
    nv_buf_free(&b);
    return out;
}

size_t nv_hook_length(enum nv_hook_unit unit, const char *s)
{
    size_t n = 0;
    if (unit == NV_HOOK_BYTES)
        return strlen(s);
    for (uint32_t cp; (cp = nv_utf8_next(&s));)
        n += unit == NV_HOOK_UTF16 && cp > 0xFFFF ? 2 : 1;
    return n;
}
