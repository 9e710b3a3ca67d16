/* The last barrier before text leaves the program: whatever a value holds, what comes out is one
 * line of valid NFC text that cannot be taken for structure by a header, a terminal or a reader.
 * Knows nothing of letters. */
#ifndef NV_RENDER_CLEAN_H
#define NV_RENDER_CLEAN_H

#include <stddef.h>

struct nv_arena;

/* Invalid bytes become U+FFFD; line breaks, tabs and runs of spaces one space; all other controls,
 * bidi controls and noncharacters go; the ends are trimmed; the rest is NFC. NULL gives "". */
const char *nv_clean(struct nv_arena *a, const char *s);

/* The same, cut with "…" where it is wider than `columns`. */
const char *nv_clean_cut(struct nv_arena *a, const char *s, size_t columns);

/* Clean text without stops at its end, so that a sentence can go on after it. */
const char *nv_clean_bare(struct nv_arena *a, const char *s);

/* An addr-spec of RFC 5322 dot-atoms: every byte that is none of them goes, as does a second '@'.
 */
const char *nv_clean_address(struct nv_arena *a, const char *s);

#endif
