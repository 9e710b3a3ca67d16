#include "import/verbs.h"

#include <stdbool.h>
#include <string.h>

#include "import/names.h"

static const struct {
    const char *words;
    enum nv_verb verb;
} verbs[] = {
    {"chu tri", NV_VERB_LEAD},
    {"co quan chu tri", NV_VERB_LEAD},
    {"don vi chu tri", NV_VERB_LEAD},
    {"chiu trach nhiem chinh", NV_VERB_LEAD},
    {"la dau moi", NV_VERB_LEAD},
    {"lam dau moi", NV_VERB_LEAD},
    {"phoi hop", NV_VERB_SUPPORT},
    {"co quan phoi hop", NV_VERB_SUPPORT},
    {"don vi phoi hop", NV_VERB_SUPPORT},
    {"tham gia", NV_VERB_SUPPORT},
    {"tham dinh", NV_VERB_APPRAISE},
    {"tham tra", NV_VERB_APPRAISE},
    {"co y kien", NV_VERB_APPRAISE},
    {"gop y", NV_VERB_APPRAISE},
    {"huong dan", NV_VERB_GUIDE},
    {"trinh", NV_VERB_SUBMIT},
    {"gui", NV_VERB_SEND},
    {"gui ho so", NV_VERB_SEND},
    {"gui ho so ve", NV_VERB_SEND},
    {"gui ho so den", NV_VERB_SEND},
    {"gui ve", NV_VERB_SEND},
    {"chi dao", NV_VERB_DIRECT},
    {"tham muu", NV_VERB_ADVISE},
    {"bao cao", NV_VERB_ADVISE},
    {"giup", NV_VERB_ADVISE},
    {"tong hop", NV_VERB_SUM},
    {"theo doi", NV_VERB_SUM},
    {"don doc", NV_VERB_SUM},
    {"kiem tra", NV_VERB_SUM},
    {"giam sat", NV_VERB_SUM},
    {"thuc hien", NV_VERB_DO},
    {"co quan thuc hien", NV_VERB_DO},
    {"don vi thuc hien", NV_VERB_DO},
    {"trien khai", NV_VERB_DO},
    {"xay dung", NV_VERB_DO},
    {"ap dung", NV_VERB_DO},
    {"ra soat", NV_VERB_DO},
    {"de xuat", NV_VERB_DO},
    {"to chuc", NV_VERB_DO},
    {"chuan bi", NV_VERB_DO},
    {"nghien cuu", NV_VERB_DO},
    {"ban hanh", NV_VERB_DO},
    {"cung cap", NV_VERB_DO},
    {"hoan thien", NV_VERB_DO},
    {"hoan thanh", NV_VERB_DO},
    {"chu dong", NV_VERB_DO},
    {"tiep tuc", NV_VERB_DO},
    {"bao dam", NV_VERB_DO},
    {"dam bao", NV_VERB_DO},
    {"soan thao", NV_VERB_DO},
    {"van hanh", NV_VERB_DO},
    {"quan ly", NV_VERB_DO},
    {"khao sat", NV_VERB_DO},
    {"danh gia", NV_VERB_DO},
    {"cong bo", NV_VERB_DO},
    {"phe duyet", NV_VERB_DO},
    {"quyet dinh", NV_VERB_DO},
    {"xem xet", NV_VERB_DO},
    {"bo tri", NV_VERB_DO},
    {"thuc thi", NV_VERB_DO},
    {"cap nhat", NV_VERB_DO},
    {"tuyen truyen", NV_VERB_DO},
    {"lap ho so", NV_VERB_DO},
    {"lap ke hoach", NV_VERB_DO},
    {"lap danh sach", NV_VERB_DO},
    {"chiu trach nhiem", NV_VERB_DO},
    {"co trach nhiem", NV_VERB_DO},
};

/* The words of `words` at `at`; 0 if they are not there. A mark between them parts them. */
static size_t match(const struct nv_words *w, size_t at, const char *words)
{
    size_t n = 0;
    for (const char *p = words; *p; n++) {
        size_t len = strcspn(p, " ");
        if (at + n >= w->n)
            return 0;
        const struct nv_word *v = &w->v[at + n];
        if (n && (v->comma || v->semicolon || v->stop || v->colon || v->dash))
            return 0;
        if (strlen(v->folded) != len || memcmp(v->folded, p, len) != 0)
            return 0;
        p += len + (p[len] == ' ');
    }
    return n;
}

/* “chương trình”, “quá trình”, “tờ trình”: no verb. */
static bool ends_noun(const struct nv_words *w, size_t at)
{
    static const char *const nouns[] = {"chuong", "qua", "cong", "lo", "quy", "tien", "to", "giao"};
    if (at == 0 || w->v[at].comma || strcmp(w->v[at].folded, "trinh") != 0)
        return false;
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        if (strcmp(w->v[at - 1].folded, nouns[i]) == 0)
            return true;
    return false;
}

enum nv_verb nv_verb_at(const struct nv_words *w, size_t at, size_t *used)
{
    enum nv_verb best = NV_VERB_NONE;
    size_t most = 0;
    const struct nv_word *v = &w->v[at];
    bool begins = at == 0 || v->semicolon || v->stop || v->colon || v->dash;
    if ((v->upper && !begins && !w->capitals) || ends_noun(w, at))
        return NV_VERB_NONE;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (verbs[i].words[0] != v->folded[0])
            continue;
        size_t n = match(w, at, verbs[i].words);
        if (n > most) {
            most = n;
            best = verbs[i].verb;
        }
    }
    *used = most;
    return best;
}
