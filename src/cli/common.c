#include "cli/common.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/utf8.h"
#include "calendar/day.h"
#include "conf/conf.h"

enum { DEFAULT_ZONE_MIN = 7 * 60 };

void nv_cli_error(struct nv_cli *cli, const char *fmt, ...)
{
    va_list ap;
    fprintf(cli->err, "%s: ", cli->program);
    va_start(ap, fmt);
    vfprintf(cli->err, fmt, ap);
    va_end(ap);
    fputc('\n', cli->err);
}

/* Warnings are the business of `check`. */
static void print_errors(struct nv_cli *cli, const struct nv_diags *all)
{
    struct nv_diags errors = {.errors = all->errors};
    struct nv_buf text = NV_BUF_INIT;
    for (size_t i = 0; i < all->list.n; i++)
        if (all->list.v[i].severity == NV_DIAG_ERROR)
            nv_vec_push(&errors.list, all->list.v[i]);
    nv_diag_print(&errors, &text);
    fputs(nv_buf_str(&text), cli->err);
    nv_buf_free(&text);
    nv_vec_free(&errors.list);
}

bool nv_cli_forbidden(const struct nv_cli *cli)
{
    struct nv_buf path = NV_BUF_INIT;
    nv_buf_addf(&path, "%s/nhacviec.cfg", cli->conf_dir);
    int fd = open(path.data, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    bool forbidden = fd < 0 && errno == EACCES;
    if (fd >= 0)
        close(fd);
    nv_buf_free(&path);
    return forbidden;
}

void nv_cli_say_rights(struct nv_cli *cli)
{
    nv_cli_error(cli, "người dùng này không có quyền. Chạy bằng sudo, hoặc vào nhóm nhacviec: "
                      "sudo usermod -aG nhacviec TÊN, rồi đăng nhập lại");
}

struct nv_snapshot *nv_cli_load(struct nv_cli *cli)
{
    struct nv_diags diags = {0};
    struct nv_snapshot *s = NULL;
    if (nv_conf_load(cli->conf_dir, &diags, &s) != 0) {
        s = NULL;
        print_errors(cli, &diags);
        if (nv_cli_forbidden(cli))
            nv_cli_say_rights(cli);
        else
            nv_cli_error(cli, "cấu hình trong %s có %zu lỗi", cli->conf_dir, diags.errors);
    }
    nv_diag_free(&diags);
    return s;
}

struct nv_snapshot *nv_cli_try_load(struct nv_cli *cli)
{
    struct nv_diags diags = {0};
    struct nv_snapshot *s = NULL;
    if (nv_conf_load(cli->conf_dir, &diags, &s) != 0)
        s = NULL;
    nv_diag_free(&diags);
    return s;
}

int nv_cli_zone(const struct nv_snapshot *s)
{
    return s ? s->zone_min : DEFAULT_ZONE_MIN;
}

int64_t nv_cli_now_ms(const struct nv_cli *cli, const struct nv_snapshot *s)
{
    int64_t ms;
    int32_t day;
    if (!cli->has_now)
        return cli->clock_ms;
    if (nv_time_parse(cli->now_text, nv_cli_zone(s), &ms))
        return ms;
    nv_require(nv_day_parse_iso(cli->now_text, &day));
    return nv_time_at(day, 0, nv_cli_zone(s));
}

int32_t nv_cli_today(const struct nv_cli *cli, const struct nv_snapshot *s)
{
    return nv_time_day(nv_cli_now_ms(cli, s), nv_cli_zone(s));
}

bool nv_cli_day(struct nv_cli *cli, const struct nv_args *args, enum nv_option o, const char *name,
                int32_t *day)
{
    const char *text = args->option[o];
    if (!text || nv_day_parse_iso(text, day))
        return true;
    nv_cli_error(cli, "--%s “%s” không phải là ngày; viết như 2025-03-31", name, text);
    return false;
}

bool nv_cli_period(struct nv_cli *cli, const struct nv_args *args, int32_t *from, int32_t *to)
{
    if (!nv_cli_day(cli, args, NV_OPT_FROM, "from", from) ||
        !nv_cli_day(cli, args, NV_OPT_TO, "to", to))
        return false;
    if (*from <= *to)
        return true;
    char a[NV_DAY_TEXT], b[NV_DAY_TEXT];
    nv_cli_error(cli, "ngày đầu %s đứng sau ngày cuối %s", nv_day_iso(*from, a),
                 nv_day_iso(*to, b));
    return false;
}

void nv_cli_print_json(struct nv_cli *cli, json_t *doc)
{
    json_dumpf(doc, cli->out, JSON_INDENT(2) | JSON_ENCODE_ANY);
    fputc('\n', cli->out);
    json_decref(doc);
}

json_t *nv_json_day(int32_t day)
{
    char text[NV_DAY_TEXT];
    return day == NV_DAY_NONE ? json_null() : json_string(nv_day_iso(day, text));
}

json_t *nv_json_ids(const struct nv_snapshot *s, const struct nv_refs *refs)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < refs->n; i++)
        json_array_append_new(list, json_string(s->agencies[refs->v[i]].id));
    return list;
}

void nv_text_names(struct nv_buf *out, const struct nv_strings *names)
{
    for (uint32_t i = 0; i < names->n; i++)
        nv_buf_addf(out, "%s%s", i ? "; " : "", names->v[i]);
}

void nv_text_agencies(struct nv_buf *out, const struct nv_snapshot *s, const struct nv_refs *refs)
{
    for (uint32_t i = 0; i < refs->n; i++)
        nv_buf_addf(out, "%s%s", i ? "; " : "", s->agencies[refs->v[i]].name);
}

void nv_nearest_offer(struct nv_nearest *n, const char *name)
{
    nv_nearest_offer_as(n, name, name);
}

void nv_nearest_offer_as(struct nv_nearest *n, const char *like, const char *name)
{
    enum { ROOM = sizeof n->best / sizeof *n->best };
    size_t prefix = strlen(n->want);
    bool below = prefix && strncmp(like, n->want, prefix) == 0;
    size_t distance = below ? 0 : nv_utf8_distance(n->want, like);
    if (distance > prefix / 3 + 1)
        return;
    size_t at = n->n;
    while (at > 0 && n->distance[at - 1] > distance)
        at--;
    if (at == ROOM)
        return;
    n->n = n->n < ROOM ? n->n + 1 : ROOM;
    for (size_t i = n->n - 1; i > at; i--) {
        n->best[i] = n->best[i - 1];
        n->distance[i] = n->distance[i - 1];
    }
    n->best[at] = name;
    n->distance[at] = distance;
}

void nv_cli_unknown(struct nv_cli *cli, const char *what, const struct nv_nearest *n)
{
    fprintf(cli->err, "%s: không có %s “%s”", cli->program, what, n->want);
    /* What begins with the words typed makes mere likeness uninteresting. */
    for (size_t i = 0; i < n->n && (n->distance[0] || !n->distance[i]); i++)
        fprintf(cli->err, "%s%s", i ? ", " : "; gần nhất: ", n->best[i]);
    fputc('\n', cli->err);
}

static bool is_called(const struct nv_agency *a, const char *folded)
{
    for (uint32_t i = 0; i <= a->aliases.n; i++) {
        char *name = nv_utf8_fold(i ? a->aliases.v[i - 1] : a->name);
        bool same = name && strcmp(name, folded) == 0;
        free(name);
        if (same)
            return true;
    }
    return false;
}

/* Who types a name gets the ids of the names that are like it. */
static void say_no_agency(struct nv_cli *cli, const struct nv_snapshot *s, const char *text,
                          const char *folded)
{
    struct nv_nearest near = {.want = text}, names = {.want = folded};
    for (uint32_t i = 0; i < s->n_agencies; i++)
        nv_nearest_offer(&near, s->agencies[i].id);
    for (uint32_t i = 0; folded && !near.n && i < s->n_agencies; i++) {
        char *name = nv_utf8_fold(s->agencies[i].name);
        if (name)
            nv_nearest_offer_as(&names, name, s->agencies[i].id);
        free(name);
    }
    if (names.n) {
        names.want = text;
        near = names;
    }
    nv_cli_unknown(cli, "cơ quan hoặc nhóm", &near);
}

uint32_t nv_cli_agency(struct nv_cli *cli, const struct nv_snapshot *s, const char *text)
{
    uint32_t found = nv_snapshot_agency(s, text), n = 0;
    if (found != NV_NONE)
        return found;
    char *folded = nv_utf8_fold(text);
    for (uint32_t i = 0; folded && i < s->n_agencies; i++)
        if (is_called(&s->agencies[i], folded)) {
            found = i;
            n++;
        }
    if (n > 1) {
        nv_cli_error(cli, "“%s” là tên của %u cơ quan hoặc nhóm; hãy dùng mã:", text, n);
        for (uint32_t i = 0; i < s->n_agencies; i++)
            if (is_called(&s->agencies[i], folded))
                fprintf(cli->err, "  %s\n", s->agencies[i].id);
    } else if (n == 0) {
        say_no_agency(cli, s, text, folded);
    }
    free(folded);
    return n == 1 ? found : NV_NONE;
}

uint32_t nv_cli_deliverable(struct nv_cli *cli, const struct nv_snapshot *s, const char *text)
{
    bool ambiguous;
    uint32_t found = nv_snapshot_deliverable(s, text, &ambiguous);
    if (found != NV_NONE)
        return found;
    bool by_key = ambiguous || strchr(text, '/');
    struct nv_nearest near = {.want = text};
    for (uint32_t i = 0; i < s->n_deliverables; i++)
        if (!ambiguous)
            nv_nearest_offer(&near, by_key ? s->deliverables[i].key : s->deliverables[i].id);
    if (!ambiguous) {
        nv_cli_unknown(cli, "mốc tiến độ", &near);
        return NV_NONE;
    }
    nv_cli_error(cli, "“%s” có trong nhiều kế hoạch; hãy viết đầy đủ:", text);
    for (uint32_t i = 0; i < s->n_deliverables; i++)
        if (strcmp(s->deliverables[i].id, text) == 0)
            fprintf(cli->err, "  %s\n", s->deliverables[i].key);
    return NV_NONE;
}

uint32_t nv_cli_occurrence(struct nv_cli *cli, const struct nv_snapshot *s, const char *text,
                           uint32_t *deliverable)
{
    const char *at = strchr(text, '@');
    struct nv_buf name = NV_BUF_INIT;
    nv_buf_add(&name, text, at ? (size_t)(at - text) : strlen(text));
    *deliverable = nv_cli_deliverable(cli, s, nv_buf_str(&name));
    nv_buf_free(&name);
    if (*deliverable == NV_NONE || !at)
        return NV_NONE;
    uint32_t n = 0, found = nv_snapshot_occurrences(s, text, &n, NULL);
    if (found != NV_NONE)
        return found;
    const struct nv_deliverable *d = &s->deliverables[*deliverable];
    struct nv_nearest near = {.want = text};
    for (uint32_t i = d->first_occurrence; i < d->first_occurrence + d->n_occurrences; i++)
        nv_nearest_offer(&near, strchr(text, '/') ? s->occurrences[i].key : s->occurrences[i].id);
    nv_cli_unknown(cli, "kỳ hạn", &near);
    *deliverable = NV_NONE;
    return NV_NONE;
}
