/* Asks the calendar what deadlines come to, for an oracle that is written in another language.
 *
 * Each line of the input: phrase or value, plan's year, first and last day of the span (ISO), 1 if
 * "trước ngày" includes the day; with tabs between. Each line of the output: how many dues there
 * are; the deadline's kind, value, first and last day ("-" where undated), flags; and for each due:
 * name, first day, last day, "<" or "=", times, kind. A phrase that is refused gives "refused" and
 * why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "calendar/day.h"
#include "calendar/due.h"

static const char *day_text(int32_t day, char text[NV_DAY_TEXT])
{
    return day == NV_DAY_NONE ? "-" : nv_day_iso(day, text);
}

static void print_dues(const struct nv_deadline *d, const struct nv_due_span *span)
{
    static struct nv_due dues[NV_DUES_MAX];
    size_t n = nv_deadline_dues(d, span, dues, NV_DUES_MAX);
    char first[NV_DAY_TEXT], last[NV_DAY_TEXT];
    printf("%zu\t%s\t%s\t%s\t%s\t%u", n, nv_deadline_kind_name(d->kind), d->value,
           day_text(d->first_day, first), day_text(d->last_day, last), d->flags);
    for (size_t i = 0; i < n && i < NV_DUES_MAX; i++) {
        const struct nv_due *due = &dues[i];
        printf("\t%s %s %s %s %d %s", *due->name ? due->name : "-", day_text(due->first_day, first),
               day_text(due->last_day, last), due->before ? "<" : "=", due->times,
               nv_deadline_kind_name(due->kind));
    }
    putchar('\n');
}

int main(void)
{
    char *line = NULL;
    size_t cap = 0;
    for (ssize_t n; (n = getline(&line, &cap, stdin)) > 0;) {
        char *field[5], *rest = line;
        struct nv_due_span span = {0};
        struct nv_deadline d;
        struct nv_err err = {0};
        size_t k = 0;
        line[strcspn(line, "\n")] = '\0';
        while (k < 5 && rest)
            field[k++] = strsep(&rest, "\t");
        if (k < 5 || !nv_day_parse_iso(field[2], &span.from) ||
            !nv_day_parse_iso(field[3], &span.until)) {
            fprintf(stderr, "dues: not a question: %s\n", field[0]);
            return EXIT_FAILURE;
        }
        span.before_included = field[4][0] == '1';
        if (nv_deadline_parse(field[0], (int)strtol(field[1], NULL, 10), &d, &err) == 0)
            print_dues(&d, &span);
        else
            printf("refused\t%s\n", err.text);
    }
    free(line);
    return EXIT_SUCCESS;
}
