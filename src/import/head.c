#include "import/head.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/intern.h"
#include "base/utf8.h"
#include "calendar/day.h"
#include "import/draft.h"
#include "import/import.h"
#include "import/letters.h"
#include "model/snapshot.h"

enum { FIRST_YEAR = 2000, LAST_YEAR = 2099, TITLE_MAX = 400, LOOK_ROWS = 400 };

/* A year 2000–2099 that stands alone at `p`; 0 if there is none. */
static int year_at(const char *text, const char *p)
{
    if (strspn(p, "0123456789") != 4 || (p > text && p[-1] >= '0' && p[-1] <= '9'))
        return 0;
    int year = (int)strtol(p, NULL, 10);
    return year >= FIRST_YEAR && year <= LAST_YEAR ? year : 0;
}

/* The year that most deadlines name. */
static int year_of_deadlines(const struct nv_draft *d)
{
    size_t count[LAST_YEAR - FIRST_YEAR + 1] = {0};
    int best = 0;
    for (size_t i = 0; i < d->deliverables.n; i++) {
        const struct nv_items *due = &d->deliverables.v[i].cells[NV_COL_DUE];
        for (uint32_t k = 0; k < due->n; k++)
            for (const char *p = due->v[k]; *p; p++) {
                int year = year_at(due->v[k], p);
                if (year)
                    count[year - FIRST_YEAR]++;
            }
    }
    for (int y = FIRST_YEAR; y <= LAST_YEAR; y++)
        if (count[y - FIRST_YEAR] > (best ? count[best - FIRST_YEAR] : 0))
            best = y;
    return best;
}

/* The folded words of a row outside the table; empty where that is too long to be a title. */
static const char *title_words(const struct nv_loose *l, struct nv_buf *out)
{
    nv_buf_clear(out);
    if (strlen(l->text) <= TITLE_MAX)
        nv_words_add(out, l->text);
    return nv_buf_str(out);
}

static bool is_plan_word(const char *words)
{
    static const char *const begins[] = {"ke hoach", "chuong trinh", "de an", "ban hanh ke hoach",
                                         "ban hanh chuong trinh"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (strncmp(words, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

/* "KẾ HOẠCH" alone in a line: the next one says of what. */
static bool goes_on(const struct nv_draft *d, size_t i, const char *words)
{
    return strlen(words) < 16 && i + 1 < d->loose.n && strlen(d->loose.v[i + 1].text) <= TITLE_MAX;
}

/* "KẾ HOẠCH" and "Cải cách … năm 2026" as one title. */
static const char *join_title(struct nv_draft *d, const char *word, const char *rest)
{
    if (!nv_all_upper(word) || nv_all_upper(rest))
        return nv_arena_fmt(d->arena, "%s %s", word, rest);
    char *small = nv_utf8_lower(word);
    const char *second = rest;
    nv_utf8_next(&second);
    char *head = nv_strndup(rest, (size_t)(second - rest)), *lower = nv_utf8_lower(head);
    const char *tail = small;
    nv_utf8_next(&tail);
    const char *first = word;
    nv_utf8_next(&first);
    const char *title =
        nv_arena_fmt(d->arena, "%.*s%s %s%s", (int)(first - word), word, tail, lower, second);
    free(small);
    free(head);
    free(lower);
    return title;
}

/* "… năm 2025" in a title before the table. */
static int year_of_title(const struct nv_draft *d)
{
    struct nv_buf words = NV_BUF_INIT;
    int year = 0;
    for (size_t i = 0; i < d->loose.n && i < LOOK_ROWS && !year; i++) {
        const char *w = title_words(&d->loose.v[i], &words), *p;
        if (!is_plan_word(w) && !nv_words_have(w, "kem theo ke hoach"))
            continue;
        if (goes_on(d, i, w))
            w = title_words(&d->loose.v[i + 1], &words);
        for (p = w; (p = strstr(p, "nam 20")) && !year; p++)
            year = year_at(w, p + 4);
    }
    nv_buf_free(&words);
    return year;
}

int nv_head_year(struct nv_draft *d, const struct nv_import_options *o, struct nv_err *err)
{
    d->year = o->year;
    if (d->year)
        return 0;
    d->year = year_of_title(d);
    if (!d->year && (d->year = year_of_deadlines(d)) != 0)
        nv_remark(d, &d->remarks, "Nghi vấn: năm lấy theo năm có nhiều nhất trong cột tiến độ.");
    if (!d->year)
        return nv_err_set(
            err, NV_ESYNTAX,
            "văn bản không cho biết năm của kế hoạch; thêm --year, ví dụ --year 2026");
    return 0;
}

/* "cchc-2025.tsv" -> "cchc-2025". */
static const char *id_of_file(struct nv_draft *d, const char *file)
{
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
    const char *dot = strrchr(name, '.');
    char *stem = nv_strndup(name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
    char *folded = nv_utf8_check(stem, strlen(stem)) < 0 ? nv_utf8_fold(stem) : NULL;
    struct nv_buf id = NV_BUF_INIT;
    for (const char *p = folded; p && *p && id.len < 60; p++) {
        bool good = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');
        if (good)
            nv_buf_addc(&id, *p);
        else if (id.len && id.data[id.len - 1] != '-')
            nv_buf_addc(&id, '-');
    }
    while (id.len && id.data[id.len - 1] == '-')
        id.data[--id.len] = '\0';
    const char *text = id.len ? nv_arena_strdup(d->arena, id.data)
                              : nv_arena_fmt(d->arena, "ke-hoach-%d", d->year);
    nv_buf_free(&id);
    free(folded);
    free(stem);
    return text;
}

/* Without the asterisks of a bold line, and without "Ban hành". */
static const char *clean_title(struct nv_draft *d, const char *text)
{
    static const char issue[] = "Ban hành Kế hoạch";
    struct nv_buf b = NV_BUF_INIT;
    text += strspn(text, "*#_ ");
    if (strncmp(text, issue, sizeof issue - 1) == 0)
        text += strlen("Ban hành ");
    for (const char *p = text; *p; p++)
        if (*p != '*')
            nv_buf_addc(&b, *p);
    const char *clean = nv_arena_strdup(d->arena, nv_buf_str(&b));
    nv_buf_free(&b);
    return clean;
}

static const char *find_title(struct nv_draft *d)
{
    struct nv_buf words = NV_BUF_INIT;
    const char *found = NULL;
    for (size_t i = 0; i < d->loose.n && i < LOOK_ROWS && !found; i++) {
        const char *text = d->loose.v[i].text, *w = title_words(&d->loose.v[i], &words);
        if (!is_plan_word(w))
            continue;
        if (goes_on(d, i, w))
            text = join_title(d, text, d->loose.v[i + 1].text);
        if (strstr(text, "20"))
            found = clean_title(d, text);
    }
    nv_buf_free(&words);
    return found;
}

/* Reads "ngày 31 tháng 12 năm 2024" or "ngày 31/12/2024"; the byte after it in *end. */
static int32_t read_date(const char *p, const char **end)
{
    static const char *const between[] = {" tháng ", " năm "};
    int n[3] = {0};
    for (int i = 0; i < 3; i++) {
        char *after;
        n[i] = (int)strtol(p, &after, 10);
        if (after == p)
            return NV_DAY_NONE;
        p = after;
        if (i < 2 && (*p == '/' || *p == '-' || *p == '.'))
            p++;
        else if (i < 2 && strncmp(p, between[i], strlen(between[i])) == 0)
            p += strlen(between[i]);
        else if (i < 2)
            return NV_DAY_NONE;
    }
    *end = p;
    return nv_day_from_civil(n[2], n[1], n[0]);
}

/* "(Kèm theo Quyết định số 12/QĐ-UBND ngày … của …)". */
static bool find_basis(struct nv_draft *d)
{
    for (size_t i = 0; i < d->loose.n && i < LOOK_ROWS; i++) {
        const char *text = d->loose.v[i].text, *start, *day, *end;
        start = strstr(text, "èm theo ");
        if (!start || !(day = strstr(start, "ngày ")))
            continue;
        start += strlen("èm theo ");
        int32_t signed_day = read_date(day + strlen("ngày "), &end);
        if (signed_day == NV_DAY_NONE)
            continue;
        size_t tail = strcspn(end, ")*_");
        struct nv_buf b = NV_BUF_INIT;
        for (const char *p = start; p < end + (tail < 120 ? tail : 0); p++)
            if (*p != '*')
                nv_buf_addc(&b, *p);
        d->basis = nv_arena_strdup(d->arena, nv_buf_str(&b));
        d->signed_day = signed_day;
        nv_buf_free(&b);
        return true;
    }
    return false;
}

/* "Số: 12/KH-UBND … ngày 05 tháng 01 năm 2026" over a plan that is a document of its own. */
static bool find_number(struct nv_draft *d)
{
    for (size_t i = 0; i < d->loose.n && i < LOOK_ROWS; i++) {
        const char *text = d->loose.v[i].text, *number = strstr(text, "Số: "), *end;
        const char *day = number ? strstr(number, "ngày ") : NULL;
        if (!day || (number > text && number[-1] != ' '))
            continue;
        number += strlen("Số: ");
        size_t n = strcspn(number, " |");
        int32_t signed_day = read_date(day + strlen("ngày "), &end);
        if (signed_day == NV_DAY_NONE || !n || n > 40 || !memchr(number, '/', n))
            continue;
        d->basis =
            nv_arena_fmt(d->arena, "Văn bản số %.*s %.*s", (int)n, number, (int)(end - day), day);
        d->signed_day = signed_day;
        return true;
    }
    return false;
}

static void take_old_plan(struct nv_draft *d, const struct nv_snapshot *s)
{
    const struct nv_plan *newest = NULL;
    for (uint32_t i = 0; i < s->n_plans; i++)
        if (!newest || s->plans[i].year > newest->year)
            newest = &s->plans[i];
    if (!newest)
        return;
    d->owner = s->agencies[newest->owner].id;
    if (newest->leadership != NV_NONE)
        d->leadership = s->agencies[newest->leadership].id;
    d->contact = newest->contact;
    nv_remark(d, &d->remarks,
              "Nghi vấn: owner, leadership, contact lấy như kế hoạch %s đang dùng; xem lại.",
              newest->id);
}

/* Where no plan tells who watches: who leads most. */
static void guess_owner(struct nv_draft *d, const struct nv_snapshot *s)
{
    uint32_t *count = nv_calloc(s->n_agencies ? s->n_agencies : 1, sizeof *count), best = NV_NONE;
    for (size_t i = 0; i < d->deliverables.n; i++) {
        const struct nv_mentions *lead = &d->deliverables.v[i].roles[NV_ROLE_LEAD];
        for (uint32_t k = 0; k < lead->n; k++) {
            uint32_t a = lead->v[k];
            if (!s->agencies[a].is_group && ++count[a] > (best == NV_NONE ? 0 : count[best]))
                best = a;
        }
    }
    free(count);
    if (best == NV_NONE) {
        nv_remark(d, &d->remarks,
                  "Nghi vấn: ghi mã cơ quan theo dõi, đôn đốc kế hoạch: owner = \"…\";");
        return;
    }
    d->owner = s->agencies[best].id;
    nv_remark(d, &d->remarks,
              "Nghi vấn: owner là cơ quan chủ trì nhiều việc nhất; xem lại ai theo dõi, đôn đốc kế "
              "hoạch.");
}

void nv_head_fill(struct nv_draft *d, const struct nv_import_options *o,
                  const struct nv_snapshot *s)
{
    d->id = o->plan_id ? o->plan_id : id_of_file(d, o->file);
    d->title = find_title(d);
    if (!d->title) {
        d->title = nv_arena_fmt(d->arena, "Kế hoạch năm %d", d->year);
        nv_remark(d, &d->remarks, "Nghi vấn: văn bản không cho biết tên kế hoạch; ghi vào title.");
    }
    if (find_basis(d)) {
        nv_remark(d, &d->remarks,
                  "Nghi vấn: số, ngày văn bản lấy ở dòng “Kèm theo…”; đối chiếu với văn bản gốc.");
    } else if (find_number(d)) {
        nv_remark(d, &d->remarks,
                  "Nghi vấn: số, ngày văn bản lấy ở dòng “Số: …”; đối chiếu với văn bản gốc.");
    } else {
        d->basis = "Chưa ghi số, ngày của văn bản ban hành";
        d->signed_day = nv_day_from_civil(d->year, 1, 1);
        nv_remark(d, &d->remarks,
                  "Nghi vấn: chưa biết văn bản ban hành; ghi basis và signed (ngày ký).");
    }
    take_old_plan(d, s);
    if (!d->owner)
        guess_owner(d, s);
}
