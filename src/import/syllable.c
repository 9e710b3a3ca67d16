#include "import/syllable.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* Letter and tone of a code point that Vietnamese has; false for others. */
static bool decompose(uint32_t cp, char *letter, char *tone)
{
    /* U+1EA0 to U+1EF9, in pairs of capital and small. */
    static const char pairs[] = "a5a422212423251211141315e5e4e33231343335i4i5o5o44241444345525154"
                                "5355u5u46261646365y1y5y4y3";
    /* U+00E0 to U+00FF; "  " where Vietnamese has none. */
    static const char latin[] = "a1a22 a3        e1e23   i1i2        o1o24 o3      u1u2    y2    ";
    static const char rest[] = "\x03"
                               "10"
                               "\x11"
                               "70"
                               "\x29"
                               "i3"
                               "\x69"
                               "u3"
                               "\xA1"
                               "50"
                               "\xB0"
                               "60";
    const char *at = NULL;
    *tone = '0';
    if (cp >= 'a' && cp <= 'z') {
        *letter = (char)cp;
        return true;
    }
    if (cp >= 0x1EA0 && cp <= 0x1EF9)
        at = &pairs[(cp - 0x1EA0) / 2 * 2];
    else if (cp >= 0xE0 && cp <= 0xFF)
        at = &latin[(cp - 0xE0) * 2];
    for (size_t i = 0; !at && cp >= 0x100 && cp < 0x200 && i + 2 < sizeof rest; i += 3)
        if ((unsigned char)rest[i] == (cp & 0xFF))
            at = rest + i + 1;
    if (!at || *at == ' ')
        return false;
    *letter = at[0];
    *tone = at[1] == ' ' ? '0' : at[1];
    return true;
}

/* Small letter of a Vietnamese capital; `cp` itself for others. */
static uint32_t lower(uint32_t cp)
{
    if ((cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0xDD && cp != 0xD7))
        return cp + 32;
    bool pair = cp == 0x102 || cp == 0x110 || cp == 0x128 || cp == 0x168 || cp == 0x1A0 ||
                (cp >= 0x1EA0 && cp <= 0x1EF8 && cp % 2 == 0);
    return pair || cp == 0x1AF ? cp + 1 : cp;
}

static char plain(char letter)
{
    return letter >= '1' && letter <= '7' ? "aaeooud"[letter - '1'] : letter;
}

static bool is_letter(uint32_t cp)
{
    uint32_t l = cp | 32;
    return (l >= 'a' && l <= 'z' && cp < 0x80) || (cp >= 0xC0 && cp < 0x250 && cp != 0xD7) ||
           (cp >= 0x300 && cp < 0x370) || (cp >= 0x1E00 && cp < 0x1F00);
}

bool nv_syllable_read(const char **s, struct nv_syllable *out)
{
    const char *p = *s, *at = p;
    bool ours = true;
    memset(out, 0, sizeof *out);
    out->tone = '0';
    out->only_d = true;
    for (uint32_t cp; (cp = nv_utf8_next(&p)) && is_letter(cp); at = p) {
        uint32_t small = lower(cp);
        char letter = 0, tone = '0';
        if (at == *s)
            out->first_upper = small != cp;
        out->upper = out->upper || small != cp;
        out->lower = out->lower || small == cp;
        out->marked = out->marked || cp >= 0x80;
        out->only_d = out->only_d && (cp < 0x80 || cp == 0x110);
        ours = ours && decompose(small, &letter, &tone) && out->n + 1 < NV_SYLLABLE_MAX;
        if (!ours)
            continue;
        if (tone != '0')
            out->tone = out->tone == '0' ? tone : '6';
        out->letters[out->n] = letter;
        out->plain[out->n++] = plain(letter);
    }
    if (at == *s)
        return false;
    *s = at;
    if (!ours) {
        out->n = 0;
        out->letters[0] = out->plain[0] = '\0';
    }
    return true;
}

/* Space before and behind each, so that one search finds a whole one. */
static const char onsets[] =
    "  b c ch d 7 g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x ";
static const char rhymes[] =
    " a ac ach ai am an ang anh ao ap at au ay 1c 1m 1n 1ng 1p 1t 2c 2m 2n 2ng 2p 2t 2u 2y"
    " e ec em en eng eo ep et 3 3ch 3m 3n 3nh 3p 3t 3u i ia ich im in inh ip it iu"
    " i3c i3m i3n i3ng i3p i3t i3u o oa oac oach oai oam oan oang oanh oao oap oat oay o1c o1m"
    " o1n o1ng o1t oc oe oen oeo oet oi om on ong oong ooc op ot 4 4c 4i 4m 4n 4ng 4p 4t"
    " 5 5i 5m 5n 5p 5t u ua u2n u2ng u2t u2y uc u3 u3ch u3nh ui um un ung u4c u4i u4m u4n u4ng"
    " u4t u5 up ut uy uya uych uy3n uy3t uynh uyt uyu 6 6a 6c 6i 6m 6n 6ng 6t 65c 65i 65m"
    " 65n 65ng 65p 65t 65u 6u y y3m y3n y3ng y3t y3u ynh ych yt ";

static bool listed(const char *list, const char *part, size_t n)
{
    char key[NV_SYLLABLE_MAX + 2];
    key[0] = ' ';
    memcpy(key + 1, part, n);
    key[n + 1] = ' ';
    key[n + 2] = '\0';
    return strstr(list, key) != NULL;
}

/* gh, ngh, k stand before e, ê, i, y; g, ng, c before the others. */
static bool fits(const struct nv_syllable *y, size_t onset, char next)
{
    bool front = next == 'e' || next == '3' || next == 'i' || next == 'y';
    const char *o = y->letters;
    if (onset == 1 && o[0] == 'q')
        return next == 'u';
    if ((onset == 2 && memcmp(o, "gh", 2) == 0) || (onset == 3 && memcmp(o, "ngh", 3) == 0))
        return front;
    if ((onset == 1 && o[0] == 'g') || (onset == 2 && memcmp(o, "ng", 2) == 0))
        return !front || (onset == 1 && next == 'i');
    if (onset == 1 && o[0] == 'c')
        return !front || y->first_upper;
    if (onset == 1 && o[0] == 'k')
        return front || y->first_upper;
    return true;
}

bool nv_syllable_valid(const struct nv_syllable *y)
{
    if (y->n == 0 || y->tone == '6')
        return false;
    char last = y->letters[y->n - 1], before = y->n > 1 ? y->letters[y->n - 2] : 0;
    bool stop = last == 'c' || last == 'p' || last == 't' || (last == 'h' && before == 'c');
    if (stop && y->tone != '2' && y->tone != '5')
        return false;
    for (size_t onset = 0; onset <= 3 && onset < y->n; onset++)
        if (listed(onsets, y->letters, onset) && listed(rhymes, y->letters + onset, y->n - onset) &&
            fits(y, onset, y->letters[onset]))
            return true;
    return false;
}
