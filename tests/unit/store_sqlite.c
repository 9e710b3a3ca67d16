/* The SQLite ledger as files: opening again, locking, and what is refused and left as it was. */
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include "storetest.h"

static void sql(const char *path, const char *text)
{
    sqlite3 *db;
    char *message = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, text, NULL, NULL, &message) == SQLITE_OK, "%s", message);
    sqlite3_close(db);
}

static struct nv_buf read_all(const char *path)
{
    struct nv_buf b = NV_BUF_INIT;
    int fd = open(path, O_RDONLY);
    ck_assert_int_ge(fd, 0);
    for (ssize_t n;;) {
        nv_buf_reserve(&b, 65536);
        if ((n = read(fd, b.data + b.len, b.cap - b.len - 1)) <= 0)
            break;
        b.len += (size_t)n;
    }
    close(fd);
    return b;
}

static void write_all(const char *path, const void *data, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, data, n), (ssize_t)n);
    close(fd);
}

/* A ledger with a history; closed. */
static struct state_dir made(void)
{
    struct state_dir d = dir_new();
    struct nv_store *s = open_ok(&d);
    struct nv_txn *t = txn();
    for (uint64_t i = 1; i <= 200; i++) {
        char occurrence[40];
        nv_fmt(occurrence, sizeof occurrence, "p/I.%d.1", (int)i);
        struct nv_item it = item(occurrence, NV_ROLE_LEAD, "-10w", 20178, 20160, 0);
        it.occurrence = nv_arena_strdup(t->arena, occurrence);
        add_notice(t, i, "so-y-te", (int64_t)i, &it, 1);
        add_delivery(t, i, i, "mail:a@example.org");
    }
    add_fact(t, 1, NV_FACT_DONE, "p/I.1.1");
    commit_ok(s, t);
    s->ops->close(s);
    return d;
}

/* Opening fails with this code, says so in words, and no byte of the file is touched. */
static void refused(const struct state_dir *d, int code, const char *words)
{
    struct nv_buf before = read_all(d->db);
    struct nv_store *s = NULL;
    struct nv_err err = {0};
    int rc = nv_store_open_sqlite(d->path, &s, &err);
    ck_assert_msg(rc == -code, "wanted %s, got %s: %s", nv_err_name(code), nv_err_name(rc),
                  err.text);
    ck_assert_msg(strstr(err.text, words), "no \"%s\" in: %s", words, err.text);
    ck_assert_ptr_nonnull(strstr(err.text, "giữ nguyên"));
    struct nv_buf after = read_all(d->db);
    ck_assert_uint_eq(before.len, after.len);
    if (before.len)
        ck_assert_mem_eq(before.data, after.data, before.len);
    nv_buf_free(&before);
    nv_buf_free(&after);
}

/* Opens, makes the delivery of this number (0: none), closes; the id that it has. */
static const char *series_with(const struct state_dir *d, uint64_t delivery, uint64_t ask, char *id)
{
    struct nv_store *s = open_ok(d);
    struct nv_ledger *l = restore(s);
    if (delivery) {
        struct nv_txn *t = txn();
        struct nv_item it = item("p/I.1.1", NV_ROLE_LEAD, "x", 20178, 20160, 0);
        nv_fmt(it.rung, sizeof it.rung, "-%dw", (int)delivery);
        ck_assert_uint_eq(delivery, l->next_delivery);
        add_notice(t, delivery, "so-y-te", (int64_t)delivery, &it, 1);
        add_delivery(t, delivery, delivery, "mail:a@example.org");
        commit_ok(s, t);
    }
    struct nv_origin origin = {0};
    nv_origin_set(&origin, l);
    nv_fmt(id, NV_LEDGER_ID, "%s", nv_series_of(&origin, ask));
    ck_assert_uint_eq(strlen(id), 16);
    nv_vec_free(&origin.series);
    nv_ledger_free(l);
    s->ops->close(s);
    return id;
}

START_TEST(each_start_that_makes_deliveries_begins_a_series)
{
    struct state_dir d = dir_new();
    char first[NV_LEDGER_ID], second[NV_LEDGER_ID], again[NV_LEDGER_ID];
    series_with(&d, 1, 1, first);
    ck_assert_str_eq(series_with(&d, 0, 1, again), first);
    ck_assert_str_ne(series_with(&d, 0, 2, again), first); /* what would be made now */
    ck_assert_str_ne(series_with(&d, 2, 2, second), first);
    ck_assert_str_ne(second, again);
    for (uint64_t i = 3; i <= 11; i++) /* ten and more: by number, not by letter */
        series_with(&d, i, i, again);
    ck_assert_str_eq(series_with(&d, 0, 1, again), first);
    ck_assert_str_eq(series_with(&d, 0, 2, again), second);
    dir_remove(&d);
}
END_TEST

/* A file that lost its last deliveries, not what it knew of their series: their numbers are given
 * once more, and none of the new letters may have the Message-ID of a lost one. */
START_TEST(a_series_whose_deliveries_are_lost_is_never_used_again)
{
    struct state_dir d = dir_new();
    char first[NV_LEDGER_ID], id[NV_LEDGER_ID];
    series_with(&d, 1, 1, first);
    sql(d.db, "INSERT INTO meta VALUES ('series:2', 'aaaaaaaaaaaaaaaa'),"
              " ('series:10', 'bbbbbbbbbbbbbbbb')");
    ck_assert_str_ne(series_with(&d, 0, 10, id), "bbbbbbbbbbbbbbbb");
    ck_assert_str_ne(series_with(&d, 2, 2, id), "aaaaaaaaaaaaaaaa");
    for (uint64_t i = 3; i <= 11; i++)
        ck_assert_str_ne(series_with(&d, i, i, id), "bbbbbbbbbbbbbbbb");
    ck_assert_str_eq(series_with(&d, 0, 1, id), first);
    dir_remove(&d);
}
END_TEST

START_TEST(a_ledger_outlives_its_process)
{
    struct state_dir d = dir_new();
    struct nv_store *s = open_ok(&d);
    struct nv_ledger *first = restore(s);
    struct nv_item it = item("p/I.1.1", NV_ROLE_LEAD, "-10w", 20178, 20160, 0);
    struct nv_txn *t = txn();
    add_notice(t, 1, "so-y-te", 1, &it, 1);
    add_delivery(t, 1, 1, "mail:a@example.org");
    add_delivery(t, 2, 1, "mail:b@example.org");
    add_claim(t, 1, 1, "thư");
    commit_ok(s, t);
    s->ops->close(s);
    s = open_ok(&d);
    struct nv_ledger *l = restore(s);
    ck_assert_str_eq(l->id, first->id);
    ck_assert_uint_eq(l->recovered, 1);
    ck_assert(l->deliveries.v[0].maybe_duplicate);
    ck_assert(!l->deliveries.v[1].maybe_duplicate);
    struct nv_buf bytes = NV_BUF_INIT;
    ck_assert_int_eq(s->ops->message(s, 1, &bytes, NULL), 0);
    ck_assert_str_eq(bytes.data, "thư");
    nv_buf_free(&bytes);
    nv_ledger_free(l);
    nv_ledger_free(first);
    s->ops->close(s);
    dir_remove(&d);
}
END_TEST

START_TEST(two_ledgers_draw_different_ids)
{
    struct state_dir d[2] = {dir_new(), dir_new()};
    struct nv_ledger *l[2];
    for (int i = 0; i < 2; i++) {
        struct nv_store *s = open_ok(&d[i]);
        l[i] = restore(s);
        s->ops->close(s);
    }
    ck_assert_str_ne(l[0]->id, l[1]->id);
    for (int i = 0; i < 2; i++) {
        nv_ledger_free(l[i]);
        dir_remove(&d[i]);
    }
}
END_TEST

START_TEST(a_second_opener_is_told_who_holds_it)
{
    struct state_dir d = dir_new();
    struct nv_store *s = open_ok(&d), *second = NULL;
    struct nv_err err = {0};
    char pid[32];
    nv_fmt(pid, sizeof pid, "tiến trình %ld ", (long)getpid());
    ck_assert_int_eq(nv_store_open_sqlite(d.path, &second, &err), -NV_EBUSY);
    ck_assert_ptr_nonnull(strstr(err.text, pid));
    pid_t child = fork();
    if (child == 0)
        _exit(nv_store_open_sqlite(d.path, &second, NULL) == -NV_EBUSY ? 0 : 1);
    int status;
    waitpid(child, &status, 0);
    ck_assert_int_eq(status, 0);
    s->ops->close(s);
    s = open_ok(&d);
    s->ops->close(s);
    dir_remove(&d);
}
END_TEST

START_TEST(a_foreign_reader_is_no_second_writer)
{
    struct state_dir d = made();
    struct nv_store *s = NULL;
    struct nv_err err = {0};
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(d.db, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, "BEGIN; SELECT * FROM notice", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(nv_store_open_sqlite(d.path, &s, &err), -NV_EBUSY);
    sqlite3_close(db);
    s = open_ok(&d);
    s->ops->close(s);
    dir_remove(&d);
}
END_TEST

static unsigned mode_of(const char *dir, const char *name)
{
    char path[300];
    struct stat st;
    nv_fmt(path, sizeof path, "%s/%s", dir, name);
    ck_assert_msg(stat(path, &st) == 0, "%s", path);
    return st.st_mode & 0777;
}

START_TEST(every_file_is_for_the_owner_only)
{
    umask(0);
    struct state_dir d = made();
    chmod(d.db, 0644);
    struct nv_store *s = open_ok(&d);
    struct nv_txn *t = txn();
    add_fact(t, 9, NV_FACT_DONE, "p/I.1.1");
    commit_ok(s, t);
    ck_assert_uint_eq(mode_of(d.path, "ledger.db"), 0600);
    ck_assert_uint_eq(mode_of(d.path, "ledger.db-wal"), 0600);
    ck_assert_uint_eq(mode_of(d.path, "lock"), 0600);
    s->ops->close(s);
    dir_remove(&d);
}
END_TEST

START_TEST(a_directory_that_others_may_write_is_closed_to_them)
{
    struct state_dir d = dir_new();
    struct stat st;
    chmod(d.path, 0777);
    struct nv_store *s = open_ok(&d);
    ck_assert_int_eq(stat(d.path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0755);
    s->ops->close(s);
    dir_remove(&d);
}
END_TEST

START_TEST(nothing_is_recorded_in_a_file_that_is_gone)
{
    struct state_dir d = dir_new();
    struct nv_store *s = open_ok(&d);
    char away[300];
    nv_fmt(away, sizeof away, "%s/away", d.path);
    ck_assert_int_eq(rename(d.db, away), 0);
    struct nv_txn *t = txn();
    add_fact(t, 1, NV_FACT_DONE, "p/I.1.1");
    ck_assert_int_eq(commit(s, t), -NV_EBUSY);
    ck_assert_int_eq(rename(away, d.db), 0);
    t = txn();
    add_fact(t, 1, NV_FACT_DONE, "p/I.1.1");
    ck_assert_int_eq(commit(s, t), 0);
    s->ops->close(s);
    dir_remove(&d);
}
END_TEST

START_TEST(no_symbolic_link_is_followed)
{
    struct state_dir d = dir_new(), other = made();
    struct nv_store *s = NULL;
    char path[300];
    ck_assert_int_eq(symlink(other.db, d.db), 0);
    ck_assert_int_ne(nv_store_open_sqlite(d.path, &s, NULL), 0);
    unlink(d.db);
    nv_fmt(path, sizeof path, "%s/lock", d.path);
    unlink(path);
    ck_assert_int_eq(symlink("/dev/null", path), 0);
    ck_assert_int_eq(nv_store_open_sqlite(d.path, &s, NULL), -NV_EPERM);
    nv_fmt(path, sizeof path, "%s/link", d.path);
    ck_assert_int_eq(symlink(other.path, path), 0);
    ck_assert_int_eq(nv_store_open_sqlite(path, &s, NULL), -NV_EPERM);
    dir_remove(&d);
    dir_remove(&other);
}
END_TEST

START_TEST(a_directory_that_is_not_there_is_not_made)
{
    struct nv_store *s = NULL;
    ck_assert_int_eq(nv_store_open_sqlite("/nonexistent/state", &s, NULL), -NV_ENOENT);
}
END_TEST

START_TEST(a_fifo_does_not_block)
{
    struct state_dir d = dir_new();
    struct nv_store *s = NULL;
    ck_assert_int_eq(mkfifo(d.db, 0600), 0);
    ck_assert_int_eq(nv_store_open_sqlite(d.path, &s, NULL), -NV_EPERM);
    dir_remove(&d);
}
END_TEST

START_TEST(a_text_file_is_refused)
{
    struct state_dir d = dir_new();
    char text[5000];
    memset(text, 'x', sizeof text);
    write_all(d.db, text, sizeof text);
    refused(&d, NV_ECORRUPT, "không phải là cơ sở dữ liệu");
    write_all(d.db, text, 10);
    refused(&d, NV_ECORRUPT, "không phải là cơ sở dữ liệu");
    dir_remove(&d);
}
END_TEST

START_TEST(an_empty_file_is_refused)
{
    struct state_dir d = dir_new();
    write_all(d.db, "", 0);
    refused(&d, NV_ECORRUPT, "rỗng");
    dir_remove(&d);
}
END_TEST

START_TEST(a_log_without_its_database_is_refused)
{
    struct state_dir d = dir_new();
    struct nv_store *s = NULL;
    struct nv_err err = {0};
    struct stat st;
    write_all(d.wal, "data", 4);
    ck_assert_int_eq(nv_store_open_sqlite(d.path, &s, &err), -NV_ECORRUPT);
    ck_assert_int_ne(stat(d.db, &st), 0);
    ck_assert_int_eq(stat(d.wal, &st), 0);
    ck_assert_int_eq(st.st_size, 4);
    dir_remove(&d);
}
END_TEST

START_TEST(another_programs_database_is_refused)
{
    struct state_dir d = dir_new();
    sql(d.db, "PRAGMA application_id = 1; CREATE TABLE notice (id); INSERT INTO notice VALUES (1)");
    refused(&d, NV_ECORRUPT, "chương trình khác");
    dir_remove(&d);
}
END_TEST

START_TEST(a_newer_ledger_is_refused)
{
    struct state_dir d = made();
    sql(d.db, "PRAGMA user_version = 999");
    refused(&d, NV_EVERSION, "999");
    dir_remove(&d);
}
END_TEST

START_TEST(a_newer_version_that_stands_in_the_log_is_refused)
{
    struct state_dir d = made();
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(d.db, &db), SQLITE_OK);
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    ck_assert_int_eq(sqlite3_exec(db, "PRAGMA user_version = 999", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    struct nv_buf before = read_all(d.wal);
    ck_assert_uint_gt(before.len, 0);
    refused(&d, NV_EVERSION, "999");
    struct nv_buf after = read_all(d.wal);
    ck_assert_uint_eq(before.len, after.len);
    ck_assert_mem_eq(before.data, after.data, before.len);
    nv_buf_free(&before);
    nv_buf_free(&after);
    dir_remove(&d);
}
END_TEST

START_TEST(a_truncated_file_is_refused)
{
    struct state_dir d = made();
    struct nv_buf whole = read_all(d.db);
    static const unsigned parts[] = {1, 10, 50, 90, 99};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        write_all(d.db, whole.data, whole.len * parts[i] / 100);
        refused(&d, NV_ECORRUPT, "khắc phục");
    }
    write_all(d.db, whole.data, whole.len - 1);
    refused(&d, NV_ECORRUPT, "khắc phục");
    nv_buf_free(&whole);
    dir_remove(&d);
}
END_TEST

START_TEST(damaged_pages_are_refused)
{
    struct state_dir d = made();
    struct nv_buf whole = read_all(d.db);
    size_t pages = whole.len / 4096;
    ck_assert_uint_gt(pages, 10);
    for (size_t page = 0; page < pages; page++) {
        struct nv_buf bad = NV_BUF_INIT;
        nv_buf_add(&bad, whole.data, whole.len);
        for (size_t i = 0; i < 12; i++) /* the head of every page: its kind, cells, free space */
            bad.data[page * 4096 + (page ? 0 : 100) + i] ^= 0x55;
        write_all(d.db, bad.data, bad.len);
        refused(&d, NV_ECORRUPT, "khắc phục");
        nv_buf_free(&bad);
    }
    write_all(d.db, whole.data, whole.len);
    struct nv_store *s = open_ok(&d);
    s->ops->close(s);
    nv_buf_free(&whole);
    dir_remove(&d);
}
END_TEST

/* Not every flip can be seen (a letter in a text is only another letter), but none may crash, hang,
 * or make a ledger that was refused different from what it was. */
START_TEST(a_flipped_byte_does_no_harm)
{
    unsigned seed = (unsigned)nv_test_seed("store_sqlite");
    struct state_dir d = made();
    struct nv_buf whole = read_all(d.db);
    int seen = 0;
    srandom(seed);
    for (int i = 0; i < 600; i++) { /* the whole header, some of the schema, some of the rest */
        struct nv_store *s = NULL;
        struct nv_ledger *l = NULL;
        struct nv_err err = {0};
        size_t at = i < 100 ? (size_t)i : (size_t)random() % (i < 300 ? 4096 : whole.len);
        char old = whole.data[at];
        whole.data[at] = (char)(old ^ (1 + random() % 255));
        write_all(d.db, whole.data, whole.len);
        unlink(d.wal);
        int rc = nv_store_open_sqlite(d.path, &s, &err);
        if (rc == 0 && s->ops->restore(s, &l, &err) == 0)
            nv_ledger_free(l);
        else
            seen += i >= 300;
        ck_assert_msg(err.code == 0 || err.code == NV_ECORRUPT || err.code == NV_EVERSION,
                      "NV_SEED=%u flip %d at %zu: %s", seed, i, at, err.text);
        if (rc == 0)
            s->ops->close(s);
        else {
            struct nv_buf after = read_all(d.db);
            ck_assert_uint_eq(after.len, whole.len);
            ck_assert_mem_eq(after.data, whole.data, whole.len);
            nv_buf_free(&after);
        }
        whole.data[at] = old;
    }
    fprintf(stderr, "store_sqlite: NV_SEED=%u, %d of 300 flipped bytes seen\n", seed, seen);
    nv_buf_free(&whole);
    dir_remove(&d);
}
END_TEST

START_TEST(a_ledger_without_its_guards_is_refused)
{
    static const char *const losses[] = {"DROP TRIGGER fact_delete", "DROP INDEX delivery_unsent",
                                         "DROP TABLE heard_window",
                                         "ALTER TABLE notice RENAME COLUMN day TO ngay"};
    for (size_t i = 0; i < sizeof losses / sizeof *losses; i++) {
        struct state_dir d = made();
        sql(d.db, losses[i]);
        refused(&d, NV_ECORRUPT, "lược đồ");
        dir_remove(&d);
    }
    struct state_dir d = made();
    sql(d.db, "CREATE INDEX mine ON delivery (code)"); /* adding is no loss */
    struct nv_store *s = open_ok(&d);
    s->ops->close(s);
    dir_remove(&d);
}
END_TEST

START_TEST(a_half_made_ledger_is_made_again)
{
    struct state_dir d = dir_new();
    char path[300];
    nv_fmt(path, sizeof path, "%s/ledger.db.new", d.path);
    write_all(path, "SQLite format 3", 16);
    struct nv_store *s = open_ok(&d);
    struct stat st;
    ck_assert_int_ne(stat(path, &st), 0);
    s->ops->close(s);
    dir_remove(&d);
}
END_TEST

START_TEST(a_copy_without_a_log_is_taken_back)
{
    struct state_dir d = made();
    char text[400], copy[300];
    nv_fmt(copy, sizeof copy, "%s/copy.db", d.path);
    nv_fmt(text, sizeof text, "VACUUM INTO '%s'", copy);
    sql(d.db, text);
    ck_assert_int_eq(rename(copy, d.db), 0);
    struct nv_store *s = open_ok(&d);
    struct nv_ledger *l = restore(s);
    ck_assert_uint_eq(l->deliveries.n, 200);
    nv_ledger_free(l);
    s->ops->close(s);
    dir_remove(&d);
}
END_TEST

START_TEST(facts_are_never_changed_or_deleted)
{
    static const char *const tries[] = {
        "UPDATE fact SET kind = 'reopen'", "DELETE FROM fact",
        "INSERT OR REPLACE INTO fact VALUES (1, 'reopen', 'x', 0, '', '', '', 0, 0, 0, 0)"};
    struct state_dir d = made();
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(d.db, &db), SQLITE_OK);
    for (size_t i = 0; i < 3; i++)
        ck_assert_msg(sqlite3_exec(db, tries[i], NULL, NULL, NULL) == SQLITE_CONSTRAINT, "%s",
                      tries[i]);
    sqlite3_close(db);
    dir_remove(&d);
}
END_TEST

START_TEST(the_counts_agree_with_the_rows)
{
    struct state_dir d = made();
    struct nv_store *s = open_ok(&d);
    struct nv_txn *t = txn();
    for (uint64_t i = 1; i <= 50; i++) {
        add_claim(t, i, 1, "x");
        if (i > 10)
            add_verdict(t, i, NV_SENT, 250, i > 30 ? NV_DELIVERY_SENT : NV_DELIVERY_FAILED, 0);
    }
    add_cancel(t, 60, "thôi");
    commit_ok(s, t);
    s->ops->close(s);
    s = open_ok(&d);
    struct nv_ledger *l = restore(s);
    ck_assert_uint_eq(l->counts[NV_DELIVERY_SENT], 20);
    ck_assert_uint_eq(l->counts[NV_DELIVERY_FAILED], 20);
    ck_assert_uint_eq(l->counts[NV_DELIVERY_CANCELLED], 1);
    ck_assert_uint_eq(l->counts[NV_DELIVERY_CLAIMED], 0);
    ck_assert_uint_eq(l->counts[NV_DELIVERY_PENDING], 159);
    ck_assert_uint_eq(l->recovered, 10);
    nv_ledger_free(l);
    s->ops->close(s);
    dir_remove(&d);
}
END_TEST

/* Every plan line that reads a whole big table would make a start as slow as the history is long.
 */
static int no_scan(void *arg, int n, char **values, char **names)
{
    (void)n, (void)names;
    const char *line = values[3];
    if (strncmp(line, "SCAN", 4) == 0 && !strstr(line, "USING COVERING INDEX delivery_unsent"))
        *(int *)arg = 1;
    return 0;
}

START_TEST(recovery_reads_only_what_is_not_sent)
{
    static const char *const queries[] = {
        "EXPLAIN QUERY PLAN UPDATE delivery SET state = 'pending', maybe_duplicate = 1"
        " WHERE state <> 'sent' AND state = 'claimed'",
        "EXPLAIN QUERY PLAN SELECT d.id, n.agency FROM delivery d JOIN notice n ON n.id = d.notice"
        " WHERE d.state <> 'sent' AND d.state = 'pending' ORDER BY d.notice, d.id",
    };
    struct state_dir d = made();
    sqlite3 *db;
    int scans = 0;
    ck_assert_int_eq(sqlite3_open(d.db, &db), SQLITE_OK);
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(sqlite3_exec(db, queries[i], no_scan, &scans, NULL), SQLITE_OK);
    sqlite3_close(db);
    ck_assert_int_eq(scans, 0);
    dir_remove(&d);
}
END_TEST

static Suite *store_sqlite(void)
{
    Suite *suite = suite_create("store: sqlite");
    TCase *c = tcase_create("files");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, a_ledger_outlives_its_process);
    tcase_add_test(c, two_ledgers_draw_different_ids);
    tcase_add_test(c, each_start_that_makes_deliveries_begins_a_series);
    tcase_add_test(c, a_series_whose_deliveries_are_lost_is_never_used_again);
    tcase_add_test(c, a_second_opener_is_told_who_holds_it);
    tcase_add_test(c, a_foreign_reader_is_no_second_writer);
    tcase_add_test(c, every_file_is_for_the_owner_only);
    tcase_add_test(c, a_directory_that_others_may_write_is_closed_to_them);
    tcase_add_test(c, nothing_is_recorded_in_a_file_that_is_gone);
    tcase_add_test(c, no_symbolic_link_is_followed);
    tcase_add_test(c, a_directory_that_is_not_there_is_not_made);
    tcase_add_test(c, a_fifo_does_not_block);
    tcase_add_test(c, a_text_file_is_refused);
    tcase_add_test(c, an_empty_file_is_refused);
    tcase_add_test(c, a_log_without_its_database_is_refused);
    tcase_add_test(c, another_programs_database_is_refused);
    tcase_add_test(c, a_newer_ledger_is_refused);
    tcase_add_test(c, a_newer_version_that_stands_in_the_log_is_refused);
    tcase_add_test(c, a_truncated_file_is_refused);
    tcase_add_test(c, damaged_pages_are_refused);
    tcase_add_test(c, a_flipped_byte_does_no_harm);
    tcase_add_test(c, a_ledger_without_its_guards_is_refused);
    tcase_add_test(c, a_half_made_ledger_is_made_again);
    tcase_add_test(c, a_copy_without_a_log_is_taken_back);
    tcase_add_test(c, facts_are_never_changed_or_deleted);
    tcase_add_test(c, the_counts_agree_with_the_rows);
    tcase_add_test(c, recovery_reads_only_what_is_not_sent);
    suite_add_tcase(suite, c);
    return suite;
}

NV_TEST_MAIN(store_sqlite)
