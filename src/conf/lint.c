/* The grammar, as a stack of open brackets with a state each; a fault is told once and the reader
 * finds its feet again at the next setting, so that one run tells all. */
#include "conf/lint.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "conf/foreign.h"
#include "conf/scan.h"
#include "conf/source.h"

enum state {
    KEY,    /* a name, or the end of the group */
    EQUALS, /* = */
    VALUE,  /* of a setting */
    AFTER,  /* a separator, which may be left out */
    FIRST,  /* an element, or the end of an empty list */
    ELEMENT,
    COMMA, /* a comma or the end of the list */
};

struct frame {
    struct nv_token open;
    char bracket; /* '{', '(', '['; 0 for the file */
    enum state state;
    size_t first_key; /* in `keys` */
    unsigned n_keys;
    int element; /* kind of the first element of an array */
};

struct lint {
    struct nv_source *source;
    struct nv_diags *diags;
    struct nv_scan scan;
    struct nv_token token, last;
    struct frame frames[NV_LINT_DEPTH_MAX + 1];
    unsigned depth;
    NV_VEC(struct nv_token) keys; /* of all open groups */
    int faults;
    struct nv_token string; /* the newest one */
    int fault_line;
    bool lost;   /* after a fault, until the next setting or bracket: say nothing more */
    bool unsure; /* an open string may have swallowed brackets: say nothing of their balance */
    bool broken, stop;
};

#define FAULT(l, tok, ...)                                                                         \
    nv_source_report((l)->source, (l)->diags, NV_DIAG_ERROR, (tok)->at, (tok)->line, __VA_ARGS__)

/* True once for a fault in the order of tokens: the caller says what it is. */
static bool fault(struct lint *l)
{
    bool say = !l->lost && l->faults < NV_LINT_FAULTS_MAX;
    l->faults++;
    l->lost = l->broken = true;
    l->fault_line = l->token.line;
    return say;
}

/* Where `t` sticks to the end of a string that holds a separator, that string has lost its closing
 * quote and ended at the opening quote of the next: says so. */
static bool blame_quote(struct lint *l, const struct nv_token *t)
{
    const struct nv_token *q = &l->string;
    if (!q->n || q->at + q->n != t->at || (!memchr(q->at, ';', q->n) && !memchr(q->at, ',', q->n)))
        return false;
    l->unsure = true;
    FAULT(l, q, "chuỗi mở ở đây có lẽ thiếu dấu ngoặc kép đóng; một chuỗi nằm giữa hai dấu \"");
    return true;
}

static struct frame *top(struct lint *l)
{
    return &l->frames[l->depth];
}

static char closing(char open)
{
    return (char)(open == '(' ? ')' : open + 2);
}

static void value_done(struct lint *l)
{
    struct frame *f = top(l);
    f->state = f->bracket == '{' || !f->bracket ? AFTER : COMMA;
}

static void pop(struct lint *l)
{
    l->keys.n = top(l)->first_key;
    l->depth--;
    value_done(l);
}

static void unclosed(struct lint *l)
{
    struct frame *f = top(l);
    l->broken = true;
    if (!l->unsure && l->faults++ < NV_LINT_FAULTS_MAX)
        FAULT(l, &f->open, "ngoặc %c mở ở đây không được đóng; thiếu %c", f->bracket,
              closing(f->bracket));
    pop(l);
}

static void open_bracket(struct lint *l)
{
    if (l->depth == NV_LINT_DEPTH_MAX) {
        FAULT(l, &l->token, "lồng quá %d tầng ngoặc", NV_LINT_DEPTH_MAX);
        l->broken = l->stop = true;
        return;
    }
    char c = *l->token.at;
    if (top(l)->bracket == '[' && !l->lost && fault(l))
        FAULT(l, &l->token,
              "trong [ ] chỉ có các giá trị đơn; danh sách các nhóm { } nằm trong ( )");
    l->lost = false;
    l->depth++;
    *top(l) = (struct frame){
        .open = l->token,
        .bracket = c,
        .state = c == '{' ? KEY : FIRST,
        .first_key = l->keys.n,
        .element = -1,
    };
}

/* A list that is a setting's value, closed by the other kind's bracket, and the group goes on. */
static bool wrong_bracket(struct lint *l)
{
    char outer = l->frames[l->depth - 1].bracket, next = *nv_scan_peek(&l->scan);
    return top(l)->bracket != '{' && *l->token.at != '}' && (outer == '{' || !outer) &&
           (next == ';' || next == '}' || nv_scan_at_setting(&l->scan));
}

static void close_bracket(struct lint *l)
{
    unsigned match = l->depth;
    while (match && closing(l->frames[match].bracket) != *l->token.at)
        match--;
    if (!match) {
        if (fault(l) && !l->unsure)
            FAULT(l, &l->token, "ngoặc %c này không có ngoặc mở", *l->token.at);
        return;
    }
    if (match < l->depth && wrong_bracket(l)) {
        if (fault(l))
            FAULT(l, &top(l)->open, "ngoặc %c mở ở đây lại được đóng bằng %c ở dòng %d; phải là %c",
                  top(l)->bracket, *l->token.at, l->token.line, closing(top(l)->bracket));
        pop(l);
        return;
    }
    while (l->depth > match)
        unclosed(l);
    struct frame *f = top(l);
    if ((f->state == EQUALS || f->state == VALUE) && fault(l))
        FAULT(l, &l->token, "thiếu giá trị trước %c", *l->token.at);
    else if (f->state == ELEMENT && fault(l))
        FAULT(l, &l->last, "dấu phẩy thừa trước %c; hãy xóa nó", *l->token.at);
    l->lost = false;
    pop(l);
}

static void add_key(struct lint *l)
{
    struct frame *f = top(l);
    const struct nv_token *t = &l->token;
    for (size_t i = f->first_key; i < l->keys.n; i++) {
        const struct nv_token *k = &l->keys.v[i];
        if (k->n != t->n || memcmp(k->at, t->at, t->n) != 0)
            continue;
        l->broken = true;
        if (l->faults++ < NV_LINT_FAULTS_MAX)
            FAULT(l, t, "khóa \"%.*s\" đã có ở dòng %d; mỗi khóa chỉ viết một lần trong một nhóm",
                  (int)t->n, t->at, k->line);
        break;
    }
    if (++f->n_keys == NV_LINT_KEYS_MAX + 1) {
        FAULT(l, t, "quá %d khóa trong một nhóm", NV_LINT_KEYS_MAX);
        l->broken = l->stop = true;
    }
    if (!l->depth)
        nv_vec_push(&l->source->tops,
                    (struct nv_top){{(uint32_t)(t->at - l->source->text.data), t->line},
                                    (uint32_t)l->source->elements.n});
    nv_vec_push(&l->keys, *t);
    f->state = EQUALS;
    l->lost = false;
}

static bool is_word(const struct nv_token *t, const char *word)
{
    return t->n == strlen(word) && strncasecmp(t->at, word, t->n) == 0;
}

static bool is_curly_quote(const char *p)
{
    return strncmp(p, "“", 3) == 0 || strncmp(p, "”", 3) == 0 || strncmp(p, "„", 3) == 0 ||
           strncmp(p, "‘", 3) == 0 || strncmp(p, "’", 3) == 0 || *p == '\'';
}

/* Not ASCII, and not a quote: what word processors write. */
static void say_foreign(struct lint *l, const struct nv_token *t)
{
    struct nv_buf b = NV_BUF_INIT;
    nv_foreign_tell(&b, t->at);
    FAULT(l, t, "%s", nv_buf_str(&b));
    nv_buf_free(&b);
}

/* A string that is open at the end of its line was perhaps closed as a word processor does. */
static void say_open(struct lint *l, const struct nv_token *t)
{
    if (memmem(t->at, t->n, "”", 3))
        FAULT(l, t, "dấu ” không đóng được chuỗi mở ở đây; hãy thay nó bằng dấu \" thẳng");
    else
        FAULT(l, t, "chuỗi mở ở đây thiếu dấu ngoặc kép đóng; một chuỗi viết trên một dòng");
}

static void say_not_a_value(struct lint *l)
{
    const struct nv_token *t = &l->token;
    if (is_word(t, "yes") || is_word(t, "on") || is_word(t, "no") || is_word(t, "off"))
        FAULT(l, t, "\"%.*s\" không phải là giá trị đúng/sai; hãy viết true hoặc false", (int)t->n,
              t->at);
    else if (t->kind == NV_TOK_NAME)
        FAULT(l, t, "chữ phải nằm trong ngoặc kép: \"%.*s\"", (int)strcspn(t->at, " \t\r\n;,)]}\""),
              t->at);
    else if (is_curly_quote(t->at))
        FAULT(l, t, "ngoặc kép phải là dấu \" thẳng, không phải “ ” hay '");
    else if (*t->at == '@')
        FAULT(l, t, "không được dùng @; chữ phải nằm trong ngoặc kép, @include bị từ chối");
    else if ((unsigned char)*t->at >= 0x80)
        say_foreign(l, t);
    else
        FAULT(l, t, "thiếu giá trị trước \"%.*s\"", (int)t->n, t->at);
}

/* A scalar; true if the token was one. */
static bool scalar(struct lint *l)
{
    const struct nv_token *t = &l->token;
    bool good = false;
    int before = (int)l->diags->errors;
    if (t->kind == NV_TOK_STRING) {
        l->string = *t;
        if (t->open) {
            if (!l->lost || l->fault_line != t->line)
                say_open(l, t);
            l->broken = l->unsure = true;
        } else if (t->escapes || t->odd || t->n > NV_LINT_STRING_MAX) {
            nv_lint_string(l->source, t, l->diags);
            l->broken |= t->n > NV_LINT_STRING_MAX;
        }
        good = true;
    } else if (t->kind == NV_TOK_NUMBER) {
        good = true;
        if (!nv_lint_number(l->source, t, *l->scan.p, l->diags))
            l->broken = l->lost = true;
    } else if (t->kind == NV_TOK_NAME && (is_word(t, "true") || is_word(t, "false"))) {
        good = true;
    }
    l->faults += (int)l->diags->errors - before;
    return good;
}

static int kind_of(const struct nv_token *t)
{
    if (t->kind == NV_TOK_NUMBER && memchr(t->at, '.', t->n))
        return NV_TOK_OTHER;
    return (int)t->kind;
}

static void value(struct lint *l)
{
    struct frame *f = top(l);
    const struct nv_token *t = &l->token;
    if (l->depth == 1 && f->bracket != '{')
        nv_vec_push(&l->source->elements,
                    (struct nv_mark){(uint32_t)(t->at - l->source->text.data), t->line});
    if (t->kind == NV_TOK_OPEN) {
        open_bracket(l);
        return;
    }
    if (!scalar(l)) {
        if (fault(l))
            say_not_a_value(l);
        if (t->kind == NV_TOK_SEMICOLON)
            f->state = KEY;
        else
            value_done(l);
        return;
    }
    if (f->bracket == '[' && f->element >= 0 && f->element != kind_of(t) && fault(l))
        FAULT(l, t, "trong [ ] các giá trị phải cùng kiểu");
    f->element = kind_of(t);
    value_done(l);
}

static void say_no_key(struct lint *l)
{
    const struct nv_token *t = &l->token;
    if (blame_quote(l, t))
        return;
    if (*t->at == '@')
        FAULT(l, t,
              "@include không được dùng; hãy đặt nội dung vào tệp riêng trong agencies/, "
              "calendar/ hoặc plans/");
    else if (t->kind == NV_TOK_STRING && l->last.kind == NV_TOK_STRING)
        FAULT(l, t, "hai chuỗi liền nhau; thiếu dấu phẩy hay dấu chấm phẩy?");
    else if (l->last.kind == NV_TOK_COMMA && t->kind == NV_TOK_NUMBER)
        FAULT(l, t, "thiếu tên khóa; nếu là số thập phân thì viết bằng dấu chấm: 1.5");
    else if (t->kind == NV_TOK_SEMICOLON || t->kind == NV_TOK_COMMA)
        FAULT(l, t, "dấu %c thừa; hãy xóa nó", *t->at);
    else if (is_curly_quote(t->at))
        FAULT(l, t, "ngoặc kép phải là dấu \" thẳng, không phải “ ” hay '");
    else if ((unsigned char)*t->at >= 0x80)
        say_foreign(l, t);
    else
        FAULT(l, t,
              "phải là tên khóa (chữ không dấu, chữ số, - và _), không phải \"%.*s\"; thiếu "
              "ngoặc kép ở dòng trước?",
              (int)(t->n < 100 ? t->n : 100), t->at);
}

static void say_no_equals(struct lint *l)
{
    const struct nv_token *t = &l->token;
    if (*t->at == '.')
        FAULT(l, t, "tên khóa không có dấu chấm");
    else if ((unsigned char)*t->at >= 0x80)
        say_foreign(l, t);
    else
        FAULT(l, t, "thiếu dấu = sau tên khóa");
}

static void in_group(struct lint *l)
{
    struct frame *f = top(l);
    const struct nv_token *t = &l->token;
    if (f->state == AFTER) {
        f->state = KEY;
        if (t->kind == NV_TOK_SEMICOLON || t->kind == NV_TOK_COMMA) {
            l->lost = false;
            return;
        }
    }
    if (f->state == EQUALS) {
        f->state = VALUE;
        if (t->kind == NV_TOK_EQUALS)
            return;
        if (fault(l) && !blame_quote(l, &l->last))
            say_no_equals(l);
        l->lost = t->kind != NV_TOK_SEMICOLON;
        f->state = t->kind == NV_TOK_SEMICOLON ? KEY : AFTER;
        return;
    }
    if (f->state == VALUE) {
        value(l);
        return;
    }
    if (t->kind == NV_TOK_NAME && (!l->lost || *nv_scan_peek(&l->scan) == '='))
        add_key(l);
    else if (t->kind == NV_TOK_OPEN && l->lost)
        open_bracket(l);
    else if (fault(l))
        say_no_key(l);
}

/* A setting where an element should be: the list before it was not closed. */
static bool forgot_to_close(struct lint *l)
{
    if (l->token.kind == NV_TOK_SEMICOLON)
        return nv_scan_at_setting(&l->scan) || strchr("}", *nv_scan_peek(&l->scan));
    return l->token.kind == NV_TOK_NAME && *nv_scan_peek(&l->scan) == '=';
}

static void in_list(struct lint *l)
{
    struct frame *f = top(l);
    const struct nv_token *t = &l->token;
    if (t->kind == NV_TOK_EQUALS || forgot_to_close(l)) {
        unclosed(l);
        if (top(l)->bracket && top(l)->bracket != '{')
            l->lost = true;
        else
            in_group(l);
        return;
    }
    if (f->state != COMMA && t->kind == NV_TOK_COMMA) {
        if (fault(l))
            FAULT(l, t, "dấu phẩy thừa; hãy xóa nó");
        l->lost = false;
    } else if (f->state != COMMA) {
        value(l);
    } else if (t->kind == NV_TOK_COMMA) {
        f->state = ELEMENT;
        l->lost = false;
    } else {
        if (fault(l) && !blame_quote(l, t))
            FAULT(l, t,
                  t->kind == NV_TOK_STRING && l->last.kind == NV_TOK_STRING
                      ? "hai chuỗi liền nhau; thiếu dấu phẩy?"
                      : "thiếu dấu phẩy trước \"%.*s\"; các phần tử cách nhau bằng dấu phẩy",
                  (int)(t->n < 100 ? t->n : 100), t->at);
        l->lost = false;
        f->state = ELEMENT;
        if (t->kind != NV_TOK_SEMICOLON)
            value(l);
    }
}

static void at_end(struct lint *l)
{
    if (l->token.open) {
        FAULT(l, &l->token, "chú thích /* mở ở đây không được đóng; thiếu */");
        l->broken = true;
        return;
    }
    while (l->depth)
        unclosed(l);
    if ((top(l)->state == EQUALS || top(l)->state == VALUE) && fault(l))
        FAULT(l, &l->last, "tệp kết thúc giữa chừng; thiếu giá trị");
}

static void grammar(struct lint *l)
{
    while (!l->stop) {
        l->last = l->token;
        nv_scan_next(&l->scan, &l->token);
        if (l->token.kind == NV_TOK_END) {
            at_end(l);
            return;
        }
        char b = top(l)->bracket;
        if (l->token.kind == NV_TOK_CLOSE)
            close_bracket(l);
        else if (!b || b == '{')
            in_group(l);
        else
            in_list(l);
        if (l->faults >= NV_LINT_FAULTS_MAX) {
            FAULT(l, &l->token, "quá nhiều lỗi; phần còn lại của tệp không được xem");
            return;
        }
    }
}

bool nv_lint(struct nv_source *s, struct nv_diags *d)
{
    struct lint l = {.source = s, .diags = d};
    s->first_diag = d->list.n;
    bool text = nv_lint_bytes(s, d);
    if (s->text.len && !memchr(s->text.data, 0, s->text.len)) {
        nv_scan_init(&l.scan, s->text.data, s->text.len);
        l.frames[0] = (struct frame){.state = KEY, .element = -1};
        if (text)
            grammar(&l);
    }
    nv_vec_free(&l.keys);
    s->end_diag = d->list.n;
    return text && !l.broken;
}
