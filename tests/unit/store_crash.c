/* The ledger when its process dies or its disk is full: the old or the new, never between. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "storetest.h"

enum { BATCH = 300, PADDING = 2000 };

/* Transaction k: BATCH notices of one item and one delivery, claimed with bytes. */
static struct nv_txn *batch(uint64_t k, uint64_t n)
{
    struct nv_txn *t = txn();
    char *bytes = nv_arena_alloc(t->arena, PADDING + 1);
    memset(bytes, 'x', PADDING);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t id = (k - 1) * n + i + 1;
        struct nv_item it =
            item(nv_arena_fmt(t->arena, "p/%" PRIu64, id), NV_ROLE_LEAD, "0", 20000, 20000, 0);
        add_notice(t, id, nv_arena_fmt(t->arena, "so-%d", (int)i), (int64_t)k, &it, 1);
        add_delivery(t, id, id, "mail:a@example.org");
        add_claim(t, id, 1, bytes);
    }
    return t;
}

/* The number of whole transactions in the ledger; fails the test if one is there in part. */
static uint64_t whole(const struct state_dir *d, uint64_t n)
{
    struct nv_store *s = open_ok(d);
    struct nv_ledger *l = restore(s);
    uint64_t k = (l->next_notice - 1) / n;
    ck_assert_uint_eq(l->next_notice - 1, k * n);
    ck_assert_uint_eq(l->next_delivery - 1, k * n);
    ck_assert_uint_eq(l->deliveries.n, k * n);
    ck_assert_uint_eq(l->notices.n, k * n);
    ck_assert_uint_eq(l->heard.n, k * n);
    ck_assert_uint_eq(l->counts[NV_DELIVERY_PENDING], k * n);
    for (size_t i = 0; i < l->deliveries.n; i++)
        ck_assert(l->deliveries.v[i].attempts == 1 && l->deliveries.v[i].rendered &&
                  l->notices.v[i].n_items == 1);
    nv_ledger_free(l);
    s->ops->close(s);
    return k;
}

/* Commits until it is killed; a byte into the pipe after each answer. On a machine that is busy
 * with other things the kill may be long in coming, and the ledger must not grow for ever
 * meanwhile. */
static void commit_until_killed(const struct state_dir *d, int fd)
{
    struct nv_store *s = NULL;
    if (nv_store_open_sqlite(d->path, &s, NULL) != 0)
        _exit(2);
    struct nv_ledger *l = NULL;
    if (s->ops->restore(s, &l, NULL) != 0)
        _exit(3);
    enum { MOST = 20 };
    uint64_t first = (l->next_notice - 1) / BATCH + 1;
    for (uint64_t k = first; k < first + MOST; k++) {
        struct nv_txn *t = batch(k, BATCH);
        if (s->ops->commit(s, t, NULL) != 0 || write(fd, "", 1) != 1)
            _exit(4);
        nv_txn_free(t);
    }
    pause();
}

START_TEST(kill_at_a_random_instant_leaves_old_or_new)
{
    srandom((unsigned)nv_test_seed("store_crash"));
    struct state_dir d = dir_new();
    uint64_t acknowledged = 0;
    for (int round = 0; round < 12; round++) {
        int p[2];
        char byte;
        ck_assert_int_eq(pipe(p), 0);
        pid_t child = fork();
        if (child == 0) {
            close(p[0]);
            commit_until_killed(&d, p[1]);
        }
        close(p[1]);
        for (long acks = random() % 3; acks >= 0; acks--, acknowledged++)
            ck_assert_int_eq(read(p[0], &byte, 1), 1);
        for (long i = random() % 2000; i > 0; i--)
            sched_yield(); /* to a different instant of the transaction that now runs */
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        ck_assert(WIFSIGNALED(status));
        while (read(p[0], &byte, 1) == 1)
            acknowledged++;
        close(p[0]);
        uint64_t there = whole(&d, BATCH);
        ck_assert_msg(there == acknowledged || there == acknowledged + 1,
                      "round %d: %" PRIu64 " answered, %" PRIu64 " there", round, acknowledged,
                      there);
        acknowledged = there;
    }
    dir_remove(&d);
}
END_TEST

/* SIGXFSZ kills exactly at the write that would pass the limit, with its first part on the disk. */
static bool dies_at(const struct state_dir *d, rlim_t limit)
{
    pid_t child = fork();
    if (child == 0) {
        struct rlimit r = {limit, RLIM_INFINITY}, no_core = {0, 0};
        struct nv_store *s = NULL;
        setrlimit(RLIMIT_CORE, &no_core);
        if (nv_store_open_sqlite(d->path, &s, NULL) != 0)
            _exit(2);
        setrlimit(RLIMIT_FSIZE, &r);
        _exit(s->ops->commit(s, batch(1, 8), NULL) == 0 ? 0 : 3);
    }
    int status;
    waitpid(child, &status, 0);
    ck_assert_msg(WIFSIGNALED(status) || WEXITSTATUS(status) == 0, "status %x", status);
    return WIFSIGNALED(status);
}

START_TEST(death_at_any_byte_of_the_log_leaves_old_or_new)
{
    int died = 0, there = 0;
    for (rlim_t limit = 0; limit < 160000; limit += 1777) {
        struct state_dir d = dir_new();
        struct nv_store *s = open_ok(&d);
        s->ops->close(s);
        bool dead = dies_at(&d, limit);
        died += dead;
        uint64_t k = whole(&d, 8);
        ck_assert_msg(dead || k == 1, "limit %ld: answered and lost", (long)limit);
        there += k == 1;
        dir_remove(&d);
    }
    ck_assert_int_gt(died, 20);
    ck_assert_int_gt(there, 0);
}
END_TEST

START_TEST(a_full_disk_says_no_and_later_goes_on)
{
    struct state_dir d = dir_new();
    struct nv_store *s = open_ok(&d);
    struct rlimit old, tight;
    signal(SIGXFSZ, SIG_IGN);
    commit_ok(s, batch(1, 8));
    getrlimit(RLIMIT_FSIZE, &old);
    tight = (struct rlimit){200000, old.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &tight), 0);
    char *before = print_all(s);
    int rc = commit(s, batch(2, 200));
    ck_assert_msg(rc == -NV_EFULL, "%s", nv_err_name(rc));
    char *after = print_all(s);
    ck_assert_str_eq(before, after);
    ck_assert_int_eq(commit(s, batch(2, 200)), -NV_EFULL);
    setrlimit(RLIMIT_FSIZE, &old);
    commit_ok(s, batch(2, 8));
    s->ops->close(s);
    ck_assert_uint_eq(whole(&d, 8), 2);
    free(before);
    free(after);
    dir_remove(&d);
}
END_TEST

START_TEST(a_full_disk_from_the_start_leaves_no_half_ledger)
{
    struct state_dir d = dir_new();
    struct nv_store *s = NULL;
    struct rlimit old, tight;
    struct stat st;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old);
    for (rlim_t limit = 0; limit < 60000; limit += 6001) {
        struct nv_err err = {0};
        tight = (struct rlimit){limit, old.rlim_max};
        setrlimit(RLIMIT_FSIZE, &tight);
        int rc = nv_store_open_sqlite(d.path, &s, &err);
        setrlimit(RLIMIT_FSIZE, &old);
        ck_assert_msg(rc == -NV_EFULL, "limit %ld: %s %s", (long)limit, nv_err_name(rc), err.text);
        ck_assert_int_ne(stat(d.db, &st), 0);
    }
    s = open_ok(&d);
    s->ops->close(s);
    dir_remove(&d);
}
END_TEST

START_TEST(after_a_broken_write_nothing_more_is_written)
{
    struct state_dir d = dir_new();
    struct nv_store *s = open_ok(&d);
    commit_ok(s, batch(1, 8));
    /* The log's descriptor becomes one that cannot be written: pwrite says EBADF. */
    char link[64], path[300];
    int log = -1;
    for (int fd = 3; fd < 64 && log < 0; fd++) {
        nv_fmt(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, path, sizeof path - 1);
        if (n > 4 && memcmp(path + n - 4, "-wal", 4) == 0)
            log = fd;
    }
    ck_assert_int_ge(log, 0);
    int null = open("/dev/null", O_RDONLY), saved = dup(log);
    dup2(null, log);
    ck_assert_int_eq(commit(s, batch(2, 8)), -NV_EIO);
    dup2(saved, log);
    ck_assert_int_eq(commit(s, batch(2, 8)), -NV_EIO); /* though it would go now */
    s->ops->close(s);
    close(null);
    close(saved);
    ck_assert_uint_eq(whole(&d, 8), 1);
    dir_remove(&d);
}
END_TEST

START_TEST(a_log_that_was_never_folded_in_is_read)
{
    struct state_dir d = dir_new();
    pid_t child = fork();
    if (child == 0) {
        struct nv_store *s = NULL;
        if (nv_store_open_sqlite(d.path, &s, NULL) != 0 ||
            s->ops->commit(s, batch(1, 8), NULL) != 0)
            _exit(1);
        kill(getpid(), SIGKILL);
    }
    int status;
    waitpid(child, &status, 0);
    ck_assert(WIFSIGNALED(status));
    struct stat st;
    ck_assert_int_eq(stat(d.wal, &st), 0);
    ck_assert_int_gt(st.st_size, 0);
    ck_assert_uint_eq(whole(&d, 8), 1);
    dir_remove(&d);
}
END_TEST

START_TEST(a_long_life_does_not_grow_the_log)
{
    struct state_dir d = dir_new();
    struct nv_store *s = open_ok(&d);
    for (uint64_t k = 1; k <= 30; k++)
        commit_ok(s, batch(k, BATCH));
    struct stat st;
    ck_assert_int_eq(stat(d.wal, &st), 0);
    ck_assert_int_lt(st.st_size, 24 << 20); /* 30 times 0.9 MB went through it */
    s->ops->close(s);
    ck_assert(stat(d.wal, &st) != 0 || st.st_size == 0);
    ck_assert_uint_eq(whole(&d, BATCH), 30);
    dir_remove(&d);
}
END_TEST

static Suite *store_crash(void)
{
    Suite *suite = suite_create("store: crash");
    TCase *c = tcase_create("crash");
    tcase_set_timeout(c, 300);
    tcase_add_test(c, kill_at_a_random_instant_leaves_old_or_new);
    tcase_add_test(c, death_at_any_byte_of_the_log_leaves_old_or_new);
    tcase_add_test(c, a_full_disk_says_no_and_later_goes_on);
    tcase_add_test(c, a_full_disk_from_the_start_leaves_no_half_ledger);
    tcase_add_test(c, after_a_broken_write_nothing_more_is_written);
    tcase_add_test(c, a_log_that_was_never_folded_in_is_read);
    tcase_add_test(c, a_long_life_does_not_grow_the_log);
    suite_add_tcase(suite, c);
    return suite;
}

NV_TEST_MAIN(store_crash)
