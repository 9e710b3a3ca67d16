/* Stages that are words, not dates: continuous work, events, and the schedules of others. */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/intern.h"
#include "base/utf8.h"
#include "calendar/day.h"
#include "calendar/period.h"
#include "calendar/phrase.h"
#include "calendar/stage.h"

static const char *const latest[] = {"cham nhat", "muon nhat", "tre nhat",  "truoc ngay", "den het",
                                     "het nam",   "het quy",   "het thang", NULL};
static const char *const duration_units[] = {"ngay", "tuan", "thang", "gio", "lan", NULL};

static bool is_number(const struct nv_phrase *ph, size_t ahead)
{
    return nv_phrase_peek(ph, ahead)->type == NV_TOKEN_NUMBER;
}

bool nv_stage_sees_date(const struct nv_phrase *ph, size_t ahead)
{
    if (nv_phrase_sees_any(ph, ahead, latest))
        return true;
    size_t trong = nv_phrase_sees(ph, ahead, "trong");
    if (trong &&
        (nv_phrase_sees(ph, ahead + 1, "nam") &&
         (is_number(ph, ahead + 2) || nv_phrase_peek(ph, ahead + 2)->type != NV_TOKEN_WORD)))
        return true;
    ahead += trong + nv_phrase_sees(ph, ahead, "truoc");
    if (nv_phrase_sees(ph, ahead, "quy"))
        return nv_period_sees_quarter(ph, ahead + 1);
    if (nv_phrase_sees(ph, ahead, "thang") || nv_phrase_sees(ph, ahead, "ngay"))
        return is_number(ph, ahead + 1);
    return is_number(ph, ahead) &&
           ((nv_phrase_sees_punct(ph, ahead + 1, '/') && is_number(ph, ahead + 2)) ||
            (nv_phrase_sees_punct(ph, ahead + 1, '.') && is_number(ph, ahead + 2) &&
             !nv_phrase_peek(ph, ahead + 2)->spaced) ||
            nv_phrase_sees_any(ph, ahead + 1, duration_units));
}

/* 2112/QĐ-UBND, 76/2025/NĐ-CP, 91-KL/TU: the tokens of a document's number, else 0. */
static size_t sees_document(const struct nv_phrase *ph)
{
    size_t n = 0;
    if (!is_number(ph, n++))
        return 0;
    for (; n < 8; n += 2) {
        if (!nv_phrase_sees_punct(ph, n, '/') && !nv_phrase_sees_punct(ph, n, '-'))
            return 0;
        if (nv_phrase_peek(ph, n + 1)->type == NV_TOKEN_WORD && !nv_phrase_peek(ph, n + 1)->spaced)
            return n + 2;
        if (!is_number(ph, n + 1))
            return 0;
    }
    return 0;
}

/* "ngày 06/9/2023", "ngày 31 tháng 12 năm 2024" behind a document's number. */
static size_t sees_document_date(const struct nv_phrase *ph)
{
    if (!nv_phrase_sees(ph, 0, "ngay") || !is_number(ph, 1))
        return 0;
    if (nv_phrase_sees_punct(ph, 2, '/') && is_number(ph, 3) && nv_phrase_sees_punct(ph, 4, '/') &&
        is_number(ph, 5))
        return 6;
    if (nv_phrase_sees(ph, 2, "thang") && is_number(ph, 3) && nv_phrase_sees(ph, 4, "nam") &&
        is_number(ph, 5))
        return 6;
    return 0;
}

/* The words end where another stage begins. */
static bool ends_here(const struct nv_phrase *ph)
{
    if (nv_phrase_sees_punct(ph, 0, ';'))
        return true;
    static const char *const leads[] = {"phan dau", "hoan thanh", "tong hop", "gui",
                                        "bao cao",  "ket qua",    NULL};
    size_t n = nv_phrase_sees_punct(ph, 0, ',') + nv_phrase_sees_punct(ph, 0, '.');
    n += nv_phrase_sees(ph, n, "va");
    if (!n)
        return false;
    for (size_t k; (k = nv_phrase_sees_any(ph, n, leads));)
        n += k;
    return nv_stage_sees_date(ph, n) || nv_stage_sees_frequency(ph, n);
}

struct slug {
    char *text; /* NULL where nobody wants it */
    struct nv_buf whole;
};

static void slug_add(struct slug *s, const struct nv_token *t)
{
    if (!s->text || (t->type != NV_TOKEN_WORD && t->type != NV_TOKEN_NUMBER))
        return;
    if (s->whole.len)
        nv_buf_addc(&s->whole, '-');
    for (const char *c = t->word; *c; c++)
        if ((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9'))
            nv_buf_addc(&s->whole, *c);
}

/* A long slug is cut at a word and told apart by a hash of the whole. */
static void slug_end(struct slug *s)
{
    enum { KEEP = NV_STAGE_SLUG - 1 - 9 };
    const char *whole = nv_buf_str(&s->whole);
    if (s->text && s->whole.len < NV_STAGE_SLUG)
        memcpy(s->text, whole, s->whole.len + 1);
    else if (s->text) {
        size_t cut = KEEP;
        while (cut && whole[cut] != '-')
            cut--;
        cut = cut ? cut : KEEP;
        uint32_t hash = (uint32_t)nv_hash64(whole, s->whole.len, 0);
        nv_fmt(s->text, NV_STAGE_SLUG, "%.*s-%08x", (int)cut, whole, hash);
    }
    nv_buf_free(&s->whole);
}

static int hidden_date(struct nv_phrase *ph)
{
    size_t to = ph->at + 1;
    while (to < ph->tokens.n - 1 && to < ph->at + 8 &&
           (!ph->tokens.v[to].punct || !strchr(",;()", ph->tokens.v[to].punct)))
        to++;
    return nv_phrase_refuse(ph, ph->at, to,
                            "mốc thời gian lẫn trong lời văn; hãy tách bằng dấu chấm phẩy, như "
                            "“Sau khi có hướng dẫn; chậm nhất 30/6/2025”");
}

static bool is_report(const struct nv_phrase *ph)
{
    return ph->at >= 2 && strcmp(ph->tokens.v[ph->at - 2].word, "bao") == 0 &&
           strcmp(ph->tokens.v[ph->at - 1].word, "cao") == 0;
}

size_t nv_stage_report_name(const struct nv_phrase *ph)
{
    if (!is_report(ph) || !is_number(ph, 0) || !nv_phrase_sees(ph, 1, "thang"))
        return 0;
    size_t n = 2 + nv_phrase_sees(ph, 2, "dau nam") + nv_phrase_sees(ph, 2, "cuoi nam");
    return is_number(ph, n) ? 0 : n;
}

/* What stands in parentheses may tell of what the words before speak, but not when: "(hằng quý báo
 * cáo)", "(thường xuyên)" change what is due; "(báo cáo hằng quý)" names it. */
static bool turns_note(const struct nv_phrase *ph)
{
    return nv_phrase_sees(ph, 0, "thuong xuyen") ||
           (!is_report(ph) && nv_stage_sees_frequency(ph, 0));
}

/* Words up to `close` (a parenthesis) or the next stage. */
static int eat_words(struct nv_phrase *ph, char close, struct slug *slug)
{
    bool document = false;
    while (nv_phrase_peek(ph, 0)->type != NV_TOKEN_END) {
        size_t n = sees_document(ph);
        if (n)
            document = true;
        else if (document)
            n = sees_document_date(ph);
        n = n ? n : nv_stage_report_name(ph);
        if (!n && (close ? nv_phrase_sees_punct(ph, 0, close) : ends_here(ph)))
            return 1;
        if (!n && (nv_stage_sees_date(ph, 0) || (close && turns_note(ph))))
            return hidden_date(ph);
        int rc = n || close ? 0 : nv_stage_note(ph);
        if (rc < 0)
            return rc;
        if (rc)
            continue;
        for (n = n ? n : 1; n; n--)
            slug_add(slug, &ph->tokens.v[ph->at++]);
    }
    return 1;
}

int nv_stage_note(struct nv_phrase *ph)
{
    size_t from = ph->at;
    if (!nv_phrase_eat_punct(ph, '('))
        return 0;
    struct slug none = {NULL, NV_BUF_INIT};
    int rc = eat_words(ph, ')', &none);
    if (rc > 0 && !nv_phrase_eat_punct(ph, ')'))
        rc = nv_phrase_refuse(ph, from, ph->at, "ngoặc đơn mở mà không đóng");
    return rc;
}

int nv_stage_free_words(struct nv_phrase *ph, char *text)
{
    size_t from = ph->at;
    struct slug slug = {text, NV_BUF_INIT};
    int rc = eat_words(ph, '\0', &slug);
    slug_end(&slug);
    return rc < 0 ? rc : ph->at > from;
}

/* "Thường xyên" and the like: one letter too few, too many or wrong. */
static bool eat_misspelt_always(struct nv_phrase *ph)
{
    const struct nv_token *a = nv_phrase_peek(ph, 0), *b = nv_phrase_peek(ph, 1);
    if (a->type != NV_TOKEN_WORD || b->type != NV_TOKEN_WORD || strlen(a->word) < 5 ||
        strlen(b->word) < 4 || nv_utf8_distance(a->word, "thuong") > 1 ||
        nv_utf8_distance(b->word, "xuyen") > 1)
        return false;
    ph->at += 2;
    ph->flags |= NV_DL_MISSPELT;
    return true;
}

static bool eat_always(struct nv_phrase *ph)
{
    static const char *const always[] = {"thuong xuyen", "lien tuc",   "xuyen suot",
                                         "thuong nhat",  "continuous", NULL};
    return nv_phrase_eat_any(ph, always) || eat_misspelt_always(ph);
}

int nv_stage_continuous(struct nv_phrase *ph, struct nv_deadline *out)
{
    if (!eat_always(ph))
        return 0;
    for (;;) {
        size_t from = ph->at;
        if (!nv_phrase_eat_punct(ph, ','))
            nv_phrase_eat(ph, "va");
        if (eat_always(ph))
            continue;
        ph->at = from;
        break;
    }
    memset(out, 0, sizeof *out);
    out->kind = NV_DL_CONTINUOUS;
    out->first_day = out->last_day = NV_DAY_NONE;
    size_t from = ph->at;
    bool colon = nv_phrase_eat_punct(ph, ':');
    nv_phrase_eat_punct(ph, ',');
    struct nv_deadline when = {0};
    int rc = colon || nv_phrase_sees(ph, 0, "trong") || nv_phrase_sees(ph, 0, "tu")
                 ? nv_stage_time(ph, &when)
                 : 0;
    if (rc < 0)
        return rc;
    if (rc)
        nv_fmt(out->value, sizeof out->value, "continuous:%s", when.value);
    else {
        ph->at = from;
        nv_fmt(out->value, sizeof out->value, "continuous");
    }
    if (nv_stage_sees_frequency(ph, 0)) /* "thường xuyên hằng quý": both */
        return 1;
    return nv_stage_free_words(ph, NULL) < 0 ? -NV_ESYNTAX : 1;
}

static int fill(struct nv_phrase *ph, size_t from, enum nv_deadline_kind kind, const char *prefix,
                struct nv_deadline *out)
{
    char slug[NV_STAGE_SLUG] = "";
    int rc = nv_stage_free_words(ph, slug);
    if (rc < 0)
        return rc;
    if (!*slug)
        return nv_phrase_refuse(ph, from, ph->at, "thiếu tên sự kiện hoặc văn bản phía sau");
    memset(out, 0, sizeof *out);
    out->kind = kind;
    out->first_day = out->last_day = NV_DAY_NONE;
    nv_fmt(out->value, sizeof out->value, "%s%s", prefix, slug);
    return 1;
}

int nv_stage_waiting(struct nv_phrase *ph, struct nv_deadline *out)
{
    static const char *const needs[] = {"khi co yeu cau", "khi duoc yeu cau", "khi can",
                                        "khi phat sinh",  "khi co phat sinh", "khi co nhu cau",
                                        "theo yeu cau",   "theo nhu cau",     "khi co nhiem vu",
                                        "theo tinh hinh", "dot xuat",         NULL};
    static const char *const events[] = {"ngay sau khi", "ngay sau", "ngay khi", "sau khi",
                                         "khi",          "sau",      NULL};
    static const char *const theirs[] = {"theo quy dinh",   "theo quy che",
                                         "theo quy trinh",  "theo tien do",
                                         "theo huong dan",  "theo chuong trinh",
                                         "theo ke hoach",   "theo lo trinh",
                                         "theo chi dao",    "theo thong bao",
                                         "theo van ban",    "theo cong van",
                                         "theo quyet dinh", "theo nghi quyet",
                                         "theo nghi dinh",  "theo thong tu",
                                         "theo luat",       "theo thoi gian",
                                         "theo thoi han",   "theo lich",
                                         "theo de an",      "theo ky hop",
                                         "theo chi thi",    "theo phan cong",
                                         "theo phan ky",    "theo dung",
                                         "theo ket luan",   "theo thuc te",
                                         "theo de nghi",    "theo hop dong",
                                         "theo dinh ky",    "theo su",
                                         "theo cac",        NULL};
    static const char *const sessions[] = {
        "ky hop", "tai ky hop", "truoc ky hop", "truoc khi", "trong ky hop", "sau ky hop", NULL};
    size_t from = ph->at;
    if (nv_phrase_sees_any(ph, 0, needs))
        return fill(ph, from, NV_DL_AS_NEEDED, "as-needed:", out);
    if (nv_phrase_sees(ph, 0, "sau ky hop") ? false : nv_phrase_sees_any(ph, 0, sessions) > 0)
        return fill(ph, from, NV_DL_EXTERNAL, "external:", out);
    nv_phrase_eat(ph, "dinh ky");
    if (nv_phrase_sees_any(ph, 0, theirs)) {
        ph->at++;
        return fill(ph, from, NV_DL_EXTERNAL, "external:", out);
    }
    ph->at = from;
    size_t n = nv_phrase_sees_any(ph, 0, events);
    if (!n)
        return 0;
    ph->at += n;
    return fill(ph, from, NV_DL_AFTER_EVENT, "after:", out);
}
