/* The page of metrics, line by line against what was written by hand from the exposition format
 * (prometheus.io, text format 0.0.4). */
#include "render/metrics.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/spread.h"
#include "nvtest.h"

static struct nv_buf page;
static struct nv_spread turns;

static const struct nv_metrics_lane lanes[] = {
    {"tinh",
     {[NV_SENT] = 12, [NV_TEMPORARY] = 3, [NV_PERMANENT] = 1, [NV_AMBIGUOUS] = 2},
     7,
     4,
     1,
     true},
    {"a\"b\\c\nd", {0}, 0, 0, 0, false},
};
static const struct nv_metrics_year years[] = {{2025, true, true}, {2026, true, false}};
static const struct nv_metrics_status answers[] = {{200, 42}, {404, 1}};

static struct nv_metrics example(void)
{
    struct nv_metrics m = {.version = "1.2.3",
                           .ill = "relay",
                           .now_ms = 1742173200500, /* 2025-03-17T01:00:00.5Z */
                           .started_ms = 1742169600007,
                           .cpu_s = 1.5,
                           .resident_bytes = 15720448,
                           .open_fds = 25,
                           .deliveries = {5, 4, 3, 2, 1},
                           .oldest_ms = 1742173139999,
                           .lanes = lanes,
                           .n_lanes = 2,
                           .retries = 6,
                           .bounces = 1,
                           .notices = 30,
                           .items = 99,
                           .held = 8,
                           .suspended = 9,
                           .remarks = {[NV_REMARK_BOUNCED] = 2},
                           .commits = 1000,
                           .commit_failures = 11,
                           .store_failing = true,
                           .store_hangs_s = 31,
                           .reload_failed = true,
                           .configured_ms = 1742169600000,
                           .last_window_ms = INT64_MIN,
                           .next_window_ms = 1742259600000,
                           .plans = 1,
                           .tasks = 62,
                           .deliverables = 63,
                           .agencies = 172,
                           .occurrences = {[NV_STATUS_OVERDUE] = 44},
                           .facts = {[NV_FACT_DONE] = 3, [NV_FACT_UNDO] = 1},
                           .years = years,
                           .n_years = 2,
                           .turns_us = &turns,
                           .http_present = 2,
                           .http_missing = 1,
                           .http_connections = 50,
                           .http_evicted = 3,
                           .http_answers = answers,
                           .n_http_answers = 2};
    return m;
}

static void render(const struct nv_metrics *m)
{
    nv_buf_clear(&page);
    nv_render_metrics(m, &page);
}

/* `lines` stand in the page, together and whole. */
static void expect(const char *lines)
{
    const char *at = strstr(nv_buf_str(&page), lines);
    ck_assert_msg(at && (at == page.data || at[-1] == '\n'), "missing: %s in\n%s", lines,
                  page.data);
}

static void start(void)
{
    memset(&turns, 0, sizeof turns);
    for (int i = 0; i < 3; i++)
        nv_spread_add(&turns, 5);
    nv_spread_add(&turns, 2000003); /* 2.000003 s */
    struct nv_metrics m = example();
    render(&m);
}

static void stop(void)
{
    nv_buf_free(&page);
}

START_TEST(the_process)
{
    expect("# HELP nhacviec_build_info The version that runs.\n"
           "# TYPE nhacviec_build_info gauge\n"
           "nhacviec_build_info{version=\"1.2.3\"} 1\n");
    expect("process_start_time_seconds 1742169600.007\n");
    expect("# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 1.500\n");
    expect("process_resident_memory_bytes 15720448\n");
    expect("process_open_fds 25\n");
}
END_TEST

START_TEST(health)
{
    expect("# TYPE nhacviec_healthy gauge\nnhacviec_healthy 0\n");
    expect("nhacviec_unhealthy{reason=\"store\"} 0\n"
           "nhacviec_unhealthy{reason=\"relay\"} 1\n"
           "nhacviec_unhealthy{reason=\"stuck\"} 0\n");
    expect("nhacviec_draining 0\n");
    struct nv_metrics m = example();
    m.ill = NULL;
    m.draining = true;
    render(&m);
    expect("nhacviec_healthy 1\n");
    expect("nhacviec_unhealthy{reason=\"relay\"} 0\n");
    expect("nhacviec_draining 1\n");
}
END_TEST

START_TEST(deliveries)
{
    expect("# TYPE nhacviec_deliveries gauge\n"
           "nhacviec_deliveries{state=\"pending\"} 5\n"
           "nhacviec_deliveries{state=\"claimed\"} 4\n"
           "nhacviec_deliveries{state=\"sent\"} 3\n"
           "nhacviec_deliveries{state=\"failed\"} 2\n"
           "nhacviec_deliveries{state=\"cancelled\"} 1\n");
    expect("nhacviec_oldest_pending_seconds 60.501\n");
    expect("# TYPE nhacviec_retries_total counter\nnhacviec_retries_total 6\n");
    expect("nhacviec_bounces_total 1\n");
    expect("nhacviec_notices_total 30\n");
    expect("nhacviec_notice_items_total 99\n");
    expect("# TYPE nhacviec_notices_held gauge\nnhacviec_notices_held 8\n");
    expect("nhacviec_addresses_suspended 9\n");
    expect("nhacviec_remarks{kind=\"failed\"} 0\nnhacviec_remarks{kind=\"bounced\"} 2\n");
    struct nv_metrics m = example();
    m.oldest_ms = INT64_MAX;
    render(&m);
    expect("nhacviec_oldest_pending_seconds 0.000\n");
}
END_TEST

START_TEST(lanes_by_id_with_escaped_labels)
{
    expect("# TYPE nhacviec_attempts_total counter\n"
           "nhacviec_attempts_total{lane=\"tinh\",result=\"sent\"} 12\n"
           "nhacviec_attempts_total{lane=\"tinh\",result=\"temporary\"} 3\n"
           "nhacviec_attempts_total{lane=\"tinh\",result=\"permanent\"} 1\n"
           "nhacviec_attempts_total{lane=\"tinh\",result=\"ambiguous\"} 2\n"
           "nhacviec_attempts_total{lane=\"tinh\",result=\"refused\"} 0\n"
           "nhacviec_attempts_total{lane=\"tinh\",result=\"returned\"} 0\n"
           "nhacviec_attempts_total{lane=\"a\\\"b\\\\c\\nd\",result=\"sent\"} 0\n");
    expect("nhacviec_lane_waiting{lane=\"tinh\"} 7\n"
           "nhacviec_lane_waiting{lane=\"a\\\"b\\\\c\\nd\"} 0\n");
    expect("nhacviec_lane_in_flight{lane=\"tinh\"} 4\n");
    expect("nhacviec_lane_circuit_open{lane=\"tinh\"} 1\n");
    expect("nhacviec_lane_probing{lane=\"tinh\"} 1\n");
}
END_TEST

START_TEST(the_ledger)
{
    expect("nhacviec_commits_total 1000\n");
    expect("nhacviec_commit_failures_total 11\n");
    expect("nhacviec_store_failing 1\n");
    expect("nhacviec_store_unanswered_seconds 31\n");
}
END_TEST

START_TEST(configuration_and_work)
{
    expect("nhacviec_config_last_reload_successful 0\n");
    expect("nhacviec_config_load_timestamp_seconds 1742169600.000\n");
    expect("nhacviec_plans 1\n");
    expect("nhacviec_tasks 62\n");
    expect("nhacviec_deliverables 63\n");
    expect("nhacviec_agencies 172\n");
    expect("nhacviec_calendar_listed{year=\"2025\"} 1\n"
           "nhacviec_calendar_listed{year=\"2026\"} 1\n");
    expect("nhacviec_calendar_confirmed{year=\"2025\"} 1\n"
           "nhacviec_calendar_confirmed{year=\"2026\"} 0\n");
    expect("nhacviec_occurrences{status=\"qua-han\"} 44\n");
    expect("nhacviec_facts{kind=\"done\"} 3\n");
    expect("nhacviec_facts{kind=\"undo\"} 1\n");
    expect("nhacviec_next_window_timestamp_seconds 1742259600.000\n");
    ck_assert_ptr_null(strstr(page.data, "nhacviec_last_window"));
}
END_TEST

START_TEST(the_loop)
{
    /* Of 5, 5, 5 and 2,000,003 µs the median is 5, and the 99th percentile is the last. */
    expect("# TYPE nhacviec_loop_turn_seconds summary\n"
           "nhacviec_loop_turn_seconds{quantile=\"0.5\"} 0.000005\n"
           "nhacviec_loop_turn_seconds{quantile=\"0.99\"} 2.000003\n"
           "nhacviec_loop_turn_seconds{quantile=\"0.999\"} 2.000003\n"
           "nhacviec_loop_turn_seconds_sum 2.000018\n"
           "nhacviec_loop_turn_seconds_count 4\n");
    expect("# TYPE nhacviec_loop_gap_seconds gauge\nnhacviec_loop_gap_seconds 2.000003\n");
}
END_TEST

START_TEST(the_server_itself)
{
    expect("nhacviec_http_connections 2\n");
    expect("nhacviec_http_connections_total 50\n");
    expect("nhacviec_http_evicted_total 3\n");
    expect("nhacviec_http_addresses_missing 1\n");
    expect("# TYPE nhacviec_http_responses_total counter\n"
           "nhacviec_http_responses_total{code=\"200\"} 42\n"
           "nhacviec_http_responses_total{code=\"404\"} 1\n");
}
END_TEST

/* Each sample belongs to the family above it, each family is there once, and the last line ends. */
START_TEST(the_shape_of_the_page)
{
    char name[100] = "";
    ck_assert_int_eq(page.data[page.len - 1], '\n');
    for (char *line = page.data, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        char again[120];
        if (strncmp(line, "# HELP ", 7) == 0) {
            snprintf(name, sizeof name, "%.*s", (int)strcspn(line + 7, " "), line + 7);
            snprintf(again, sizeof again, "# HELP %s ", name);
            ck_assert_ptr_null(strstr(line + 1, again));
            snprintf(again, sizeof again, "\n# TYPE %s ", name);
            ck_assert_int_eq(strncmp(end, again, strlen(again)), 0);
        } else if (*line != '#') {
            ck_assert_msg(strncmp(line, name, strlen(name)) == 0, "%.*s below %s",
                          (int)(end - line), line, name);
        }
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("render/metrics");
    TCase *t = tcase_create("metrics");
    tcase_add_checked_fixture(t, start, stop);
    tcase_add_test(t, the_process);
    tcase_add_test(t, health);
    tcase_add_test(t, deliveries);
    tcase_add_test(t, lanes_by_id_with_escaped_labels);
    tcase_add_test(t, the_ledger);
    tcase_add_test(t, configuration_and_work);
    tcase_add_test(t, the_loop);
    tcase_add_test(t, the_server_itself);
    tcase_add_test(t, the_shape_of_the_page);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
