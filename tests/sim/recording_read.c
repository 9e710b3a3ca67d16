#include "recording_read.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/utf8.h"
#include "daemon_event.h"
#include "model/notice.h"
#include "model/remark.h"
#include "model/txn.h"

struct reader {
    FILE *in;
    char *text;
    size_t room, at;
    json_t *root; /* of the line read last */
    struct nv_arena *arena;
    const char *missing; /* the first member of it that was not as it must be */
    bool cut;
};

/* ---- members -----------------------------------------------------------------------------------
 */

static int64_t number(struct reader *r, const json_t *in, const char *name)
{
    const json_t *v = json_object_get(in, name);
    if (!json_is_integer(v) && !r->missing)
        r->missing = name;
    return json_integer_value(v);
}

static int number_int(struct reader *r, const json_t *in, const char *name)
{
    int64_t n = number(r, in, name);
    if ((n < INT32_MIN || n > INT32_MAX) && !r->missing)
        r->missing = name;
    return (int)n;
}

static uint64_t id(struct reader *r, const json_t *in, const char *name)
{
    return (uint64_t)number(r, in, name);
}

static bool truth(struct reader *r, const json_t *in, const char *name)
{
    const json_t *v = json_object_get(in, name);
    if (!json_is_boolean(v) && !r->missing)
        r->missing = name;
    return json_is_true(v);
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Bytes that were no text. */
static const char *from_hex(struct reader *r, const char *hex)
{
    size_t n = strlen(hex) / 2;
    char *out = nv_arena_alloc(r->arena, n + 1);
    for (size_t i = 0; i < n; i++) {
        int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return NULL;
        out[i] = (char)(high << 4 | low);
    }
    out[n] = '\0';
    return out;
}

static const char *text_or_null(struct reader *r, const json_t *in, const char *name)
{
    const json_t *v = json_object_get(in, name), *hex = json_object_get(v, "hex");
    const char *s =
        json_is_string(hex) ? from_hex(r, json_string_value(hex)) : json_string_value(v);
    if (!s && !json_is_null(v) && !r->missing)
        r->missing = name;
    return s;
}

static const char *text(struct reader *r, const json_t *in, const char *name)
{
    const char *s = text_or_null(r, in, name);
    if (!s && !r->missing)
        r->missing = name;
    return s ? s : "";
}

static uint64_t digest(struct reader *r, const json_t *in, const char *name)
{
    const char *s = text(r, in, name);
    char *end;
    uint64_t h = strtoull(s, &end, 16);
    if ((*end || end - s != 16) && !r->missing)
        r->missing = name;
    return h;
}

static const json_t *list(struct reader *r, const json_t *in, const char *name)
{
    const json_t *v = json_object_get(in, name);
    if (!json_is_array(v) && !r->missing)
        r->missing = name;
    return v;
}

/* The number whose name stands there; `count` values, or up to the first that has no name. */
static unsigned word(struct reader *r, const json_t *in, const char *name,
                     const char *(*name_of)(unsigned), unsigned count)
{
    const char *s = text(r, in, name);
    for (unsigned i = 0; i < count && name_of(i); i++)
        if (strcmp(name_of(i), s) == 0)
            return i;
    if (!r->missing)
        r->missing = name;
    return 0;
}

static const char *class_name(unsigned i)
{
    return nv_class_name((enum nv_class)i);
}

static const char *state_name(unsigned i)
{
    return nv_delivery_state_name((enum nv_delivery_state)i);
}

static const char *role_name(unsigned i)
{
    return nv_role_name((enum nv_role)i);
}

static const char *section_name(unsigned i)
{
    return nv_section_name((enum nv_section)i);
}

static const char *fact_name(unsigned i)
{
    return nv_fact_kind_name((enum nv_fact_kind)i);
}

/* ---- contents ----------------------------------------------------------------------------------
 */

static void read_verdict(struct reader *r, const json_t *in, struct nv_verdict *v)
{
    v->delivery = id(r, in, "delivery");
    v->class = (enum nv_class)word(r, in, "class", class_name, NV_CLASS_COUNT);
    v->code = number_int(r, in, "code");
    v->general = number_int(r, in, "general") != 0;
    v->retry_after_s = number_int(r, in, "retry_after_s");
    v->started_ms = number(r, in, "started_ms");
    v->ended_ms = number(r, in, "ended_ms");
    nv_fmt(v->text, sizeof v->text, "%s", text(r, in, "text"));
}

static void read_fact(struct reader *r, const json_t *in, struct nv_fact *f)
{
    f->kind = (enum nv_fact_kind)word(r, in, "fact", fact_name, NV_FACT_COUNT);
    f->subject = text(r, in, "subject");
    f->day = number_int(r, in, "day");
    f->to = number_int(r, in, "to");
    f->percent = number_int(r, in, "percent");
    f->undoes = id(r, in, "undoes");
    f->document = text_or_null(r, in, "document");
    f->note = text_or_null(r, in, "note");
    f->actor = text_or_null(r, in, "actor");
    f->at_ms = number(r, in, "at_ms");
}

static const char *remark_name(unsigned i)
{
    return nv_remark_kind_name((enum nv_remark_kind)i);
}

static const struct nv_remark *read_remark(struct reader *r, const json_t *in)
{
    struct nv_remark *m = nv_arena_alloc(r->arena, sizeof *m);
    *m = (struct nv_remark){
        .id = id(r, in, "id"),
        .kind = (enum nv_remark_kind)word(r, in, "kind", remark_name, NV_REMARK_COUNT),
        .addressee = text(r, in, "addressee"),
        .about = text(r, in, "about"),
        .endpoint = text(r, in, "endpoint"),
        .text = text(r, in, "text"),
        .notice = id(r, in, "notice"),
        .count = number_int(r, in, "count"),
        .at_ms = number(r, in, "at_ms"),
        .told = true,
    };
    return m;
}

static void read_item(struct reader *r, const json_t *in, struct nv_item *it)
{
    it->occurrence = text(r, in, "occurrence");
    it->role = (enum nv_role)word(r, in, "role", role_name, NV_ROLE_COUNT);
    it->section = (enum nv_section)word(r, in, "section", section_name, NV_SECTION_COUNT);
    nv_fmt(it->rung, sizeof it->rung, "%s", text(r, in, "rung"));
    it->rung_day = number_int(r, in, "rung_day");
    it->nominal = number_int(r, in, "nominal");
    it->effective = number_int(r, in, "effective");
    it->chase = number_int(r, in, "chase");
    it->named = text_or_null(r, in, "named");
    it->predecessor = text_or_null(r, in, "predecessor");
    it->stand_in = truth(r, in, "stand_in");
    it->remark =
        json_object_get(in, "remark") ? read_remark(r, json_object_get(in, "remark")) : NULL;
}

static void read_notice(struct reader *r, const json_t *in, struct nv_notice *n)
{
    const json_t *items = list(r, in, "items");
    size_t count = json_array_size(items);
    struct nv_item *own = nv_arena_alloc(r->arena, (count + 1) * sizeof *own);
    n->id = id(r, in, "id");
    n->agency = text(r, in, "agency");
    n->day = number_int(r, in, "day");
    n->window_ms = number(r, in, "window_ms");
    n->created_ms = number(r, in, "created_ms");
    for (size_t i = 0; i < count; i++) {
        own[i] = (struct nv_item){0};
        read_item(r, json_array_get(items, i), &own[i]);
    }
    n->items = own;
    n->n_items = (uint32_t)count;
}

static void read_delivery(struct reader *r, const json_t *in, struct nv_delivery *d)
{
    d->id = id(r, in, "id");
    d->notice = id(r, in, "notice");
    d->agency = text(r, in, "agency");
    d->endpoint = text(r, in, "endpoint");
    d->state = (enum nv_delivery_state)word(r, in, "state", state_name, NV_DELIVERY_STATE_COUNT);
    d->attempts = number_int(r, in, "attempts");
    d->unknown = number_int(r, in, "unknown");
    d->idle = number_int(r, in, "idle");
    d->rendered = truth(r, in, "rendered");
    d->maybe_duplicate = truth(r, in, "maybe_duplicate");
    d->created_ms = number(r, in, "created_ms");
    d->resumed_ms = number(r, in, "resumed_ms");
    d->next_ms = number(r, in, "next_ms");
    d->code = number_int(r, in, "code");
    d->text = text_or_null(r, in, "text");
}

static void read_order(struct reader *r, const json_t *in, struct nv_order *o)
{
    const json_t *ordered = list(r, in, "list");
    struct nv_ordered *own = nv_arena_alloc(r->arena, (json_array_size(ordered) + 1) * sizeof *own);
    o->request = id(r, in, "request");
    o->kind = (enum nv_order_kind)word(r, in, "order", nv_order_kind_name, UINT32_MAX);
    o->code = number_int(r, in, "code");
    o->text = text_or_null(r, in, "text");
    o->endpoint = text_or_null(r, in, "endpoint");
    o->list = own;
    o->n = json_array_size(ordered);
    for (size_t i = 0; i < o->n; i++) {
        const json_t *of = json_array_get(ordered, i);
        struct nv_delivery *d = nv_arena_alloc(r->arena, sizeof *d);
        struct nv_notice *n = nv_arena_alloc(r->arena, sizeof *n);
        read_delivery(r, json_object_get(of, "delivery"), d);
        read_notice(r, json_object_get(of, "notice"), n);
        own[i] = (struct nv_ordered){d, n};
    }
}

static void read_committed(struct reader *r, const json_t *in, struct line *out)
{
    const json_t *told = list(r, in, "told"), *had = list(r, in, "had");
    uint64_t *ids = nv_arena_alloc(r->arena, (json_array_size(had) + 1) * sizeof *ids);
    struct told_place *own = nv_arena_alloc(r->arena, (json_array_size(told) + 1) * sizeof *own);
    out->event.txn = id(r, in, "transaction");
    out->event.ev.committed.rc = number_int(r, in, "rc");
    out->event.ev.committed.n_had = json_array_size(had);
    for (size_t i = 0; i < json_array_size(had); i++) {
        if (!json_is_integer(json_array_get(had, i)) && !r->missing)
            r->missing = "had";
        ids[i] = (uint64_t)json_integer_value(json_array_get(had, i));
    }
    out->event.ev.committed.had = ids;
    out->event.told = own;
    out->event.n_told = json_array_size(told);
    for (size_t i = 0; i < out->event.n_told; i++) {
        const json_t *pair = json_array_get(told, i);
        const json_t *op = json_array_get(pair, 0), *item = json_array_get(pair, 1);
        if ((!json_is_integer(op) || !json_is_integer(item)) && !r->missing)
            r->missing = "told";
        own[i] =
            (struct told_place){(size_t)json_integer_value(op), (size_t)json_integer_value(item)};
    }
}

static void read_contents(struct reader *r, const json_t *in, struct line *out)
{
    struct nv_event *ev = &out->event.ev;
    switch (ev->kind) {
    case NV_EV_RESTORED:
        out->event.digest = digest(r, in, "ledger");
        break;
    case NV_EV_SNAPSHOT:
        out->event.conf = (unsigned)number_int(r, in, "conf");
        out->event.digest = digest(r, in, "files");
        break;
    case NV_EV_CLOCK:
        ev->clock.jumped = truth(r, in, "jumped");
        ev->clock.ahead_ms = number(r, in, "ahead_ms");
        break;
    case NV_EV_COMMITTED:
        read_committed(r, in, out);
        break;
    case NV_EV_VERDICT:
        read_verdict(r, in, &ev->verdict);
        break;
    case NV_EV_FACT:
        ev->fact.request = id(r, in, "request");
        read_fact(r, in, &ev->fact.fact);
        break;
    case NV_EV_TEST:
        ev->test.request = id(r, in, "request");
        ev->test.agency = text(r, in, "agency");
        break;
    case NV_EV_ORDER:
        read_order(r, in, &ev->order);
        break;
    case NV_EV_DRAIN:
        break;
    }
}

/* ---- lines -------------------------------------------------------------------------------------
 */

static int broken(const struct reader *r, char why[400], const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static int broken(const struct reader *r, char why[400], const char *fmt, ...)
{
    char said[150], quoted[120];
    const char *line = r->text ? r->text : "";
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(said, sizeof said, fmt, ap);
    va_end(ap);
    snprintf(why, 400, "line %zu: %s: %s", r->at, said,
             nv_utf8_check(line, strlen(line)) < 0 ? nv_log_quote(quoted, sizeof quoted, line)
                                                   : "it is no text");
    return -1;
}

static int read_header(struct reader *r, struct line *out, char why[400])
{
    int format = number_int(r, r->root, "recording");
    out->kind = LINE_HEADER;
    if (format != NV_RECORDING_FORMAT)
        return broken(r, why, "a recording of format %d; this program reads format %d", format,
                      NV_RECORDING_FORMAT);
    out->header.program = text(r, r->root, "program");
    out->header.ledger = text(r, r->root, "ledger");
    out->header.series = text(r, r->root, "series");
    out->header.zone_min = number_int(r, r->root, "zone_min");
    return 1;
}

static int read_line(struct reader *r, struct line *out, char why[400])
{
    if (json_object_get(r->root, "recording"))
        return read_header(r, out, why);
    if (json_object_get(r->root, "event")) {
        struct nv_event *ev = &out->event.ev;
        out->kind = LINE_EVENT;
        out->event.number = id(r, r->root, "event");
        ev->kind = (enum nv_event_kind)word(r, r->root, "kind", nv_event_kind_name, UINT32_MAX);
        ev->now_ms = number(r, r->root, "now_ms");
        ev->more = json_is_true(json_object_get(r->root, "more"));
        read_contents(r, r->root, out);
    } else if (json_object_get(r->root, "did")) {
        out->kind = LINE_DID;
        out->did.number = id(r, r->root, "did");
        out->did.digest = digest(r, r->root, "digest");
        out->did.text = text(r, r->root, "text");
        out->did.cut = json_object_get(r->root, "cut") != NULL;
    } else if (json_object_get(r->root, "end")) {
        out->kind = LINE_END;
        out->end = text(r, r->root, "end");
    } else {
        return broken(r, why, "no header, event, outcome or end");
    }
    return 1;
}

struct reader *reader_of(FILE *in)
{
    struct reader *r = nv_calloc(1, sizeof *r);
    r->in = in;
    r->arena = nv_arena_new();
    return r;
}

struct reader *reader_open(const char *path, char why[400])
{
    FILE *in = fopen(path, "re");
    if (!in) {
        snprintf(why, 400, "%s: %s", path, strerror(errno));
        return NULL;
    }
    return reader_of(in);
}

bool line_told(const struct line *l, const struct nv_txn *t, struct told_items *out)
{
    for (size_t i = 0; i < l->event.n_told; i++) {
        struct told_place at = l->event.told[i];
        const struct nv_op *op = at.op < t->ops.n ? &t->ops.v[at.op] : NULL;
        if (!op || op->kind != NV_OP_NOTICE || at.item >= op->notice.n_items)
            return false;
        nv_vec_push(&out->list, (struct nv_told){op->notice.agency, &op->notice.items[at.item]});
    }
    return true;
}

int reader_next(struct reader *r, struct line *out, char why[400])
{
    json_error_t error;
    memset(out, 0, sizeof *out);
    json_decref(r->root);
    r->root = NULL;
    nv_arena_free(r->arena);
    r->arena = nv_arena_new();
    r->missing = NULL;
    ssize_t n = getline(&r->text, &r->room, r->in);
    if (n < 0)
        return ferror(r->in) ? broken(r, why, "%s", strerror(errno)) : 0;
    r->at++;
    if (r->text[n - 1] != '\n') {
        r->cut = true;
        return 0;
    }
    r->text[n - 1] = '\0';
    r->root = json_loadb(r->text, (size_t)n - 1, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(r->root))
        return broken(r, why, "no JSON object");
    out->at = r->at;
    out->text = r->text;
    int rc = read_line(r, out, why);
    if (rc == 1 && r->missing)
        rc = broken(r, why, "\"%s\" is missing, or not what it must be", r->missing);
    return rc;
}

bool reader_at_end(const struct reader *r)
{
    int c = getc(r->in);
    if (c != EOF)
        ungetc(c, r->in);
    return c == EOF;
}

bool reader_was_cut(const struct reader *r)
{
    return r->cut;
}

void reader_close(struct reader *r)
{
    if (!r)
        return;
    json_decref(r->root);
    nv_arena_free(r->arena);
    free(r->text);
    fclose(r->in);
    free(r);
}
