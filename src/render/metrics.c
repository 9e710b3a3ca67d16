#include "render/metrics.h"

#include <string.h>

#include "base/buf.h"
#include "base/spread.h"

static void family(struct nv_buf *out, const char *name, const char *type, const char *help)
{
    nv_buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* Inside quotes a backslash, a quote and a line feed are escaped. */
static void add_label_value(struct nv_buf *out, const char *s)
{
    for (; *s; s++)
        if (*s == '\\' || *s == '"')
            nv_buf_addf(out, "\\%c", *s);
        else if (*s == '\n')
            nv_buf_adds(out, "\\n");
        else
            nv_buf_addc(out, *s);
}

static void add_labels(struct nv_buf *out, const char *name, const char *label, const char *value)
{
    nv_buf_addf(out, "%s{%s=\"", name, label);
    add_label_value(out, value);
    nv_buf_adds(out, "\"}");
}

static void labelled(struct nv_buf *out, const char *name, const char *label, const char *value,
                     uint64_t n)
{
    add_labels(out, name, label, value);
    nv_buf_addf(out, " %llu\n", (unsigned long long)n);
}

static void single(struct nv_buf *out, const char *name, const char *type, const char *help,
                   uint64_t n)
{
    family(out, name, type, help);
    nv_buf_addf(out, "%s %llu\n", name, (unsigned long long)n);
}

static void counter(struct nv_buf *out, const char *name, const char *help, uint64_t n)
{
    single(out, name, "counter", help, n);
}

static void gauge(struct nv_buf *out, const char *name, const char *help, uint64_t n)
{
    single(out, name, "gauge", help, n);
}

/* Milliseconds as seconds, exactly. */
static void seconds(struct nv_buf *out, const char *name, const char *help, int64_t ms)
{
    family(out, name, "gauge", help);
    nv_buf_addf(out, "%s %s%llu.%03u\n", name, ms < 0 ? "-" : "",
                (unsigned long long)(ms < 0 ? -ms : ms) / 1000,
                (unsigned)((ms < 0 ? -ms : ms) % 1000));
}

static void add_process(const struct nv_metrics *m, struct nv_buf *out)
{
    family(out, "nhacviec_build_info", "gauge", "The version that runs.");
    labelled(out, "nhacviec_build_info", "version", m->version, 1);
    seconds(out, "process_start_time_seconds", "When the process began, in Unix time.",
            m->started_ms);
    family(out, "process_cpu_seconds_total", "counter", "CPU time in user and system mode.");
    nv_buf_addf(out, "process_cpu_seconds_total %.3f\n", m->cpu_s);
    gauge(out, "process_resident_memory_bytes", "Resident memory.", m->resident_bytes);
    gauge(out, "process_open_fds", "Open file descriptors.", m->open_fds);
}

static void add_health(const struct nv_metrics *m, struct nv_buf *out)
{
    static const char *const reasons[] = {"store", "relay", "stuck"};
    gauge(out, "nhacviec_healthy", "1 while nothing keeps the mailing from being well.", !m->ill);
    family(out, "nhacviec_unhealthy", "gauge",
           "1 for what keeps it: store, relay (one is left alone), stuck.");
    for (unsigned i = 0; i < sizeof reasons / sizeof *reasons; i++)
        labelled(out, "nhacviec_unhealthy", "reason", reasons[i],
                 m->ill && strcmp(m->ill, reasons[i]) == 0);
    gauge(out, "nhacviec_draining", "1 while the service is being stopped.", m->draining);
}

static void add_deliveries(const struct nv_metrics *m, struct nv_buf *out)
{
    family(out, "nhacviec_deliveries", "gauge", "All deliveries in the ledger, by state.");
    for (unsigned i = 0; i < NV_DELIVERY_STATE_COUNT; i++)
        labelled(out, "nhacviec_deliveries", "state", nv_delivery_state_name(i), m->deliveries[i]);
    seconds(out, "nhacviec_oldest_pending_seconds",
            "Age of the oldest delivery that is on its way; 0 if none is.",
            m->oldest_ms < m->now_ms ? m->now_ms - m->oldest_ms : 0);
    counter(out, "nhacviec_retries_total", "Attempts after which the delivery is tried again.",
            m->retries);
    counter(out, "nhacviec_bounces_total", "Letters that came back after they were handed over.",
            m->bounces);
    counter(out, "nhacviec_notices_total", "Notices made.", m->notices);
    counter(out, "nhacviec_notice_items_total", "Items of the notices made.", m->items);
    gauge(out, "nhacviec_notices_held", "Notices that the brake keeps back for a person.", m->held);
    gauge(out, "nhacviec_addresses_suspended", "Addresses that refuse and are passed over.",
          m->suspended);
    family(out, "nhacviec_remarks", "gauge",
           "What the service has to tell the plans' owners and no notice has told yet.");
    for (unsigned i = 0; i < NV_REMARK_COUNT; i++)
        labelled(out, "nhacviec_remarks", "kind", nv_remark_kind_name(i), m->remarks[i]);
}

static void add_lane_gauge(const struct nv_metrics *m, struct nv_buf *out, const char *name,
                           const char *help, uint32_t (*of)(const struct nv_metrics_lane *))
{
    family(out, name, "gauge", help);
    for (uint32_t i = 0; i < m->n_lanes; i++)
        labelled(out, name, "lane", m->lanes[i].id, of(&m->lanes[i]));
}

static uint32_t waiting(const struct nv_metrics_lane *l)
{
    return l->waiting;
}

static uint32_t in_flight(const struct nv_metrics_lane *l)
{
    return l->in_flight;
}

static uint32_t resting(const struct nv_metrics_lane *l)
{
    return l->resting;
}

static uint32_t probing(const struct nv_metrics_lane *l)
{
    return l->probing;
}

static void add_lanes(const struct nv_metrics *m, struct nv_buf *out)
{
    family(out, "nhacviec_attempts_total", "counter",
           "Attempts to hand a message over, by lane (a relay, or webhook) and result.");
    for (uint32_t i = 0; i < m->n_lanes; i++)
        for (unsigned c = 0; c < NV_CLASS_COUNT; c++) {
            nv_buf_adds(out, "nhacviec_attempts_total{lane=\"");
            add_label_value(out, m->lanes[i].id);
            nv_buf_addf(out, "\",result=\"%s\"} %llu\n", nv_class_name(c),
                        (unsigned long long)m->lanes[i].attempts[c]);
        }
    add_lane_gauge(m, out, "nhacviec_lane_waiting", "Deliveries that wait for the lane.", waiting);
    add_lane_gauge(m, out, "nhacviec_lane_in_flight", "Deliveries in the lane's hands.", in_flight);
    add_lane_gauge(m, out, "nhacviec_lane_circuit_open",
                   "1 while a relay is left alone; of webhook, how many hosts are.", resting);
    add_lane_gauge(m, out, "nhacviec_lane_probing",
                   "1 after that, until a first message has arrived.", probing);
}

static void add_ledger(const struct nv_metrics *m, struct nv_buf *out)
{
    counter(out, "nhacviec_commits_total", "Transactions written to the ledger.", m->commits);
    counter(out, "nhacviec_commit_failures_total", "Transactions that could not be written.",
            m->commit_failures);
    gauge(out, "nhacviec_store_failing", "1 while the ledger cannot be written.", m->store_failing);
    gauge(out, "nhacviec_store_unanswered_seconds",
          "For how long the disk has not answered, where that is too long; else 0.",
          m->store_hangs_s);
}

static void add_configuration(const struct nv_metrics *m, struct nv_buf *out)
{
    char year[16];
    gauge(out, "nhacviec_config_last_reload_successful", "0 after a reload that was refused.",
          !m->reload_failed);
    seconds(out, "nhacviec_config_load_timestamp_seconds",
            "When the configuration in force was loaded, in Unix time.", m->configured_ms);
    gauge(out, "nhacviec_plans", "Plans in the configuration.", m->plans);
    gauge(out, "nhacviec_tasks", "Tasks in the configuration.", m->tasks);
    gauge(out, "nhacviec_deliverables", "Deliverables in the configuration.", m->deliverables);
    gauge(out, "nhacviec_agencies", "Agencies and groups in the configuration.", m->agencies);
    family(out, "nhacviec_calendar_listed", "gauge",
           "1 if the days off of the year are listed; else only weekends count.");
    for (uint32_t i = 0; i < m->n_years; i++)
        labelled(out, "nhacviec_calendar_listed", "year",
                 nv_fmt(year, sizeof year, "%d", m->years[i].year), m->years[i].listed);
    family(out, "nhacviec_calendar_confirmed", "gauge",
           "1 if an announcement backs the days off of the year.");
    for (uint32_t i = 0; i < m->n_years; i++)
        labelled(out, "nhacviec_calendar_confirmed", "year",
                 nv_fmt(year, sizeof year, "%d", m->years[i].year), m->years[i].confirmed);
}

static void add_work(const struct nv_metrics *m, struct nv_buf *out)
{
    family(out, "nhacviec_occurrences", "gauge",
           "Deliverables by period, by their status of today.");
    for (unsigned i = 0; i < NV_STATUS_COUNT; i++)
        labelled(out, "nhacviec_occurrences", "status", nv_status_name(i), m->occurrences[i]);
    family(out, "nhacviec_facts", "gauge", "Facts in the journal, by kind.");
    for (unsigned i = 0; i < NV_FACT_COUNT; i++)
        labelled(out, "nhacviec_facts", "kind", nv_fact_kind_name(i), m->facts[i]);
    if (m->last_window_ms != INT64_MIN)
        seconds(out, "nhacviec_last_window_timestamp_seconds",
                "When the newest window for sending opened, in Unix time.", m->last_window_ms);
    if (m->next_window_ms != INT64_MIN)
        seconds(out, "nhacviec_next_window_timestamp_seconds",
                "When the next window for sending opens, in Unix time.", m->next_window_ms);
}

static void add_us(struct nv_buf *out, uint64_t us)
{
    nv_buf_addf(out, " %llu.%06llu\n", (unsigned long long)us / 1000000,
                (unsigned long long)us % 1000000);
}

static void add_loop(const struct nv_metrics *m, struct nv_buf *out)
{
    static const struct {
        const char *label;
        unsigned parts, of;
    } ranks[] = {{"0.5", 1, 2}, {"0.99", 99, 100}, {"0.999", 999, 1000}};
    const struct nv_spread *t = m->turns_us;
    family(out, "nhacviec_loop_turn_seconds", "summary",
           "Turns of the loop without the waiting, since the start.");
    for (unsigned i = 0; i < sizeof ranks / sizeof *ranks; i++) {
        add_labels(out, "nhacviec_loop_turn_seconds", "quantile", ranks[i].label);
        add_us(out, nv_spread_at(t, ranks[i].parts, ranks[i].of));
    }
    nv_buf_adds(out, "nhacviec_loop_turn_seconds_sum");
    add_us(out, t->sum);
    nv_buf_addf(out, "nhacviec_loop_turn_seconds_count %llu\n", (unsigned long long)t->n);
    family(out, "nhacviec_loop_gap_seconds", "gauge",
           "The longest turn since the start: so long nobody was answered.");
    nv_buf_adds(out, "nhacviec_loop_gap_seconds");
    add_us(out, t->most);
}

static void add_http(const struct nv_metrics *m, struct nv_buf *out)
{
    char code[16];
    gauge(out, "nhacviec_http_connections", "Connections to the HTTP server now open.",
          m->http_present);
    counter(out, "nhacviec_http_connections_total", "Connections taken in.", m->http_connections);
    counter(out, "nhacviec_http_evicted_total",
            "Unfinished requests that had to make room for others.", m->http_evicted);
    gauge(out, "nhacviec_http_addresses_missing",
          "Configured addresses at which the server cannot listen.", m->http_missing);
    family(out, "nhacviec_http_responses_total", "counter", "Answers given, by status.");
    for (uint32_t i = 0; i < m->n_http_answers; i++)
        labelled(out, "nhacviec_http_responses_total", "code",
                 nv_fmt(code, sizeof code, "%d", m->http_answers[i].code), m->http_answers[i].n);
}

void nv_render_metrics(const struct nv_metrics *m, struct nv_buf *out)
{
    add_process(m, out);
    add_health(m, out);
    add_deliveries(m, out);
    add_lanes(m, out);
    add_ledger(m, out);
    add_configuration(m, out);
    add_work(m, out);
    add_loop(m, out);
    add_http(m, out);
}
