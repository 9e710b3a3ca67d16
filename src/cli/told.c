/* What the daemon knows of facts, as its answer to `facts` brings it. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "calendar/day.h"
#include "cli/common.h"

enum { FACTS_TIMEOUT_S = 5 };

static int32_t day_of(json_t *o, const char *key)
{
    int32_t day;
    const char *text = json_string_value(json_object_get(o, key));
    return text && nv_day_parse_iso(text, &day) ? day : NV_DAY_NONE;
}

static const char *text_of(const struct nv_snapshot *s, json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text ? nv_arena_strdup(s->arena, text) : "";
}

static int int_of(json_t *o, const char *key)
{
    return (int)json_integer_value(json_object_get(o, key));
}

static void read_change(const struct nv_snapshot *s, json_t *o, struct nv_standing *st)
{
    const char *kind = json_string_value(json_object_get(o, "kind"));
    if (!kind)
        return;
    st->change = nv_fact_kind_find(kind);
    st->change_id = (uint64_t)json_integer_value(json_object_get(o, "fact"));
    st->change_day = day_of(o, "told");
    st->change_of = day_of(o, "day");
    st->document = text_of(s, o, "document");
    st->note = text_of(s, o, "note");
}

static void read_standing(const struct nv_snapshot *s, json_t *o, struct nv_standing *st)
{
    st->nominal = day_of(o, "nominal");
    st->effective = day_of(o, "effective");
    st->original_nominal = day_of(o, "original_nominal");
    st->original_effective = day_of(o, "original_effective");
    st->extensions = int_of(o, "extensions");
    st->bound = json_is_true(json_object_get(o, "bound"));
    st->happened = json_is_true(json_object_get(o, "happened"));
    st->happened_day = day_of(o, "happened_day");
    st->since = day_of(o, "since");
    st->count = int_of(o, "count");
    st->done_day = day_of(o, "done");
    st->reported_day = day_of(o, "reported");
    st->dropped_day = day_of(o, "dropped");
    st->held_until = day_of(o, "held_until");
    st->ack_until = day_of(o, "ack_until");
    st->percent = json_is_integer(json_object_get(o, "percent")) ? int_of(o, "percent") : -1;
    st->percent_day = day_of(o, "percent_day");
    read_change(s, json_object_get(o, "change"), st);
}

static void read_answer(const struct nv_snapshot *s, json_t *data, struct nv_told_facts *out)
{
    json_t *standings = json_object_get(data, "standings");
    json_t *chases = json_object_get(data, "chases");
    out->standings = nv_calloc(s->n_occurrences + 1, sizeof *out->standings);
    out->events = nv_calloc(s->n_events + 1, sizeof *out->events);
    out->chases = nv_calloc(s->n_occurrences + 1, sizeof *out->chases);
    for (uint32_t i = 0; i < s->n_occurrences; i++) {
        json_t *o = json_object_get(standings, s->occurrences[i].key);
        out->standings[i] = nv_standing_of(&s->occurrences[i]);
        out->chases[i] = int_of(chases, s->occurrences[i].key);
        if (o)
            read_standing(s, o, &out->standings[i]);
    }
    for (uint32_t i = 0; i < s->n_events; i++)
        out->events[i] = day_of(json_object_get(data, "events"), s->events[i].key);
}

/* NV_DAY_NONE: all that was told. False where the daemon did not answer. */
static bool ask(struct nv_cli *cli, const struct nv_snapshot *s, int32_t day, bool quiet,
                struct nv_told_facts *out)
{
    char *path = nv_cli_socket(cli, s), text[NV_DAY_TEXT];
    json_t *answer = NULL, *args = json_object();
    struct nv_err err = {0};
    if (day != NV_DAY_NONE)
        json_object_set_new(args, "asof", json_string(nv_day_iso(day, text)));
    int rc = cli->call(path, "facts", args, FACTS_TIMEOUT_S, &answer, &err);
    json_t *data = rc == 0 ? json_object_get(answer, "data") : NULL;
    bool told = json_is_object(json_object_get(data, "standings"));
    read_answer(s, data, out);
    if (!told && !cli->json && !quiet)
        fprintf(cli->err,
                "Lưu ý: %s %s, trạng thái chỉ tính theo ngày "
                "(chưa kể những gì đã ghi nhận).\n",
                rc == -NV_EPERM ? "người dùng này không có quyền hỏi dịch vụ tại"
                                : "dịch vụ không trả lời tại",
                path);
    json_decref(args);
    json_decref(answer);
    free(path);
    return told;
}

void nv_cli_facts(struct nv_cli *cli, const struct nv_snapshot *s, struct nv_told_facts *out)
{
    ask(cli, s, NV_DAY_NONE, false, out);
}

bool nv_cli_facts_on(struct nv_cli *cli, const struct nv_snapshot *s, int32_t day, bool quiet,
                     struct nv_told_facts *out)
{
    return ask(cli, s, day, quiet, out);
}

void nv_cli_facts_free(struct nv_told_facts *f)
{
    free(f->standings);
    free(f->events);
    free(f->chases);
}
