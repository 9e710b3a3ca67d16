/* The subject line: the plan, then the most urgent thing first, short enough for an inbox. */
#ifndef NV_RENDER_SUBJECT_H
#define NV_RENDER_SUBJECT_H

struct nv_view;

const char *nv_subject(const struct nv_view *v); /* clean, in the view's arena */
/* "CCHC 2025", "CCHC 2025, CĐS 2025", "03 kế hoạch". */
const char *nv_subject_plans(const struct nv_view *v);

#endif
