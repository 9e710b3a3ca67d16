#include "import/numbering.h"

#include <string.h>

#include "import/letters.h"

int nv_roman(const char *s)
{
    static const char *const ones[] = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};
    size_t tens = strspn(s, "X");
    if (tens > 3)
        return 0;
    for (int i = 0; i < 10; i++)
        if (strcmp(s + tens, ones[i]) == 0)
            return (int)tens * 10 + i;
    return 0;
}

/* “A/B” and “A-B” are words. */
static bool is_end(const char *s)
{
    if (*s == '/' || *s == ',' || *s == '-' || *s == ':')
        return s[1] == ' ' || s[1] == '\0';
    return *s == '\0' || *s == ' ' || *s == '.' || *s == ')';
}

static const char *skip_end(const char *s)
{
    return s + strspn(s, " .):/,-");
}

/* 1, 1.2, 1.2.3: digits with dots between. */
static size_t arabic(const char *s)
{
    size_t n = 0;
    for (;;) {
        size_t digits = strspn(s + n, "0123456789");
        if (!digits)
            return n && s[n - 1] == '.' ? n - 1 : 0;
        n += digits;
        if (s[n] != '.' || !nv_starts_digit(s + n + 1))
            return n;
        n++;
    }
}

enum nv_number_kind nv_number_read(const char *s, char text[NV_NUMBER_TEXT], const char **rest)
{
    size_t n = strspn(s, "IVX");
    enum nv_number_kind kind = NV_NUMBER_NONE;
    text[0] = '\0';
    *rest = s;
    if (n && n < 8 && is_end(s + n)) {
        memcpy(text, s, n);
        text[n] = '\0';
        kind = nv_roman(text) ? NV_NUMBER_ROMAN : NV_NUMBER_NONE;
    }
    if (kind == NV_NUMBER_ROMAN && s[n] == '.' && nv_starts_digit(s + n + 1)) {
        size_t more = arabic(s + n + 1); /* I.2: a task that carries its section */
        if (more && n + 1 + more < NV_NUMBER_TEXT && is_end(s + n + 1 + more)) {
            n += 1 + more;
            kind = NV_NUMBER_ARABIC;
        }
    } else if (kind == NV_NUMBER_NONE && *s >= 'A' && *s <= 'Z' && is_end(s + 1)) {
        n = 1;
        kind = NV_NUMBER_LETTER;
    } else if (kind == NV_NUMBER_NONE && *s >= 'a' && *s <= 'z' && is_end(s + 1)) {
        n = 1;
        kind = NV_NUMBER_SMALL;
    } else if (kind == NV_NUMBER_NONE && strncmp(s, "đ", strlen("đ")) == 0 &&
               is_end(s + strlen("đ"))) {
        memcpy(text, "dd", 3);
        *rest = skip_end(s + strlen("đ"));
        return NV_NUMBER_SMALL;
    } else if (kind == NV_NUMBER_NONE) {
        n = arabic(s);
        if (n && n < NV_NUMBER_TEXT && is_end(s + n))
            kind = NV_NUMBER_ARABIC;
    }
    if (kind == NV_NUMBER_NONE)
        return kind;
    memcpy(text, s, n);
    text[n] = '\0';
    *rest = skip_end(s + n);
    return kind;
}
