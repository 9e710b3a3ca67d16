/* The verbs of assignment cells: chủ trì, phối hợp, thẩm định… */
#ifndef NV_IMPORT_VERBS_H
#define NV_IMPORT_VERBS_H

#include <stddef.h>

struct nv_words;

enum nv_verb {
    NV_VERB_NONE,
    NV_VERB_LEAD,
    NV_VERB_SUPPORT,
    NV_VERB_APPRAISE,
    NV_VERB_GUIDE,
    NV_VERB_SUBMIT, /* trình: who is named next decides */
    NV_VERB_SEND,   /* gửi: what is said of whom is named next tells the role */
    NV_VERB_DIRECT, /* chỉ đạo: who is named next does it */
    NV_VERB_ADVISE, /* tham mưu: who is named next has no work in it */
    NV_VERB_SUM,    /* tổng hợp, theo dõi, đôn đốc */
    NV_VERB_DO,
};

/* The longest verb at word `at`, and how many words it takes. Capitals in the middle of a text make
 * a name, not a verb (Sở Xây dựng, Ban Chỉ đạo). */
enum nv_verb nv_verb_at(const struct nv_words *w, size_t at, size_t *used);

#endif
