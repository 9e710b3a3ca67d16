/* The engine's inside, shared by its three parts: engine.c takes events, write.c says what goes
 * into the next transaction, apply.c says what a transaction that has ended means. For these alone.
 */
#ifndef NV_ENGINE_STATE_H
#define NV_ENGINE_STATE_H

#include "base/vec.h"
#include "base/verdict.h"
#include "engine/engine.h"
#include "engine/planner.h"
#include "model/fact.h"
#include "model/remark.h"

struct nv_actions;
struct nv_agency;
struct nv_endpoint;
struct nv_event;
struct nv_fact_table;
struct nv_heard_table;
struct nv_intern;
struct nv_op;
struct nv_op_bounce;
struct nv_op_resume;
struct nv_order;
struct nv_entry;
struct nv_queue;
struct nv_remark_table;
struct nv_term_table;
struct nv_terms;
struct nv_txn;

struct nv_asked {
    uint64_t request;
    struct nv_fact fact; /* strings in names */
};

struct nv_asked_test {
    uint64_t request;
    const char *agency; /* in names */
    uint64_t notice;    /* in the outstanding transaction */
};

struct nv_ordered_copy {
    struct nv_delivery delivery;
    struct nv_notice notice;
    const char *instead; /* of a bounce: the address that gets it now, or NULL */
    const char *had;     /* the last that its notice turned out to have had, or NULL */
};

/* An order until it is durable, in an arena of its own. */
struct nv_asked_order {
    struct nv_arena *arena;
    uint64_t request;
    int kind; /* enum nv_order_kind */
    struct nv_ordered_copy *list;
    size_t n;
    uint32_t done;
    int code;
    const char *text, *endpoint;
};

/* More notices at once than a person would expect: they are not made until one has looked. What
 * must outlive a restart is kept among the rules. */
struct nv_brake {
    uint32_t held;    /* notices that would be made; 0: the brake is not on */
    int64_t ahead_ms; /* the clock was set so far ahead since something was planned, in all */
    bool released;    /* the next plan goes whatever its size */
    bool used;        /* by the plan that is being written */
    bool part;        /* the outstanding transaction has notices of a plan that goes on after it */
    bool began;       /* such a part is durable, and the end of its plan is not */
    /* What its last part, in the outstanding transaction, believes of it, and uses up: */
    bool ends;
    int64_t ends_ms;
    bool ends_release;
    bool alarm; /* it is on since the last step */
};

/* By id, since a reload may number the lanes anew. */
struct nv_lane_count {
    const char *lane; /* in names */
    uint64_t attempts[NV_CLASS_COUNT];
};

struct nv_decided {
    struct nv_verdict verdict;
    enum nv_delivery_state state;
    int64_t next_ms;
    const char *instead; /* the address that gets it now, or NULL */
    bool flag;           /* this address refuses everything from now on */
};

struct nv_engine {
    struct nv_intern *names;
    struct nv_snapshot *s;
    struct nv_planner *planner;
    struct nv_heard_table *heard;
    struct nv_fact_table *facts;
    struct nv_queue *queue;
    struct nv_remark_table *remarks;
    struct nv_term_table *rules;
    struct nv_terms *terms;      /* of the snapshot in force */
    NV_VEC(int64_t) last_window; /* by agency symbol */
    uint64_t next_notice, next_delivery, next_fact, next_txn;
    NV_VEC(struct nv_decided) verdicts;     /* not yet durable */
    NV_VEC(struct nv_asked) asked;          /* not yet durable */
    NV_VEC(struct nv_asked_test) tests;     /* not yet durable */
    NV_VEC(struct nv_asked_order *) orders; /* not yet durable */
    size_t verdicts_in_txn, asked_in_txn, tests_in_txn, orders_in_txn;
    NV_VEC(int64_t) flagged; /* by endpoint symbol: since when it refuses mail, 0: it does not */
    struct nv_brake brake;
    struct nv_planned_list planned; /* of `planned_window`; what was written is without items */
    size_t planned_at;              /* the next of it to be written */
    uint32_t slice_notices;         /* the most in one transaction */
    uint64_t outstanding;           /* id of the transaction, 0 = none */
    int64_t commit_after_ms;        /* after a failure: not before */
    int64_t planned_window;         /* the newest window that was planned */
    int64_t awake_ms;               /* since when it could send: its start, the clock's last jump */
    uint32_t facts_in_row;          /* transactions of facts since the mailing had its turn */
    bool plan_wanted, draining, restored, quiet;
    bool drafting; /* what is told belongs to this transaction alone (nv_remark_draft) */
    NV_VEC(struct nv_lane_count) lane_counts;
    struct nv_engine_status status;
};

/* Appends an action of a kind, zeroed otherwise. */
struct nv_action *nv_engine_act(struct nv_actions *out, int kind);
void nv_engine_reply(struct nv_actions *out, uint64_t request, int exit_code, const char *text);
/* A string that lives as long as the engine; NULL gives "". */
const char *nv_engine_name(struct nv_engine *e, const char *s);
/* No delivery waits longer than this by the rules. */
int64_t nv_engine_latest_ms(const struct nv_engine *e, int64_t now_ms);
void nv_engine_set_last_window(struct nv_engine *e, const char *agency, int64_t window_ms);

/* Until when verdicts wait for others to share their transaction; INT64_MIN if they do not. */
int64_t nv_engine_gathers(const struct nv_engine *e, int64_t now_ms);

/* Answers facts that waited for an earlier one of the same work, where that one settles them. */
void nv_engine_judge_waiting(struct nv_engine *e, struct nv_actions *out);

/* tell.c */
enum { NV_ANSWER_TEXT = 320 };
/* What became of it; and, where that is not known for a second time or more, how often. */
const char *nv_engine_answer(const struct nv_entry *entry, const struct nv_verdict *v,
                             char text[NV_ANSWER_TEXT]);
/* Notes a remark about one delivery, for the owners of the plans that its notice speaks of (but for
 * those who own the address `failed`); about the service, for the owners of all plans. */
void nv_engine_tell(struct nv_engine *e, const struct nv_notice *n, const char *failed,
                    enum nv_remark_kind kind, const char *endpoint, const char *text,
                    int64_t now_ms);
/* That a relay rests for long has been told, or it works again: a rule that begins and ends, for it
 * must outlive a restart. After a start and a reload what was told is not told again. */
void nv_engine_keep_pause(struct nv_engine *e, uint32_t lane, bool told, int64_t now_ms);
void nv_engine_recall_pauses(struct nv_engine *e);
void nv_engine_tell_all(struct nv_engine *e, enum nv_remark_kind kind, const char *about,
                        const char *text, int64_t now_ms);

/* Whether the notice tries all addresses of its agency (way.c). */
bool nv_engine_is_test(const struct nv_notice *n);
/* The address of the agency that stands in for this one, or NULL (way.c). */
const struct nv_endpoint *nv_engine_alternative(const struct nv_engine *e, const char *agency,
                                                const char *endpoint, int64_t now_ms);
bool nv_engine_is_flagged(const struct nv_engine *e, const char *endpoint, int64_t now_ms);
/* Whether nothing reaches the agency: all that it has asked to be removed. */
bool nv_engine_is_mute(const struct nv_engine *e, const char *agency, int64_t now_ms);
/* Whether there is a flag to be cleared, however old. */
bool nv_engine_has_flag(const struct nv_engine *e, const char *endpoint);
void nv_engine_set_flag(struct nv_engine *e, const char *endpoint, int64_t at_ms);
/* Adds the deliveries of a new notice: one for each address, or for what stands in for it; `all`:
 * for every address there is. */
void nv_engine_write_deliveries(struct nv_engine *e, struct nv_txn *t, const struct nv_agency *a,
                                const struct nv_notice *n, bool all, int64_t now_ms);
void nv_engine_write_delivery(struct nv_engine *e, struct nv_txn *t, const struct nv_notice *n,
                              const char *endpoint, int64_t now_ms);
struct nv_op *nv_engine_op(struct nv_txn *t, int kind);
void nv_engine_count_move(struct nv_engine *e, enum nv_delivery_state from,
                          enum nv_delivery_state to);
/* status.c */
/* The relay's id, or "webhook". */
const char *nv_engine_lane_id(const struct nv_engine *e, uint32_t lane);
void nv_engine_count_attempt(struct nv_engine *e, uint32_t lane, enum nv_class class);

/* notices.c. Some of the window's plan, which is made where it is wanted. True: there is more. */
bool nv_engine_write_plan(struct nv_engine *e, struct nv_txn *t, int64_t now_ms);
bool nv_engine_plan_left(const struct nv_engine *e);
/* What is left of it will be planned anew. */
void nv_engine_drop_plan(struct nv_engine *e);
/* The notices of this transaction did not come into the ledger: false if it had none. */
bool nv_engine_plan_failed(struct nv_engine *e, const struct nv_txn *t);

/* orders.c: NV_EV_ORDER; into the transaction; what it means when it is durable; its end. */
void nv_engine_order(struct nv_engine *e, const struct nv_order *o, struct nv_actions *out);
void nv_engine_write_orders(struct nv_engine *e, struct nv_txn *t, int64_t now_ms);
/* A person takes it up with the transaction that is being filled. */
bool nv_engine_is_resumed(const struct nv_engine *e, uint64_t delivery);
void nv_engine_apply_resume(struct nv_engine *e, const struct nv_op_resume *r, int64_t now_ms);
void nv_engine_apply_bounce(struct nv_engine *e, const struct nv_op_bounce *b);
void nv_engine_orders_ended(struct nv_engine *e, bool durable, int64_t now_ms,
                            struct nv_actions *out);
/* They wait for the next transaction. */
void nv_engine_keep_orders(struct nv_engine *e);
/* A notice has had this address before: what came back looks for one behind it. */
void nv_engine_pass_over(struct nv_engine *e, uint64_t notice, const char *endpoint);

/* brake.c: which notices count, those about work; whether the plan that has been made must wait for
 * a person; the last of one that must not is being written; that its word is to be kept, or not
 * after all, and that it is; the clock was set; the transaction has ended; what the ledger says;
 * what is to be said. */
bool nv_brake_counts(const struct nv_planned *p);
bool nv_brake_holds(struct nv_engine *e, int64_t now_ms);
/* While it holds: how many notices that say so may speak of work as well; none by a clock that is
 * doubted. */
uint32_t nv_brake_spares(const struct nv_engine *e);
void nv_brake_ends(struct nv_engine *e, int64_t now_ms);
void nv_brake_release(struct nv_engine *e, bool kept, int64_t now_ms);
void nv_brake_released(struct nv_engine *e);
void nv_brake_jumped(struct nv_engine *e, int64_t ahead_ms);
void nv_brake_written(struct nv_engine *e, bool durable, int64_t now_ms);
void nv_brake_restored(struct nv_engine *e);
bool nv_brake_doubts_clock(const struct nv_engine *e);
void nv_brake_alarm(struct nv_engine *e, struct nv_actions *out);

/* Fills a transaction with all that waits: verdicts, facts, the window's plan, claims. */
void nv_engine_write(struct nv_engine *e, struct nv_txn *t, int64_t now_ms);
/* NV_EV_COMMITTED. */
void nv_engine_committed(struct nv_engine *e, const struct nv_event *ev, struct nv_actions *out);

#endif
