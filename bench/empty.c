/* A process that is linked with the daemon's libraries and does nothing: what they alone cost in
 * memory; with an argument, what they cost once they are initialised. One line says that it is
 * there; it ends with its standard input. */
#include <curl/curl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>
#include <uv.h>

static int initialise(void)
{
    sqlite3 *db;
    CURL *easy;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || !(easy = curl_easy_init()) ||
        sqlite3_open(":memory:", &db) != SQLITE_OK || !uv_default_loop())
        return 1;
    curl_easy_cleanup(easy);
    return sqlite3_close(db) != SQLITE_OK;
}

int main(int argc, char **argv)
{
    char byte;
    (void)argv;
    if (argc > 1 && initialise() != 0)
        return 1;
    puts("ready");
    fflush(stdout);
    return read(STDIN_FILENO, &byte, 1) > 0;
}
