#include "daemon_metrics.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/vec.h"
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "daemon.h"
#include "daemon_core.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "model/snapshot.h"
#include "model/standing.h"
#include "render/metrics.h"
#include "server/http.h"
#include "server/http_answer.h"
#include "server/wallclock.h"

enum { YEARS = 2 }; /* this one and the next */

static uint64_t resident_bytes(void)
{
    char text[128] = "";
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
    if (fd >= 0)
        close(fd);
    const char *second = n > 0 ? strchr(text, ' ') : NULL;
    return second ? strtoull(second, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static uint64_t open_fds(void)
{
    uint64_t n = 0;
    DIR *d = opendir("/proc/self/fd");
    if (!d)
        return 0;
    for (const struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n - 1; /* the one that reads them */
}

static double cpu_s(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void gather_engine(const struct nv_engine *engine, int64_t now_ms, struct nv_metrics *m)
{
    struct nv_engine_status st;
    nv_engine_status(engine, &st);
    memcpy(m->deliveries, st.counts, sizeof m->deliveries);
    memcpy(m->remarks, st.remarks, sizeof m->remarks);
    m->draining = st.draining;
    m->oldest_ms = nv_engine_oldest_ms(engine);
    m->retries = st.retries;
    m->bounces = st.bounces;
    m->notices = st.notices;
    m->items = st.items;
    m->held = st.held;
    m->suspended = nv_engine_suspended(engine, now_ms);
    m->commits = st.commits;
    m->commit_failures = st.commit_failures;
    m->store_failing = st.store_failing;
    m->last_window_ms = st.last_window_ms;
    m->next_window_ms = st.next_window_ms;
    m->n_lanes = st.n_lanes;
}

static struct nv_metrics_lane *gather_lanes(const struct nv_engine *engine, uint32_t n,
                                            int64_t now_ms)
{
    struct nv_metrics_lane *lanes = nv_calloc(n + 1, sizeof *lanes);
    for (uint32_t i = 0; i < n; i++) {
        struct nv_lane_status lane;
        nv_engine_lane(engine, i, now_ms, &lane);
        lanes[i] = (struct nv_metrics_lane){.id = lane.id,
                                            .waiting = lane.waiting,
                                            .in_flight = lane.claimed,
                                            .resting = lane.resting,
                                            .probing = lane.probing};
        memcpy(lanes[i].attempts, lane.attempts, sizeof lanes[i].attempts);
    }
    return lanes;
}

/* Nothing but a fact, a day or a reload changes how the work stands. */
static void count_work(const struct nv_engine *engine, const struct nv_snapshot *s, int32_t today,
                       struct nv_metrics_memory *memory)
{
    const struct nv_fact_table *facts = nv_engine_facts(engine);
    size_t n_facts = nv_fact_table_count(facts);
    if (memory->counted && memory->today == today && memory->n_facts == n_facts)
        return;
    memset(memory->occurrences, 0, sizeof memory->occurrences);
    memset(memory->facts, 0, sizeof memory->facts);
    for (uint32_t i = 0; i < s->n_occurrences; i++) {
        struct nv_standing standing;
        nv_engine_standing(engine, i, &standing);
        memory->occurrences[nv_status_now(&s->occurrences[i], &standing, today)]++;
    }
    for (size_t i = 0; i < n_facts; i++)
        memory->facts[nv_fact_table_at(facts, i)->kind]++;
    memory->counted = true;
    memory->today = today;
    memory->n_facts = n_facts;
}

static void gather_work(const struct nv_snapshot *s, const struct nv_metrics_memory *memory,
                        struct nv_metrics *m)
{
    memcpy(m->occurrences, memory->occurrences, sizeof m->occurrences);
    memcpy(m->facts, memory->facts, sizeof m->facts);
    m->configured_ms = memory->configured_ms;
    m->plans = nv_snapshot_n_plans(s);
    m->tasks = s->n_tasks;
    m->deliverables = s->n_deliverables;
    m->agencies = s->n_agencies;
}

static void gather_http(const struct nv_http *http, struct nv_metrics *m,
                        struct nv_metrics_status answers[NV_HTTP_STATUS_COUNT])
{
    const struct nv_http_tally *tally = nv_http_tally(http);
    for (unsigned i = 0; i < NV_HTTP_STATUS_COUNT; i++)
        answers[i] = (struct nv_metrics_status){nv_http_status_at(i), tally->answers[i]};
    m->http_answers = answers;
    m->n_http_answers = NV_HTTP_STATUS_COUNT;
    m->http_present = nv_http_present(http);
    m->http_missing = nv_http_missing(http);
    m->http_connections = tally->connections;
    m->http_evicted = tally->evicted;
}

void nv_daemon_metrics(struct nv_daemon *d, const struct nv_http *http,
                       struct nv_metrics_memory *memory, struct nv_buf *out)
{
    const struct nv_snapshot *s = nv_daemon_snapshot(d);
    const struct nv_engine *engine = nv_core_engine(nv_daemon_core(d));
    struct nv_metrics_status answers[NV_HTTP_STATUS_COUNT];
    struct nv_metrics_year years[YEARS];
    int64_t now_ms = nv_wallclock_now_ms();
    int32_t today = nv_time_day(now_ms, s->zone_min);
    struct nv_metrics m = {.version = NV_VERSION,
                           .ill = nv_core_ill(nv_daemon_core(d)),
                           .now_ms = now_ms,
                           .started_ms = nv_daemon_started_ms(d),
                           .cpu_s = cpu_s(),
                           .resident_bytes = resident_bytes(),
                           .open_fds = open_fds(),
                           .store_hangs_s = nv_core_store_hangs_s(nv_daemon_core(d)),
                           .reload_failed = nv_daemon_reload_failed(d),
                           .years = years,
                           .n_years = YEARS,
                           .turns_us = nv_daemon_turns_us(d)};
    for (int i = 0; i < YEARS; i++) {
        int year = nv_day_year(today) + i;
        years[i] = (struct nv_metrics_year){year, nv_workdays_listed(s->workdays, year),
                                            nv_workdays_confirmed(s->workdays, year)};
    }
    gather_engine(engine, now_ms, &m);
    struct nv_metrics_lane *lanes = gather_lanes(engine, m.n_lanes, now_ms);
    m.lanes = lanes;
    count_work(engine, s, today, memory);
    gather_work(s, memory, &m);
    gather_http(http, &m, answers);
    nv_render_metrics(&m, out);
    free(lanes);
}
