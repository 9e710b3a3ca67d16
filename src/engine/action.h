/* Everything the engine can ask of the world: one enum, the right half of the program's map. */
#ifndef NV_ENGINE_ACTION_H
#define NV_ENGINE_ACTION_H

#include <stdint.h>

#include "base/log.h"
#include "base/vec.h"

struct nv_op_claim;
struct nv_txn;

enum nv_action_kind {
    NV_ACT_COMMIT, /* render the claims that have no bytes, make it durable, answer NV_EV_COMMITTED
                    */
    NV_ACT_SEND,   /* hand the claimed delivery to its lane, answer NV_EV_VERDICT */
    NV_ACT_ARM,    /* NV_EV_CLOCK at this time; replaces an earlier one */
    NV_ACT_REPLY,  /* to who told a fact or wanted a test */
    NV_ACT_ALARM,  /* the administrator should know: one log line */
};

struct nv_action {
    enum nv_action_kind kind;
    union {
        struct nv_txn *txn; /* the shell's to free, after it has answered */
        struct {
            const struct nv_op_claim *claim; /* inside the transaction just committed */
            uint32_t lane;
        } send;
        int64_t arm_ms; /* INT64_MAX: never */
        struct {
            uint64_t request;
            int exit_code;    /* 0, or 1: not recorded */
            const char *text; /* static, Vietnamese */
            uint64_t notice;  /* of a test, else 0 */
            uint32_t count;   /* of an order: deliveries that it changed */
        } reply;
        struct {
            enum nv_log_level level;
            const char *event; /* static */
            char text[360];    /* key=value pairs */
        } alarm;
    };
};

/* In the order in which they must be carried out. */
struct nv_actions {
    NV_VEC(struct nv_action) list;
};

#endif
