/* Reads the `events` of a recording line by line. A recording is a file from outside: whatever is
 * wrong with it is said with its line, and nothing is believed that was not looked at. */
#ifndef SIM_RECORDING_READ_H
#define SIM_RECORDING_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/vec.h"
#include "engine/event.h"

struct reader;

enum line_kind { LINE_HEADER, LINE_EVENT, LINE_DID, LINE_END };

struct told_place {
    size_t op, item;
};

/* Strings and arrays live until the next line is read. */
struct line {
    enum line_kind kind;
    size_t at;        /* in the file, from 1 */
    const char *text; /* the line itself */
    union {
        struct {
            const char *program, *ledger, *series;
            int zone_min;
        } header;
        struct {
            uint64_t number;
            struct nv_event ev; /* without ledger, snapshot, and the transaction of a commit */
            unsigned conf;      /* of NV_EV_SNAPSHOT */
            uint64_t digest;    /* of its files; of NV_EV_RESTORED: of the ledger */
            uint64_t txn;       /* of NV_EV_COMMITTED, and its items that were told before: */
            const struct told_place *told;
            size_t n_told;
        } event;
        struct {
            uint64_t number, digest;
            const char *text; /* what was done, as nv_trace_actions() tells it */
            bool cut;         /* only its beginning */
        } did;
        const char *end; /* why the recording ends */
    };
};

struct told_items {
    NV_VEC(struct nv_told) list;
};

/* The items that were told before, in the transaction that the engine asked for now. False if it
 * has no such item. */
bool line_told(const struct line *l, const struct nv_txn *t, struct told_items *out);

struct reader *reader_of(FILE *in); /* closes it at its end */
/* NULL with a message in `why`. */
struct reader *reader_open(const char *path, char why[400]);
/* 1 with a line, 0 at the end, -1 with a message in `why`. */
int reader_next(struct reader *r, struct line *out, char why[400]);
/* Nothing follows the line that was read last. */
bool reader_at_end(const struct reader *r);
/* At the end: the last line was only begun. */
bool reader_was_cut(const struct reader *r);
void reader_close(struct reader *r);

#endif
