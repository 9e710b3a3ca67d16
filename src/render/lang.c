#include "render/lang.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "render/letter_data.h"
#include "render/mustache.h"
#include "render/report.h"
#include "render/shipped.h"

enum { MAX_WORDING = 64 * 1024, MAX_CODE = 32, MAX_LISTED = 12 };

struct word {
    char *value;
    size_t index; /* in `words` */
    bool plain;   /* has no tags: nothing to fill in */
};

struct nv_lang {
    char code[MAX_CODE + 1];
    const struct nv_shipped *shipped; /* NULL: not shipped */
    struct nv_template_set *text, *html, *wording;
    struct word words[NV_WORD_COUNT];
    size_t errors; /* of files that were given */
};

static const struct {
    const char *name;
    enum nv_template_mode mode;
} layouts[] = {
    [NV_LAYOUT_SUBJECT] = {"subject.txt", NV_TEMPLATE_TEXT},
    [NV_LAYOUT_TEXT] = {"letter.txt", NV_TEMPLATE_TEXT},
    [NV_LAYOUT_HTML] = {"letter.html", NV_TEMPLATE_HTML},
    [NV_LAYOUT_REPORT_TEXT] = {"report.txt", NV_TEMPLATE_TEXT},
    [NV_LAYOUT_REPORT_PAGE] = {"report_page.html", NV_TEMPLATE_HTML},
};
enum { N_LAYOUTS = sizeof layouts / sizeof *layouts };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool nv_lang_is_code(const char *code)
{
    size_t n = 0;
    while (code[n] >= 'a' && code[n] <= 'z')
        n++;
    if (n < 2 || n > 3 || strlen(code) > MAX_CODE)
        return false;
    for (code += n; *code; code += n + 1) {
        n = 0;
        while (is_letter(code[n + 1]) || (code[n + 1] >= '0' && code[n + 1] <= '9'))
            n++;
        if (*code != '-' || n < 2 || n > 8)
            return false;
    }
    return true;
}

static const struct nv_shipped *find_shipped(const char *code)
{
    for (const struct nv_shipped *s = nv_shipped; s->code; s++)
        if (strcmp(s->code, code) == 0)
            return s;
    return NULL;
}

bool nv_lang_is_shipped(const char *code)
{
    return find_shipped(code) != NULL;
}

const char *nv_lang_shipped(size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (!nv_shipped[k].code)
            return NULL;
    return nv_shipped[i].code;
}

/* True for what the program brings for some language: others are only partials. */
static bool is_known_file(const char *name)
{
    for (const struct nv_shipped *s = nv_shipped; s->code; s++)
        for (const struct nv_shipped_text *t = s->texts; t->name; t++)
            if (strcmp(t->name, name) == 0)
                return true;
    return false;
}

struct nv_lang *nv_lang_new(const char *code)
{
    struct nv_lang *lang = nv_calloc(1, sizeof *lang);
    nv_fmt(lang->code, sizeof lang->code, "%s", code);
    lang->shipped = find_shipped(code);
    lang->text = nv_template_set_new(NV_TEMPLATE_TEXT, 0);
    lang->html = nv_template_set_new(NV_TEMPLATE_HTML, 0);
    lang->wording = nv_template_set_new(NV_TEMPLATE_TEXT, MAX_WORDING);
    return lang;
}

void nv_lang_free(struct nv_lang *lang)
{
    if (!lang)
        return;
    nv_template_set_free(lang->text);
    nv_template_set_free(lang->html);
    nv_template_set_free(lang->wording);
    for (size_t i = 0; i < NV_WORD_COUNT; i++)
        free(lang->words[i].value);
    free(lang);
}

static bool ends_in(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);
    return n > m && strcmp(s + n - m, suffix) == 0;
}

int nv_lang_file(struct nv_lang *lang, const char *name, const char *file, const char *text,
                 size_t n, struct nv_diags *diags)
{
    struct nv_template_set *set = ends_in(name, ".html") ? lang->html : lang->text;
    int rc = nv_template_add(set, name, file, text, n, diags);
    lang->errors += rc != 0;
    return rc;
}

/* Looks first where the key is expected: files mostly follow the order of the table. */
static enum nv_word find_word(const char *key, size_t expected)
{
    for (size_t n = 0, i = expected; n < NV_WORD_COUNT; n++, i++) {
        if (i >= NV_WORD_COUNT)
            i = 0;
        if (strcmp(nv_word_defs[i].key, key) == 0)
            return (enum nv_word)i;
    }
    return NV_WORD_COUNT;
}

enum nv_word nv_lang_find(const char *key, const char **nearest)
{
    size_t best = strlen(key) / 4 + 2;
    enum nv_word word = find_word(key, 0);
    *nearest = NULL;
    if (word != NV_WORD_COUNT)
        return word;
    for (size_t i = 0; i < NV_WORD_COUNT; i++) {
        size_t d = nv_utf8_distance(key, nv_word_defs[i].key);
        if (d < best) {
            best = d;
            *nearest = nv_word_defs[i].key;
        }
    }
    return NV_WORD_COUNT;
}

static bool is_colour(const char *s)
{
    return *s == '#' && strspn(s + 1, "0123456789abcdefABCDEF") == 6 && strlen(s) == 7;
}

/* It stands in a header and is made into a file by whoever reads the letter. */
static bool is_file_name(const char *s)
{
    size_t n = strlen(s);
    return n > 0 && n <= 64 && *s != '.' &&
           strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == n;
}

const char *nv_lang_word(struct nv_lang *lang, enum nv_word word, const char *value)
{
    bool file = word >= NV_WORD_FILE_TABLE && word <= NV_WORD_FILE_PICTURE;
    bool optional = (word >= NV_WORD_LABEL_PLAN && word <= NV_WORD_LABEL_STATUS) ||
                    (word >= NV_WORD_LETTER_ABOUT && word <= NV_WORD_LETTER_DONE);
    if (word >= NV_WORD_COLOUR_OVERDUE && word < NV_WORD_LETTERS && !is_colour(value))
        return "màu viết dạng \"#1d4ed8\": dấu # và sáu chữ số của hệ 16";
    if (file && !is_file_name(value))
        return "tên tệp chỉ gồm chữ cái không dấu, chữ số, '.', '_', '-', nhiều nhất 64 ký tự";
    if (!optional && value[strspn(value, " ")] == '\0')
        return "không được để trống";
    free(lang->words[word].value);
    lang->words[word].value = nv_strdup(value);
    return NULL;
}

const char *nv_lang_code(const struct nv_lang *lang)
{
    return lang->code;
}

const char *nv_lang_value(const struct nv_lang *lang, enum nv_word word)
{
    return lang->words[word].value;
}

static bool has_file(const struct nv_template_set *set, const char *name)
{
    for (size_t i = 0; i < nv_template_count(set); i++)
        if (strcmp(nv_template_name(set, i), name) == 0)
            return true;
    return false;
}

static void take_shipped(struct nv_lang *lang, struct nv_diags *diags)
{
    for (const struct nv_shipped_text *t = lang->shipped->texts; t->name; t++) {
        struct nv_buf file = NV_BUF_INIT;
        nv_buf_addf(&file, "%s/%s (có sẵn)", lang->code, t->name);
        if (!has_file(lang->text, t->name) && !has_file(lang->html, t->name))
            nv_lang_file(lang, t->name, nv_buf_str(&file), t->text, strlen(t->text), diags);
        nv_buf_free(&file);
    }
    size_t next = 0;
    for (const struct nv_shipped_text *t = lang->shipped->words; t->name; t++) {
        enum nv_word w = find_word(t->name, next);
        next = (size_t)w + 1;
        nv_require(w != NV_WORD_COUNT); /* a key of etc/templates that no code knows */
        if (!lang->words[w].value)
            nv_require(nv_lang_word(lang, w, t->text) == NULL);
    }
}

static void say_missing(struct nv_lang *lang, const char *dir, struct nv_diags *diags)
{
    struct nv_buf names = NV_BUF_INIT;
    size_t n = 0;
    for (size_t i = 0; i < N_LAYOUTS; i++)
        if (!has_file(layouts[i].mode == NV_TEMPLATE_HTML ? lang->html : lang->text,
                      layouts[i].name)) {
            nv_diag_add(diags, NV_DIAG_ERROR, dir, 0, 0,
                        "thiếu tệp %s; ngôn ngữ \"%s\" không có sẵn trong chương trình nên phải "
                        "có đủ các tệp",
                        layouts[i].name, lang->code);
            lang->errors++;
        }
    for (size_t i = 0; i < NV_WORD_COUNT; i++)
        if (!lang->words[i].value && n++ < MAX_LISTED)
            nv_buf_addf(&names, "%s%s", n > 1 ? ", " : "", nv_word_defs[i].key);
    if (n) {
        nv_diag_add(diags, NV_DIAG_ERROR, dir, 0, 0,
                    "wording.cfg thiếu %zu khóa: %s%s; ngôn ngữ \"%s\" không có sẵn trong chương "
                    "trình nên phải có đủ các khóa",
                    n, nv_buf_str(&names), n > MAX_LISTED ? ", …" : "", lang->code);
        lang->errors++;
    }
    nv_buf_free(&names);
}

static bool finish_wording(struct nv_lang *lang, struct nv_diags *diags)
{
    bool good = true;
    for (size_t i = 0; i < NV_WORD_COUNT; i++) {
        struct word *w = &lang->words[i];
        const char *key = nv_word_defs[i].key;
        if (!w->value)
            continue;
        w->index = nv_template_count(lang->wording);
        w->plain = !strstr(w->value, "{{");
        good &= nv_template_add(lang->wording, key, key, w->value, strlen(w->value), diags) == 0;
    }
    if (nv_template_link(lang->wording, diags) != 0)
        return false;
    for (size_t i = 0; i < NV_WORD_COUNT; i++)
        if (lang->words[i].value && !lang->words[i].plain)
            good &= nv_template_check(lang->wording, nv_word_defs[i].key, nv_word_defs[i].vars,
                                      diags) == 0;
    return good;
}

/* Perhaps a slip of the pen in its name. */
static void say_unused(const struct nv_template_set *set, const char *dir, struct nv_diags *diags)
{
    for (size_t i = 0; i < nv_template_count(set); i++) {
        const char *name = nv_template_name(set, i);
        struct nv_buf path = NV_BUF_INIT;
        nv_buf_addf(&path, "%s/%s", dir, name);
        if (!is_known_file(name) && !nv_template_is_included(set, i))
            nv_diag_add(diags, NV_DIAG_WARNING, nv_buf_str(&path), 0, 0,
                        "tệp không được dùng: không phải là mẫu của thư (subject.txt, letter.txt, "
                        "letter.html) và không mẫu nào chèn {{>%s}}",
                        name);
        nv_buf_free(&path);
    }
}

static const struct nv_schema *schema_of(enum nv_layout layout)
{
    switch (layout) {
    case NV_LAYOUT_SUBJECT:
        return nv_subject_schema();
    case NV_LAYOUT_REPORT_TEXT:
    case NV_LAYOUT_REPORT_PAGE:
        return nv_report_fields;
    default:
        return nv_letter_schema();
    }
}

int nv_lang_finish(struct nv_lang *lang, const char *dir, struct nv_diags *diags)
{
    if (lang->shipped)
        take_shipped(lang, diags);
    else
        say_missing(lang, dir, diags);
    bool good = finish_wording(lang, diags) && lang->errors == 0;
    bool text = nv_template_link(lang->text, diags) == 0;
    bool html = nv_template_link(lang->html, diags) == 0;
    say_unused(lang->text, dir, diags);
    say_unused(lang->html, dir, diags);
    for (size_t i = 0; i < N_LAYOUTS; i++) {
        bool is_html = layouts[i].mode == NV_TEMPLATE_HTML;
        const struct nv_template_set *set = is_html ? lang->html : lang->text;
        if ((is_html ? html : text) && has_file(set, layouts[i].name))
            good &=
                nv_template_check(set, layouts[i].name, schema_of((enum nv_layout)i), diags) == 0;
    }
    return good && text && html ? 0 : -NV_ECONFIG;
}

struct nv_lang *nv_lang_as_shipped(const char *code)
{
    struct nv_diags none = {0};
    struct nv_lang *lang = nv_lang_new(nv_lang_is_shipped(code) ? code : "vi");
    nv_require(nv_lang_finish(lang, "", &none) == 0);
    nv_diag_free(&none);
    return lang;
}

const char *nv_lang_say(const struct nv_lang *lang, struct nv_arena *a, enum nv_word word,
                        const struct nv_tv *data)
{
    const struct word *w = &lang->words[word];
    if (w->plain)
        return w->value;
    struct nv_buf b = NV_BUF_INIT;
    if (nv_template_render_at(lang->wording, w->index, data, &b, NULL) != 0)
        nv_buf_clear(&b);
    const char *out = nv_arena_strndup(a, nv_buf_str(&b), b.len);
    nv_buf_free(&b);
    return out;
}

static int fill(const struct nv_lang *lang, enum nv_layout layout, const struct nv_tv *letter,
                struct nv_buf *out)
{
    const struct nv_template_set *set =
        layouts[layout].mode == NV_TEMPLATE_HTML ? lang->html : lang->text;
    return nv_template_render(set, layouts[layout].name, letter, out, NULL);
}

void nv_lang_fill(const struct nv_lang *lang, enum nv_layout layout, const struct nv_tv *letter,
                  struct nv_buf *out)
{
    if (fill(lang, layout, letter, out) == 0)
        return;
    struct nv_lang *shipped = nv_lang_as_shipped(lang->code);
    fill(shipped, layout, letter, out);
    nv_lang_free(shipped);
}
