#include "daemon_script.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/intern.h"
#include "base/vec.h"
#include "calendar/day.h"
#include "model/snapshot.h"

enum { MAX_FILE = 64 << 20 };

struct line {
    struct nv_fact fact;
    int number;
};

struct nv_script {
    struct nv_arena *arena;
    NV_VEC(struct line) lines; /* by time, then as in the file */
    size_t next;
};

static const char *text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

/* The key that a plan's occurrence or event goes by, from how the file names it. */
static const char *subject(const struct nv_snapshot *s, const json_t *o)
{
    uint32_t n = 0, at;
    bool ambiguous;
    const char *id = *text(o, "subject") ? text(o, "subject") : text(o, "id");
    at = nv_snapshot_occurrences(s, id, &n, &ambiguous);
    if (at != NV_NONE && n == 1)
        return s->occurrences[at].key;
    at = nv_snapshot_event(s, id, &ambiguous);
    return at == NV_NONE ? NULL : s->events[at].key;
}

static bool read_day(const json_t *o, const char *key, int32_t *day)
{
    return !*text(o, key) || nv_day_parse_iso(text(o, key), day);
}

/* What is wrong with the line, or NULL. */
static const char *read_line(struct nv_script *script, const struct nv_snapshot *s, const json_t *o,
                             struct nv_fact *f)
{
    *f = (struct nv_fact){.kind = nv_fact_kind_find(text(o, "kind")), .to = NV_DAY_NONE};
    if (f->kind == NV_FACT_COUNT)
        return "\"kind\" không phải là một loại ghi nhận (done, extend, announce…)";
    if (!nv_time_parse(text(o, "at"), s->zone_min, &f->at_ms))
        return "\"at\" phải là thời điểm, như \"2025-03-20T09:00\"";
    f->subject = subject(s, o);
    if (!f->subject)
        return "\"id\" không phải là một kỳ hạn hay sự kiện của cấu hình";
    f->day = nv_time_day(f->at_ms, s->zone_min);
    if (!read_day(o, "day", &f->day) || !read_day(o, "to", &f->to))
        return "\"day\", \"to\" phải là ngày, như \"2025-03-20\"";
    if (nv_fact_has_to(f->kind) && f->to == NV_DAY_NONE)
        return "thiếu \"to\"";
    f->percent = (int)json_integer_value(json_object_get(o, "percent"));
    f->undoes = (uint64_t)json_integer_value(json_object_get(o, "undoes"));
    f->document = nv_arena_strdup(script->arena, text(o, "document"));
    f->note = nv_arena_strdup(script->arena, text(o, "note"));
    f->actor = nv_arena_strdup(script->arena, *text(o, "actor") ? text(o, "actor") : "replay");
    return NULL;
}

static int by_time(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    if (x->fact.at_ms != y->fact.at_ms)
        return x->fact.at_ms < y->fact.at_ms ? -1 : 1;
    return x->number - y->number;
}

static int read_lines(struct nv_script *script, const char *path, const struct nv_snapshot *s,
                      const char *bytes, struct nv_err *err)
{
    int number = 0;
    for (const char *at = bytes; *at;) {
        size_t n = strcspn(at, "\n");
        struct line line = {.number = ++number};
        json_error_t why;
        bool blank = strspn(at, " \t\r") >= n || *at == '#';
        json_t *o = blank ? NULL : json_loadb(at, n, JSON_REJECT_DUPLICATES, &why);
        const char *wrong = blank                ? NULL
                            : !o                 ? why.text
                            : !json_is_object(o) ? "phải là một đối tượng JSON"
                                                 : read_line(script, s, o, &line.fact);
        json_decref(o);
        if (wrong)
            return nv_err_set(err, NV_ESYNTAX, "%s:%d: %s", path, number, wrong);
        if (!blank)
            nv_vec_push(&script->lines, line);
        at += n + (at[n] == '\n');
    }
    return 0;
}

struct nv_script *nv_script_read(const char *path, const struct nv_snapshot *s, struct nv_err *err)
{
    struct nv_buf bytes = NV_BUF_INIT;
    struct nv_script *script = nv_calloc(1, sizeof *script);
    script->arena = nv_arena_new();
    int rc = nv_file_read(path, MAX_FILE, &bytes, err);
    if (rc == 0)
        rc = read_lines(script, path, s, nv_buf_str(&bytes), err);
    nv_buf_free(&bytes);
    if (rc != 0) {
        nv_script_free(script);
        return NULL;
    }
    if (script->lines.n)
        qsort(script->lines.v, script->lines.n, sizeof *script->lines.v, by_time);
    return script;
}

void nv_script_free(struct nv_script *script)
{
    if (!script)
        return;
    nv_vec_free(&script->lines);
    nv_arena_free(script->arena);
    free(script);
}

int64_t nv_script_next_ms(const struct nv_script *script)
{
    return script && script->next < script->lines.n ? script->lines.v[script->next].fact.at_ms
                                                    : INT64_MAX;
}

const struct nv_fact *nv_script_take(struct nv_script *script, int *line)
{
    const struct line *l = &script->lines.v[script->next++];
    *line = l->number;
    return &l->fact;
}
