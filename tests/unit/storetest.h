/* What the store's tests share: a state directory of their own, short ways to write transactions,
 * and ledgers and listings as text, so that two stores can be compared by strcmp. */
#ifndef STORETEST_H
#define STORETEST_H

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "calendar/day.h"
#include "model/ledger.h"
#include "model/txn.h"
#include "nvtest.h"
#include "store/store.h"

#define UNUSED __attribute__((unused))

struct state_dir {
    char path[200], db[240], wal[240];
};

static UNUSED struct state_dir dir_new(void)
{
    struct state_dir d;
    const char *tmp = getenv("TMPDIR");
    nv_fmt(d.path, sizeof d.path, "%s/nv-store-XXXXXX", tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(d.path));
    nv_fmt(d.db, sizeof d.db, "%s/ledger.db", d.path);
    nv_fmt(d.wal, sizeof d.wal, "%s/ledger.db-wal", d.path);
    return d;
}

static UNUSED int unlink_any(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static UNUSED void dir_remove(const struct state_dir *d)
{
    nftw(d->path, unlink_any, 8, FTW_DEPTH | FTW_PHYS);
}

static UNUSED struct nv_store *open_ok(const struct state_dir *d)
{
    struct nv_store *s = NULL;
    struct nv_err err = {0};
    int rc = nv_store_open_sqlite(d->path, &s, &err);
    ck_assert_msg(rc == 0, "open: %s", err.text);
    return s;
}

static UNUSED int commit(struct nv_store *s, struct nv_txn *t)
{
    struct nv_err err = {0};
    int rc = s->ops->commit(s, t, &err);
    ck_assert_msg(rc == 0 || (err.code == -rc && err.text[0]), "an error without words: %d", rc);
    nv_txn_free(t);
    return rc;
}

#define commit_ok(s, t) ck_assert_int_eq(commit(s, t), 0)

static UNUSED struct nv_ledger *restore(struct nv_store *s)
{
    struct nv_ledger *l = NULL;
    struct nv_err err = {0};
    ck_assert_msg(s->ops->restore(s, &l, &err) == 0, "restore: %s", err.text);
    return l;
}

static UNUSED struct nv_records *find(struct nv_store *s, struct nv_query q)
{
    struct nv_records *r = NULL;
    struct nv_err err = {0};
    ck_assert_msg(s->ops->find(s, &q, &r, &err) == 0, "find: %s", err.text);
    return r;
}

static UNUSED struct nv_item item(const char *occurrence, enum nv_role role, const char *rung,
                                  int32_t effective, int32_t rung_day, int chase)
{
    struct nv_item it = {.occurrence = occurrence,
                         .role = role,
                         .section = chase ? NV_SECTION_OVERDUE : NV_SECTION_DUE_SOON,
                         .rung_day = rung_day,
                         .nominal = effective,
                         .effective = effective,
                         .chase = chase,
                         .named = "so-y-te"};
    nv_fmt(it.rung, sizeof it.rung, "%s", rung);
    return it;
}

static UNUSED struct nv_txn *txn(void)
{
    return nv_txn_new(1);
}

static UNUSED void add_notice(struct nv_txn *t, uint64_t id, const char *agency, int64_t window_ms,
                              const struct nv_item *items, uint32_t n)
{
    struct nv_notice notice = {.id = id,
                               .agency = nv_arena_strdup(t->arena, agency),
                               .day = 20000,
                               .window_ms = window_ms,
                               .created_ms = window_ms + 5,
                               .n_items = n};
    notice.items = n ? nv_arena_memdup(t->arena, items, n * sizeof *items) : NULL;
    nv_vec_push(&t->ops, (struct nv_op){.kind = NV_OP_NOTICE, .notice = notice});
}

static UNUSED void add_delivery(struct nv_txn *t, uint64_t id, uint64_t notice,
                                const char *endpoint)
{
    struct nv_delivery d = {.id = id,
                            .notice = notice,
                            .endpoint = nv_arena_strdup(t->arena, endpoint),
                            .state = NV_DELIVERY_PENDING,
                            .created_ms = 1000,
                            .next_ms = 2000};
    nv_vec_push(&t->ops, (struct nv_op){.kind = NV_OP_DELIVERY, .delivery = d});
}

static UNUSED void add_claim(struct nv_txn *t, uint64_t id, int attempt, const char *bytes)
{
    struct nv_op_claim c = {.delivery = id,
                            .attempt = attempt,
                            .at_ms = 3000 + attempt,
                            .bytes = nv_arena_strdup(t->arena, bytes),
                            .n_bytes = bytes ? strlen(bytes) : 0};
    nv_vec_push(&t->ops, (struct nv_op){.kind = NV_OP_CLAIM, .claim = c});
}

static UNUSED void add_verdict(struct nv_txn *t, uint64_t id, enum nv_class class, int code,
                               enum nv_delivery_state state, int64_t next_ms)
{
    struct nv_op_verdict v = {.state = state, .next_ms = next_ms};
    v.verdict = (struct nv_verdict){.delivery = id,
                                    .class = class,
                                    .code = code,
                                    .retry_after_s = 7,
                                    .started_ms = 4000,
                                    .ended_ms = 4500};
    nv_fmt(v.verdict.text, sizeof v.verdict.text, "trả lời %d", code);
    nv_vec_push(&t->ops, (struct nv_op){.kind = NV_OP_VERDICT, .verdict = v});
}

static UNUSED void add_cancel(struct nv_txn *t, uint64_t id, const char *reason)
{
    struct nv_op_cancel c = {id, 5000, nv_arena_strdup(t->arena, reason)};
    nv_vec_push(&t->ops, (struct nv_op){.kind = NV_OP_CANCEL, .cancel = c});
}

static UNUSED void add_fact(struct nv_txn *t, uint64_t id, enum nv_fact_kind kind,
                            const char *occurrence)
{
    struct nv_fact f = {.id = id,
                        .kind = kind,
                        .subject = nv_arena_strdup(t->arena, occurrence),
                        .day = 20100,
                        .document = "12/BC-SYT ngày 05/3/2025",
                        .note = "",
                        .actor = "quantri(1000)",
                        .at_ms = 6000};
    nv_vec_push(&t->ops, (struct nv_op){.kind = NV_OP_FACT, .fact = f});
}

static UNUSED void add_remark(struct nv_txn *t, uint64_t id, enum nv_remark_kind kind,
                              const char *about, int count)
{
    struct nv_remark r = {.id = id,
                          .kind = kind,
                          .addressee = "so-noi-vu",
                          .about = nv_arena_strdup(t->arena, about),
                          .endpoint = "mail:a@example.org",
                          .text = "550 không có",
                          .notice = 1,
                          .count = count,
                          .at_ms = 7000 + count};
    nv_vec_push(&t->ops, (struct nv_op){.kind = NV_OP_REMARK, .remark = r});
}

static UNUSED void print_notice(struct nv_buf *b, const struct nv_notice *n)
{
    nv_buf_addf(b, "notice %" PRIu64 " %s day=%d window=%" PRId64 " created=%" PRId64 "\n", n->id,
                n->agency, n->day, n->window_ms, n->created_ms);
    for (uint32_t i = 0; i < n->n_items; i++) {
        const struct nv_item *it = &n->items[i];
        nv_buf_addf(b, "  item %s %s %s %s rung_day=%d nominal=%d effective=%d chase=%d %s %s %d\n",
                    it->occurrence, nv_role_name(it->role), nv_section_name(it->section), it->rung,
                    it->rung_day, it->nominal, it->effective, it->chase, it->named,
                    it->predecessor ? it->predecessor : "(null)", it->stand_in);
    }
}

static UNUSED void print_delivery(struct nv_buf *b, const struct nv_delivery *d)
{
    nv_buf_addf(b,
                "delivery %" PRIu64 " notice=%" PRIu64
                " %s %s %s attempts=%d unknown=%d idle=%d rendered=%d dup=%d "
                "created=%" PRId64 " next=%" PRId64 " code=%d \"%s\"\n",
                d->id, d->notice, d->agency, d->endpoint, nv_delivery_state_name(d->state),
                d->attempts, d->unknown, d->idle, d->rendered, d->maybe_duplicate, d->created_ms,
                d->next_ms, d->code, d->text);
}

static UNUSED void print_fact(struct nv_buf *b, const struct nv_fact *f)
{
    nv_buf_addf(b, "fact %" PRIu64 " %s %s day=%d \"%s\" \"%s\" %s at=%" PRId64 "\n", f->id,
                nv_fact_kind_name(f->kind), f->subject, f->day, f->document, f->note, f->actor,
                f->at_ms);
}

/* All but the id, which is drawn. */
static UNUSED char *print_ledger(const struct nv_ledger *l)
{
    struct nv_buf b = NV_BUF_INIT;
    nv_buf_addf(&b, "next %" PRIu64 " %" PRIu64 " %" PRIu64 " recovered=%" PRIu64 "\n",
                l->next_notice, l->next_delivery, l->next_fact, l->recovered);
    for (int s = 0; s < NV_DELIVERY_STATE_COUNT; s++)
        nv_buf_addf(&b, "count %s=%" PRIu64 "\n", nv_delivery_state_name(s), l->counts[s]);
    for (size_t i = 0; i < l->facts.n; i++)
        print_fact(&b, &l->facts.v[i]);
    for (size_t i = 0; i < l->heard.n; i++) {
        const struct nv_heard *h = &l->heard.v[i];
        nv_buf_addf(&b, "heard %s %s %s effective=%d rung_day=%d %s chases=%d\n", h->occurrence,
                    h->agency, nv_role_name(h->role), h->effective, h->rung_day, h->rung,
                    h->chases);
    }
    for (size_t i = 0; i < l->windows.n; i++)
        nv_buf_addf(&b, "window %s %" PRId64 "\n", l->windows.v[i].agency,
                    l->windows.v[i].window_ms);
    for (size_t i = 0; i < l->notices.n; i++)
        print_notice(&b, &l->notices.v[i]);
    for (size_t i = 0; i < l->deliveries.n; i++)
        print_delivery(&b, &l->deliveries.v[i]);
    for (size_t i = 0; i < l->remarks.n; i++) {
        const struct nv_remark *r = &l->remarks.v[i];
        nv_buf_addf(&b,
                    "remark %" PRIu64 " %s %s %s %s \"%s\" notice=%" PRIu64 " count=%d at=%" PRId64
                    " told=%d\n",
                    r->id, nv_remark_kind_name(r->kind), r->addressee, r->about, r->endpoint,
                    r->text, r->notice, r->count, r->at_ms, r->told);
    }
    return nv_buf_take(&b, NULL);
}

static UNUSED char *print_records(const struct nv_records *r)
{
    struct nv_buf b = NV_BUF_INIT;
    for (size_t i = 0; i < r->list.n; i++) {
        print_delivery(&b, &r->list.v[i].delivery);
        print_notice(&b, &r->list.v[i].notice);
        for (uint32_t k = 0; k < r->list.v[i].n_attempts; k++) {
            const struct nv_attempt *a = &r->list.v[i].attempts[k];
            nv_buf_addf(&b, "  attempt %d of %" PRIu64 " %s %d \"%s\" %" PRId64 "-%" PRId64 " %d\n",
                        a->number, a->delivery,
                        a->verdict.ended_ms ? nv_class_name(a->verdict.class) : "-",
                        a->verdict.code, a->verdict.text, a->verdict.started_ms,
                        a->verdict.ended_ms, a->verdict.retry_after_s);
        }
    }
    for (size_t i = 0; i < r->facts.n; i++)
        print_fact(&b, &r->facts.v[i]);
    nv_buf_addf(&b, "more=%d\n", r->more);
    return nv_buf_take(&b, NULL);
}

/* The whole ledger by one listing, as text; for "nothing has changed". */
static UNUSED char *print_all(struct nv_store *s)
{
    struct nv_records *r = find(s, (struct nv_query){.limit = 1000000});
    char *text = print_records(r);
    nv_records_free(r);
    return text;
}

#endif
