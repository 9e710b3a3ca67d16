/* The rows that a daemon has recorded, inserted again into an empty ledger of the same schema by a
 * program that does nothing else: the line below which a program that plans and decides cannot go.
 *
 *   bare_insert LEDGER NEW BATCH
 *
 * Copies notice, item, heard, heard_window and delivery, BATCH notices a transaction, WAL and
 * synchronous=FULL. The rows are in memory before the clock runs. Prints one JSON object. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_COLUMNS = 32, TABLES = 5 };

static const char *const tables[TABLES] = {"notice", "item", "heard", "heard_window", "delivery"};
/* Rows of one notice stand in the order of their notices. */
static const char *const orders[TABLES] = {"id", "notice, position", "notice", "rowid_of", "id"};

struct rows {
    int columns;
    size_t n;
    sqlite3_value **values; /* n * columns */
    sqlite3_stmt *insert;
};

static void die(sqlite3 *db, const char *what)
{
    fprintf(stderr, "bare_insert: %s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static sqlite3 *open_db(const char *path)
{
    sqlite3 *db;
    if (sqlite3_open(path, &db) != SQLITE_OK)
        die(db, path);
    return db;
}

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        die(db, sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st;
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
        die(db, sql);
    return st;
}

static void copy_schema(sqlite3 *from, sqlite3 *to)
{
    sqlite3_stmt *st = prepare(from, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type "
                                     "IN ('table', 'index') AND name NOT LIKE 'sqlite_%' "
                                     "ORDER BY type DESC");
    while (sqlite3_step(st) == SQLITE_ROW)
        run(to, (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
}

static void read_rows(sqlite3 *from, sqlite3 *to, size_t table, struct rows *r)
{
    char sql[256], marks[MOST_COLUMNS * 2] = "?";
    snprintf(sql, sizeof sql, "SELECT * FROM %s%s%s", tables[table],
             strcmp(orders[table], "rowid_of") ? " ORDER BY " : "",
             strcmp(orders[table], "rowid_of") ? orders[table] : "");
    sqlite3_stmt *st = prepare(from, sql);
    r->columns = sqlite3_column_count(st);
    for (int i = 1; i < r->columns; i++)
        strcat(marks, ",?");
    for (size_t room = 0; sqlite3_step(st) == SQLITE_ROW; r->n++) {
        if (r->n == room) {
            room = room ? room * 2 : 1024;
            r->values = realloc(r->values, room * (size_t)r->columns * sizeof *r->values);
            if (!r->values)
                abort();
        }
        for (int i = 0; i < r->columns; i++)
            r->values[r->n * (size_t)r->columns + (size_t)i] =
                sqlite3_value_dup(sqlite3_column_value(st, i));
    }
    sqlite3_finalize(st);
    snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (%s)", tables[table], marks);
    r->insert = prepare(to, sql);
}

static void insert(sqlite3 *db, struct rows *r, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        for (int k = 0; k < r->columns; k++)
            sqlite3_bind_value(r->insert, k + 1, r->values[i * (size_t)r->columns + (size_t)k]);
        if (sqlite3_step(r->insert) != SQLITE_DONE)
            die(db, "insert");
        sqlite3_reset(r->insert);
    }
}

/* Each table in shares: the m-th of `all` batches takes the m-th part of its rows. */
static double insert_all(sqlite3 *db, struct rows *rows, size_t batch)
{
    struct timespec a, b;
    size_t all = (rows[0].n + batch - 1) / batch;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (size_t m = 0; m < all; m++) {
        run(db, "BEGIN IMMEDIATE");
        for (size_t t = 0; t < TABLES; t++)
            insert(db, &rows[t], rows[t].n * m / all, rows[t].n * (m + 1) / all);
        run(db, "COMMIT");
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

int main(int argc, char **argv)
{
    struct rows rows[TABLES] = {{0}};
    if (argc != 4 || atol(argv[3]) < 1) {
        fputs("usage: bare_insert LEDGER NEW BATCH\n", stderr);
        return 2;
    }
    sqlite3 *from = open_db(argv[1]), *to = open_db(argv[2]);
    copy_schema(from, to);
    run(to, "PRAGMA locking_mode = EXCLUSIVE");
    run(to, "PRAGMA journal_mode = WAL");
    run(to, "PRAGMA synchronous = FULL");
    run(to, "PRAGMA cache_size = -8192");
    for (size_t t = 0; t < TABLES; t++)
        read_rows(from, to, t, &rows[t]);
    double seconds = insert_all(to, rows, (size_t)atol(argv[3]));
    printf("{\"seconds\": %.4f, \"notices\": %zu}\n", seconds, rows[0].n);
    return 0;
}
