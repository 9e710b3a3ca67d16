#include "calendar/deadline.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "calendar/day.h"
#include "calendar/phrase.h"
#include "calendar/stage.h"

static const char *const kind_names[] = {
#define NV_DEADLINE_NAME(sym, name) name,
    NV_DEADLINE_KINDS(NV_DEADLINE_NAME)
#undef NV_DEADLINE_NAME
};

/* Words that say what is done, not when. They may lead in a stage or follow its date. */
static const char *const verbs[] = {
    "hoan thanh", "thuc hien", "trien khai", "ban hanh",   "trinh",    "bao cao",  "lap",
    "xay dung",   "to chuc",   "phe duyet",  "gui",        "cong bo",  "phan dau", "duy tri",
    "tiep tuc",   "nhiem vu",  "du kien",    "khoi cong",  "co ban",   "tham muu", "chu dong",
    "ket thuc",   "dua vao",   "cong viec",  "so ket",     "tong ket", "cap nhat", "ra soat",
    "kiem tra",   "danh gia",  "bat dau",    "nghiem thu", "van hanh", "hoan tat", NULL};

/* Words that turn the meaning of what stands around them: never skipped. */
static const char *const turns[] = {"khong", "chua", "tru",        "ngoai tru", "neu",  "hoac",
                                    "huy",   "tuy",  "truong hop", "rieng",     "dung", NULL};

static int read_here(struct nv_phrase *ph, struct nv_deadline *out)
{
    static int (*const readers[])(struct nv_phrase *, struct nv_deadline *) = {
        nv_stage_continuous, nv_stage_relative, nv_stage_recurring, nv_stage_time,
        nv_stage_waiting};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        int rc = readers[i](ph, out);
        if (rc)
            return rc;
    }
    return 0;
}

static int not_understood(struct nv_phrase *ph, size_t from)
{
    for (size_t i = 0; nv_phrase_peek(ph, i)->type != NV_TOKEN_END; i++)
        if (nv_phrase_sees(ph, i, "ngay lam viec dau") ||
            nv_phrase_sees(ph, i, "ngay lam viec cuoi"))
            return nv_phrase_refuse(
                ph, from, 0,
                "ngày làm việc đầu hay cuối của tháng, quý tùy theo lịch nghỉ; ghi một ngày, như "
                "Ngày 25 hằng tháng hoặc Ngày cuối cùng của tháng");
    return nv_phrase_refuse(
        ph, from, 0,
        "không hiểu thời hạn này; được viết: ngày 31/3/2025, trước ngày 15/6/2025, Tháng 6/2025, "
        "Quý I/2025, 6 tháng đầu năm 2025, Năm 2025, Quý I và Quý III/2025, từ … đến …, Hằng quý, "
        "Thường xuyên, Sau khi …, Khi có yêu cầu, Theo quy định …, hoặc 2025-03-31, 2025-03, "
        "2025-Q1, 2025-H1, 2025");
}

/* A label that ends with a colon: "Kế hoạch: Tháng 01/2025"; "Hằng năm: tháng 12" and
 * "Quý I: ban hành" have none. */
static void eat_label(struct nv_phrase *ph)
{
    for (size_t n = 1; nv_phrase_peek(ph, n - 1)->type == NV_TOKEN_WORD; n++)
        if (nv_stage_sees_frequency(ph, n - 1) || nv_stage_sees_date(ph, n - 1))
            return;
        else if (nv_phrase_sees_punct(ph, n, ':')) {
            ph->at += n + 1;
            return;
        }
}

/* One word of what is done, or an amount of it: "100% hồ sơ", "12 thủ tục,". False where a date or
 * its unit stands. */
static bool eat_lead(struct nv_phrase *ph)
{
    static const char *const units[] = {"ngay", "tuan", "thang", "quy", "nam", "gio", "lan", NULL};
    const struct nv_token *t = nv_phrase_peek(ph, 0), *next = nv_phrase_peek(ph, 1);
    size_t n = 1;
    if (nv_phrase_sees_any(ph, 0, turns))
        return false;
    if (nv_stage_report_name(ph))
        n = nv_stage_report_name(ph);
    else if (t->type == NV_TOKEN_NUMBER) {
        bool tenths = (next->punct == ',' || next->punct == '.') && !next->spaced &&
                      nv_phrase_peek(ph, 2)->type == NV_TOKEN_NUMBER;
        n += tenths ? 2 : 0;
        if (nv_phrase_sees_punct(ph, n, '%'))
            n++;
        else if (nv_phrase_peek(ph, n)->type != NV_TOKEN_WORD || nv_phrase_sees_any(ph, n, units))
            return false;
    } else if (t->punct == ',' || t->punct == '/') {
        if (next->type != NV_TOKEN_WORD)
            return false;
    } else if (t->type != NV_TOKEN_WORD)
        return false;
    ph->at += n;
    return true;
}

int nv_stage_read(struct nv_phrase *ph, struct nv_deadline *out)
{
    size_t from = ph->at;
    int value = nv_stage_value(ph, out);
    if (value)
        return value;
    eat_label(ph);
    bool verb = nv_phrase_sees_any(ph, 0, verbs) > 0;
    for (;;) {
        int rc = read_here(ph, out);
        if (rc)
            return rc;
        if (nv_phrase_sees(ph, 0, "phan dau") || nv_phrase_sees(ph, 0, "du kien"))
            ph->flags |= NV_DL_SOFT;
        if (!verb || !eat_lead(ph)) {
            ph->at = from;
            return 0;
        }
    }
}

/* What may stand between a date and the next stage: a note, or what is done by then. */
static int read_tail(struct nv_phrase *ph)
{
    static const char *const other[] = {"thuong xuyen", "lien tuc", "hang",  "dinh ky",
                                        "sau khi",      "khi",      "ke tu", NULL};
    int rc = nv_stage_note(ph);
    if (rc >= 0 && nv_phrase_sees_punct(ph, 0, ':') && nv_phrase_sees_any(ph, 1, verbs))
        ph->at++; /* "Quý I: ban hành kế hoạch" */
    if (rc < 0 || !nv_phrase_sees_any(ph, 0, verbs))
        return rc;
    size_t from = ph->at;
    rc = nv_stage_free_words(ph, NULL);
    size_t to = ph->at;
    for (ph->at = from; rc >= 0 && ph->at < to; ph->at++)
        if (nv_phrase_sees_any(ph, 0, other) || nv_phrase_sees_any(ph, 0, turns))
            return not_understood(ph, from);
    return rc;
}

static bool eat_separator(struct nv_phrase *ph)
{
    bool any = nv_phrase_eat_punct(ph, ';') || nv_phrase_eat_punct(ph, ',') ||
               nv_phrase_eat_punct(ph, '.');
    nv_phrase_eat_punct(ph, '-');
    return nv_phrase_eat(ph, "va") || nv_phrase_eat(ph, "dong thoi") ||
           nv_phrase_eat(ph, "sau do") || any;
}

/* The nominal day of several stages is that of the first one that ends on a day; the others are in
 * the value. */
static bool combine(struct nv_deadline *d, const struct nv_deadline *next)
{
    bool kept =
        d->kind == next->kind &&
        (d->kind == NV_DL_RECURRING || d->kind == NV_DL_AFTER_EVENT || d->kind == NV_DL_EXTERNAL ||
         d->kind == NV_DL_AS_NEEDED || d->kind == NV_DL_CONTINUOUS || d->kind == NV_DL_RELATIVE);
    if (d->kind == NV_DL_CONTINUOUS && kept)
        return true;
    if (!kept)
        d->kind = NV_DL_MIXED;
    if (d->first_day == NV_DAY_NONE)
        d->first_day = next->first_day;
    if (d->last_day == NV_DAY_NONE)
        d->last_day = next->last_day;
    return nv_stage_add_value(d, next->kind == NV_DL_CONTINUOUS ? "; then " : "; ", next->value);
}

static int parse(struct nv_phrase *ph, struct nv_deadline *out)
{
    struct nv_deadline next;
    nv_phrase_eat_punct(ph, '-');
    if (nv_phrase_peek(ph, 0)->type == NV_TOKEN_END)
        return nv_err_set(ph->err, NV_ESYNTAX,
                          "thời hạn để trống; ghi như văn bản đã in, ví dụ Quý I/2025, hoặc "
                          "2025-03-31");
    if (nv_phrase_sees(ph, 0, "da hoan thanh") || nv_phrase_sees(ph, 0, "da thuc hien") ||
        nv_phrase_sees(ph, 0, "dang thuc hien") || nv_phrase_sees(ph, 0, "chua hoan thanh"))
        return nv_phrase_refuse(ph, 0, 0,
                                "đây là tình trạng thực hiện, không phải thời hạn; ghi thời hạn "
                                "như văn bản đã in, ví dụ Quý I/2025");
    for (bool first = true;; first = false) {
        size_t from = ph->at;
        int rc = nv_stage_read(ph, &next);
        if (rc == 0)
            return not_understood(ph, from);
        if (rc > 0)
            rc = read_tail(ph);
        if (rc < 0)
            return rc;
        if (first)
            *out = next;
        else if (!combine(out, &next))
            return nv_phrase_refuse(ph, 0, ph->at,
                                    "thời hạn quá dài; hãy tách thành nhiều sản phẩm");
        if (out->last_day != NV_DAY_NONE && out->first_day > out->last_day)
            return nv_phrase_refuse(ph, 0, ph->at,
                                    "các mốc mâu thuẫn nhau: kết thúc trước khi "
                                    "bắt đầu");
        if (nv_phrase_peek(ph, 0)->type == NV_TOKEN_END)
            return 0;
        bool usual = next.kind == NV_DL_CONTINUOUS && nv_stage_sees_frequency(ph, 0);
        if (!eat_separator(ph) && !usual)
            return not_understood(ph, ph->at);
    }
}

int nv_deadline_parse(const char *phrase, int year, struct nv_deadline *out, struct nv_err *err)
{
    struct nv_deadline d = {0};
    struct nv_phrase ph;
    if (strlen(phrase) > NV_DEADLINE_MAX)
        return nv_err_set(err, NV_ESYNTAX, "thời hạn dài quá %d byte", NV_DEADLINE_MAX);
    int rc = nv_phrase_init(&ph, phrase, year, err);
    if (rc == 0)
        rc = parse(&ph, &d);
    if (rc == 0) {
        d.flags = ph.flags;
        *out = d;
    }
    nv_phrase_free(&ph);
    return rc;
}

const char *nv_deadline_kind_name(enum nv_deadline_kind kind)
{
    return (unsigned)kind < NV_DL_COUNT ? kind_names[kind] : "";
}

enum nv_deadline_kind nv_deadline_kind_find(const char *name)
{
    for (unsigned i = 0; i < NV_DL_COUNT; i++)
        if (strcmp(name, kind_names[i]) == 0)
            return (enum nv_deadline_kind)i;
    return NV_DL_COUNT;
}

bool nv_deadline_is_dated(const struct nv_deadline *d)
{
    return d->last_day != NV_DAY_NONE;
}
