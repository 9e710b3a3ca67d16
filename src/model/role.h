/* Who does what in a task, in the words of Vietnamese assignment tables. Strongest first: where one
 * agency has several roles in an occurrence, the lowest number is shown. */
#ifndef NV_MODEL_ROLE_H
#define NV_MODEL_ROLE_H

#define NV_ROLES(X)                                                                                \
    X(LEAD, "lead", "chủ trì")                                                                     \
    X(EXECUTOR, "executor", "thực hiện")                                                           \
    X(APPRAISER, "appraiser", "thẩm định")                                                         \
    X(GUIDE, "guide", "hướng dẫn")                                                                 \
    X(SUPPORT, "support", "phối hợp")                                                              \
    X(APPROVER, "approver", "phê duyệt")                                                           \
    X(OWNER, "owner", "theo dõi, đôn đốc")                                                         \
    X(LEADERSHIP, "leadership", "chỉ đạo")

enum nv_role {
#define NV_ROLE_ENUM(sym, name, vi) NV_ROLE_##sym,
    NV_ROLES(NV_ROLE_ENUM)
#undef NV_ROLE_ENUM
        NV_ROLE_COUNT,
    /* Roles up to here are written in a deliverable; owner and leadership belong to the plan. */
    NV_ROLE_PRINTED = NV_ROLE_OWNER
};

const char *nv_role_name(enum nv_role r);    /* "lead" */
const char *nv_role_vi(enum nv_role r);      /* "chủ trì" */
enum nv_role nv_role_find(const char *name); /* NV_ROLE_COUNT if unknown */

#endif
