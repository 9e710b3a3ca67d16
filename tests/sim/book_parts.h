/* What the parts of the book have in common; for them alone. */
#ifndef SIM_BOOK_PARTS_H
#define SIM_BOOK_PARTS_H

#include "book.h"

struct nv_op;
struct nv_op_bounce;

typedef unsigned long long ull;

const char *book_name(struct book *b, const char *s); /* lives as long as the book */

/* book_plan.c: notices and claims by what plan and facts say. */
void book_check_plan(struct book *b, const struct nv_txn *t, int64_t now_ms);
int32_t book_effective(const struct book *b, const struct truth_state *st);

/* book_ways.c: by which address, and who is told when it fails. */
bool book_is_flagged(const struct book *b, const char *endpoint, int64_t now_ms);
void book_keep_flag(struct book *b, const char *endpoint, int64_t at_ms);
void book_judge(struct book *b, struct book_delivery *d, const struct nv_verdict *v,
                int64_t now_ms);
/* Before a transaction is asked for; when it is durable, before that is noted. */
void book_ways_asked(struct book *b, const struct nv_txn *t, int64_t now_ms);
void book_ways_durable(struct book *b, const struct nv_txn *t);

/* book_orders.c: an operation that somebody must have ordered has become durable. */
void book_done(struct book *b, const struct nv_txn *t, const struct nv_op *op);

/* book_brake.c */
void book_brake_asked(struct book *b, const struct nv_txn *t);
void book_brake_durable(struct book *b, const struct nv_txn *t);

#endif
