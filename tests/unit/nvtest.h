/* The main of a Check program with one suite, and what several tests share. */
#ifndef NVTEST_H
#define NVTEST_H

#include <check.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* What a test of chance begins with: NV_SEED, or else what no run has begun with before. It is
 * said, so that a failure can be lived again. */
static inline uint64_t nv_test_seed(const char *test)
{
    const char *given = getenv("NV_SEED");
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t seed = given ? strtoull(given, NULL, 10)
                          : (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
    fprintf(stderr, "%s: NV_SEED=%" PRIu64 "\n", test, seed);
    return seed;
}

#define NV_TEST_MAIN(make_suite)                                                                   \
    int main(void)                                                                                 \
    {                                                                                              \
        SRunner *runner = srunner_create(make_suite());                                            \
        srunner_run_all(runner, CK_ENV);                                                           \
        int failed = srunner_ntests_failed(runner);                                                \
        srunner_free(runner);                                                                      \
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                               \
    }

#endif
