/* Letters full of foreign text, for tests/integration/test_hostile.py. Reads letters from stdin:
 * a byte that names the kind, a number of strings (32 bits, the machine's order), each with its
 * length before it. Writes for each letter its message, its webhook body and its subject in the
 * same form. What string goes where is said by the order in fill(). */
#include <stdlib.h>

#include "model/standing.h"

/* The world of the unit tests without Check, whose assertions need a running test. */
#define NVTEST_H
#define CLAIM(is)                                                                                  \
    do {                                                                                           \
        if (!(is))                                                                                 \
            abort();                                                                               \
    } while (0)
#define ck_assert_uint_lt(a, b) CLAIM((a) < (b))
#define ck_assert_uint_eq(a, b) CLAIM((a) == (b))
#define ck_assert_uint_ne(a, b) CLAIM((a) != (b))
#include "render_fixture.h"

enum { TITLES = 40 };

struct input {
    char kind; /* s: one item, m: several that facts speak of, r: a report in a table, l: a long one
                */
    char **strings;
    uint32_t n, next;
};

static bool read_u32(uint32_t *out)
{
    return fread(out, sizeof *out, 1, stdin) == 1;
}

static bool read_letter(struct input *in)
{
    int kind = getchar();
    if (kind == EOF || !read_u32(&in->n))
        return false;
    in->kind = (char)kind;
    in->next = 0;
    in->strings = calloc(in->n + 1, sizeof *in->strings);
    for (uint32_t i = 0; i < in->n; i++) {
        uint32_t len;
        if (!read_u32(&len))
            return false;
        in->strings[i] = calloc(1, len + 1);
        if (len && fread(in->strings[i], 1, len, stdin) != len)
            return false;
    }
    return true;
}

static void free_letter(struct input *in)
{
    for (uint32_t i = 0; i < in->n; i++)
        free(in->strings[i]);
    free(in->strings);
}

static const char *next(struct input *in)
{
    if (in->next >= in->n)
        abort(); /* the two sides disagree */
    return in->strings[in->next++];
}

static void add_work(struct world *w, struct input *in, uint32_t i, struct nv_standing *st)
{
    bool report = in->kind == 'r' || in->kind == 'l';
    const char *id = nv_arena_fmt(w->snapshot->arena, "X.%u", i + 1);
    const char *title = next(in), *product = next(in), *due = next(in);
    struct nv_deliverable *d =
        world_task(w, id, title, product, due, NV_DL_DAY, report ? on(2025, 2, 3) : on(2025, 3, 31),
                   "so-tu-phap", "");
    enum nv_section section = in->kind == 's' ? NV_SECTION_DUE_SOON
                              : report        ? NV_SECTION_OVERDUE
                                              : NV_SECTION_CHANGED;
    struct nv_item *item =
        world_item(w, id, report ? NV_ROLE_OWNER : NV_ROLE_LEAD, section, report ? "+5w" : "-10w");
    if (in->kind != 'm')
        return;
    *st = nv_standing_of(&w->occurrences[d->first_occurrence]);
    st->change = NV_FACT_EXTEND;
    st->change_day = w->notice.day;
    st->extensions = 1;
    st->document = next(in);
    st->note = next(in);
    nv_fmt(st->rung, sizeof st->rung, "extend:%u", i + 1);
    memcpy(item->rung, st->rung, sizeof item->rung);
    item->standing = st;
}

static void fill(struct world *w, struct input *in, struct nv_standing *standings)
{
    static const struct {
        char kind;
        uint32_t items;
    } sizes[] = {{'s', 1}, {'m', 6}, {'r', 8}, {'l', 33}};
    world_make(w);
    world_notice(w, "so-tu-phap", on(2025, 3, 17));
    w->snapshot->reply_to = "so-noi-vu@khanhhoa.example";
    w->snapshot->sender_name = next(in);
    w->agencies[nv_snapshot_agency(w->snapshot, "so-tu-phap")].name = next(in);
    w->agencies[nv_snapshot_agency(w->snapshot, "so-noi-vu")].name = next(in);
    w->plans[0].short_name = next(in);
    w->plans[0].title = next(in);
    w->plans[0].basis = next(in);
    w->plans[0].contact = next(in);
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        for (uint32_t i = 0; sizes[k].kind == in->kind && i < sizes[k].items; i++)
            add_work(w, in, i, &standings[i]);
}

static void write_blob(const char *text)
{
    uint32_t n = (uint32_t)strlen(text);
    fwrite(&n, sizeof n, 1, stdout);
    fwrite(text, 1, n, stdout);
}

int main(void)
{
    struct input in;
    static struct world w;
    static struct nv_standing standings[TITLES];
    while (read_letter(&in)) {
        fill(&w, &in, standings);
        write_blob(world_render(&w, nv_render_mail));
        write_blob(world_render(&w, nv_render_webhook));
        write_blob(world_render(&w, nv_render_subject));
        world_free(&w);
        free_letter(&in);
    }
    return 0;
}
