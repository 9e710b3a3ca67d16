/* How fast deadline phrases are read, beside bringing the same text into NFC.
 *
 *   phrases parse|nfc COUNT FILE...
 *
 * A file has one phrase a line, or is a table whose second column has it. Goes over all phrases
 * again and again until COUNT were read; prints one JSON object. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <utf8proc.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/vec.h"
#include "calendar/deadline.h"

enum { YEAR = 2025 };

struct phrases {
    NV_VEC(char *) list;
    size_t bytes;
};

static void read_file(struct phrases *p, const char *path)
{
    char line[2048];
    FILE *f = fopen(path, "r");
    if (!f) {
        perror(path);
        exit(1);
    }
    while (fgets(line, sizeof line, f)) {
        char *start = line, *tab = strchr(line, '\t');
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#' || !line[0])
            continue;
        if (tab) {
            start = tab + 1;
            start[strcspn(start, "\t")] = '\0';
        }
        nv_vec_push(&p->list, nv_strdup(start));
        p->bytes += strlen(start);
    }
    fclose(f);
}

static size_t parse_all(const struct phrases *p, size_t count)
{
    size_t understood = 0;
    for (size_t i = 0; i < count; i++) {
        struct nv_deadline d;
        struct nv_err err;
        understood += nv_deadline_parse(p->list.v[i % p->list.n], YEAR, &d, &err) == 0;
    }
    return understood;
}

static size_t compose_all(const struct phrases *p, size_t count)
{
    size_t composed = 0;
    for (size_t i = 0; i < count; i++) {
        utf8proc_uint8_t *nfc = utf8proc_NFC((const utf8proc_uint8_t *)p->list.v[i % p->list.n]);
        composed += nfc != NULL;
        free(nfc);
    }
    return composed;
}

int main(int argc, char **argv)
{
    struct phrases p = {0};
    struct timespec from, to;
    if (argc < 4)
        return 2;
    size_t count = strtoul(argv[2], NULL, 10);
    for (int i = 3; i < argc; i++)
        read_file(&p, argv[i]);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    size_t good = strcmp(argv[1], "nfc") == 0 ? compose_all(&p, count) : parse_all(&p, count);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    printf("{\"phrases\": %zu, \"bytes\": %zu, \"count\": %zu, \"good\": %zu, \"cpu_s\": %.6f}\n",
           p.list.n, p.bytes, count, good,
           (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9);
    for (size_t i = 0; i < p.list.n; i++)
        free(p.list.v[i]);
    nv_vec_free(&p.list);
    return 0;
}
