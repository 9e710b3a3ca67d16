/* What a person told the daemon: append-only, with who, when and the document it rests on. A fact
 * is taken back by another fact, never by erasing it. */
#ifndef NV_MODEL_FACT_H
#define NV_MODEL_FACT_H

#include <stdbool.h>
#include <stdint.h>

#define NV_FACTS(X)                                                                                        \
    X(DONE, "done", "hoàn thành")                                                                          \
    X(REOPEN, "reopen", "mở lại")   /* takes back the last of: dropped, held, done */                      \
    X(EXTEND, "extend", "gia hạn")  /* `to`: the new day */                                                \
    X(BIND, "bind", "xác định hạn") /* `to`: the day of a deadline that had none */                        \
    X(DROP, "drop", "không còn đối tượng") /* nothing is left to be done: "không còn đối tượng" */ \
    X(HOLD, "hold", "tạm dừng")            /* nobody is reminded up to and including `to` */               \
    X(ACK, "ack", "đã biết")               /* seen: fewer reminders up to and including `to` */            \
    X(PROGRESS, "progress", "tiến độ") /* `percent` */                                                     \
    X(NOTE, "note", "ghi chú")                                                                             \
    X(ANNOUNCE, "announce", "sự kiện đã xảy ra") /* the event `subject` has happened, on `day` */          \
    X(WITHDRAW, "withdraw", "rút lại sự kiện")   /* it has not */                                          \
    X(CONFIRM, "confirm", "xác nhận hoàn thành") /* the owner's word on what was told done */              \
    X(REJECT, "reject", "chưa chấp nhận hoàn thành") /* it is not: `note` says why */                      \
    X(REMOVE, "remove", "bỏ khỏi kế hoạch")       /* no configuration names the work any more */           \
    X(RESTORE, "restore", "đưa lại vào kế hoạch") /* one does again */                                     \
    X(UNDO, "undo", "hủy ghi nhận")               /* the fact `undoes` does not stand */

enum nv_fact_kind {
#define NV_FACT_ENUM(sym, name, vi) NV_FACT_##sym,
    NV_FACTS(NV_FACT_ENUM)
#undef NV_FACT_ENUM
        NV_FACT_COUNT
};

const char *nv_fact_kind_name(enum nv_fact_kind k);
const char *nv_fact_kind_vi(enum nv_fact_kind k);      /* "gia hạn" */
enum nv_fact_kind nv_fact_kind_find(const char *name); /* NV_FACT_COUNT if unknown */

struct nv_fact {
    uint64_t id;
    enum nv_fact_kind kind;
    const char *subject;  /* key of an occurrence ("cchc-2025/I.2.1") or of an event of a plan */
    int32_t day;          /* the day the fact speaks of */
    int32_t to;           /* of EXTEND, BIND, HOLD, ACK; else without meaning */
    int percent;          /* of PROGRESS, 0 to 100 */
    uint64_t undoes;      /* of UNDO, the id of a fact of the same subject */
    const char *document; /* number and date as given, "" if none */
    const char *note;     /* "" if none */
    const char *actor;    /* user name (uid) of the peer */
    int64_t at_ms;        /* when it was told */
};

/* True for kinds whose `to` is a day. */
bool nv_fact_has_to(enum nv_fact_kind k);

#endif
