/* A good configuration becomes the snapshot it describes, field by field. */
#include "calendar/day.h"
#include "calendar/workdays.h"
#include "conftest.h"

static const char main_cfg[] =
    "zone = \"+08:30\"; instance = \"khanhhoa\";\n"
    "state = \"/srv/nv\"; socket = \"/srv/nv/s\";\n"
    "sender = { name = \"Sở Nội vụ\"; mail = \"nhac@khanhhoa.example\"; reply_to = "
    "\"tra-loi@khanhhoa.example\"; };\n"
    "windows = ( { open = \"13:30\"; close = \"16:30\"; }, { open = \"07:30\"; close = \"11:00\"; "
    "} "
    ");\n"
    "relays = ( { id = \"tinh\"; type = \"smtp\"; host = \"mail.khanhhoa.example\"; tls = "
    "\"implicit\";\n"
    "    user = \"nhac\"; password_file = \"/etc/nv/pw\"; ca_file = \"/etc/ca\"; helo = "
    "\"nv.khanhhoa.example\"; connections = 8; timeout = 60; },\n"
    "  { id = \"gan\"; type = \"smtp\"; host = \"127.0.0.1\"; tls = \"none\"; },\n"
    "  { id = \"thu-muc\"; type = \"maildir\"; path = \"out\"; } );\n"
    "webhook = { connections = 4; timeout = 10; ca_file = \"/etc/ca2\"; };\n"
    "retry = { mail = { delays = [ \"30s\", \"4h\" ]; lifetime = \"2d\"; }; };\n"
    "effective = \"as-printed\";\n"
    "server = { listen = [ \"127.0.0.1:8630\", \"0.0.0.0:80\", \"/run/nv.sock\" ]; "
    "beyond_loopback = true;\n"
    "    proxies = \"10.0.0.0/8\"; connections = 100; per_address = 20; };\n"
    "ladders = ( { kinds = [ \"month\", \"day\" ]; roles = [ \"lead\" ];\n"
    "    rungs = [ \"assigned\", \"quarter-5w\", \"-30d\", \"-5w\", \"0\", \"+1w\" ]; repeat = "
    "\"3w\"; },\n"
    "  { kinds = \"month\"; roles = \"support\"; rungs = [ ]; } );\n";

static const char agencies_cfg[] =
    "agencies = (\n"
    "  { id = \"cu\"; name = \"Sở Cũ\"; aliases = [ \"SC\", \"Cũ\" ]; mail = [ "
    "\"cu@khanhhoa.example\" ];\n"
    "    webhooks = ( { url = \"https://hooks.example.org/cu?x=1\"; } ); relay = \"gan\";\n"
    "    valid_from = \"2020-01-01\"; valid_to = \"2025-02-28\";\n"
    "    successors = ( { from = \"2025-07-01\"; to = [ \"nhom\" ]; },\n"
    "      { from = \"2025-03-01\"; to = [ \"moi\" ]; basis = \"Nghị quyết 1\"; } ); },\n"
    /* NFD: e + circumflex + acute, to be normalised */
    "  { id = \"moi\"; name = \"Ti\x65\xCC\x82\xCC\x81ng\"; mail = \"moi@khanhhoa.example\"; relay "
    "= "
    "\"default\"; } );\n"
    "groups = ( { id = \"nhom\"; name = \"Nhóm\"; members = [ \"moi\" ]; },\n"
    "  { id = \"mo\"; name = \"Chưa rõ\"; undetermined = true; note = \"\"; } );\n";

static const char plan_cfg[] =
    "plan = { id = \"kh\"; year = 2025; title = \"Kế hoạch\"; short = \"KH 2025\"; basis = "
    "\"QĐ 1\";\n"
    "  signed = \"2025-01-02\"; owner = \"moi\"; leadership = \"moi\"; contact = \"ĐT 1\"; };\n"
    "sections = ( { id = \"I\"; title = \"Phần một\"; } );\n"
    "tasks = (\n"
    "  { id = \"I.1\"; title = \"Việc \\\"một\\\"\";\n"
    "    deliverables = (\n"
    "      { name = \"Báo cáo\"; due = \"Tháng 5/2025\"; lead = [ \"moi\" ]; },\n"
    "      { name = [ \"Đề án\", \"Tờ trình\" ]; due = \"Thường xuyên\"; lead = \"moi\"; support = "
    "[ "
    "\"nhom\", \"cu\" ];\n"
    "        executor = \"nhom\"; appraiser = \"cu\"; guide = \"mo\"; approver = \"moi\"; note = "
    "\"Ghi chú\"; } ); },\n"
    "  { id = \"I.2\"; title = \"Việc hai\"; note = \"riêng\";\n"
    "    deliverables = ( { name = \"Báo cáo\"; due = \"Tháng 5/2025\"; lead = [ \"moi\" ]; } ); } "
    ");\n";

static struct conf c;

static void set_up(void)
{
    conf_make(&c);
    conf_text(&c, "nhacviec.cfg", main_cfg);
    conf_text(&c, "agencies/co-quan.cfg", agencies_cfg);
    conf_text(&c, "plans/thu.cfg", plan_cfg);
    if (conf_load(&c) != 0) {
        struct nv_buf b = NV_BUF_INIT;
        nv_diag_print(&c.diags, &b);
        ck_abort_msg("%s", nv_buf_str(&b));
    }
}

static void tear_down(void)
{
    conf_clean(&c);
}

START_TEST(the_daemon_settings_are_read)
{
    const struct nv_snapshot *s = c.snap;
    ck_assert_str_eq(s->dir, c.dir);
    ck_assert_int_eq(s->zone_min, 510);
    ck_assert_str_eq(s->instance, "khanhhoa");
    ck_assert_str_eq(s->state_dir, "/srv/nv");
    ck_assert_str_eq(s->socket_path, "/srv/nv/s");
    ck_assert_str_eq(s->sender_name, "Sở Nội vụ");
    ck_assert_str_eq(s->sender_mail, "nhac@khanhhoa.example");
    ck_assert_str_eq(s->reply_to, "tra-loi@khanhhoa.example");
    ck_assert_uint_eq(s->n_windows, 2);
    ck_assert_int_eq(s->windows[0].open_min, 450);
    ck_assert_int_eq(s->windows[0].close_min, 660);
    ck_assert_int_eq(s->windows[1].open_min, 810);
    ck_assert_int_eq(s->webhook_connections, 4);
    ck_assert_int_eq(s->webhook_timeout_s, 10);
    ck_assert_str_eq(s->webhook_ca_file, "/etc/ca2");
    ck_assert_uint_eq(s->retry_mail.n_delays, 2);
    ck_assert_int_eq(s->retry_mail.delays_s[0], 30);
    ck_assert_int_eq(s->retry_mail.delays_s[1], 14400);
    ck_assert_int_eq(s->retry_mail.lifetime_s, 172800);
    ck_assert_uint_eq(s->retry_webhook.n_delays, 9);
    ck_assert_int_eq(s->retry_webhook.delays_s[0], 5);
    ck_assert_int_eq(s->retry_webhook.delays_s[8], 86400);
    ck_assert_int_eq(s->retry_webhook.lifetime_s, 432000);
    ck_assert(!s->policy.roll);
}
END_TEST

START_TEST(the_http_server_is_read)
{
    const struct nv_serving *v = &c.snap->serving;
    ck_assert_uint_eq(v->listen.n, 3);
    ck_assert_str_eq(v->listen.v[0], "127.0.0.1:8630");
    ck_assert_str_eq(v->listen.v[1], "0.0.0.0:80");
    ck_assert_str_eq(v->listen.v[2], "/run/nv.sock");
    ck_assert_uint_eq(v->proxies.n, 1);
    ck_assert_uint_eq(v->proxies.v[0].bits, 104);
    ck_assert_uint_eq(v->connections, 100);
    ck_assert_uint_eq(v->per_address, 20);
}
END_TEST

START_TEST(the_http_server_is_off_unless_it_is_asked_for)
{
    struct conf b;
    conf_make(&b);
    ck_assert_int_eq(conf_load(&b), 0);
    ck_assert_uint_eq(b.snap->serving.listen.n, 0);
    conf_clean(&b);
    conf_make(&b);
    conf_text(&b, "nhacviec.cfg",
              "instance = \"a\"; sender = { name = \"a\"; mail = "
              "\"a@b.example\"; };\n"
              "server = { listen = \"[::1]:8630\"; };");
    ck_assert_int_eq(conf_load(&b), 0);
    const struct nv_serving *v = &b.snap->serving;
    unsigned char loopback[16] = {[15] = 1};
    ck_assert_uint_eq(v->proxies.n, 2); /* 127.0.0.1 and ::1, each alone */
    ck_assert(nv_nets_allow(&v->proxies, loopback));
    ck_assert_uint_eq(v->proxies.v[0].bits, 128);
    ck_assert_uint_eq(v->connections, 64);
    ck_assert_uint_eq(v->per_address, 16);
    conf_clean(&b);
}
END_TEST

START_TEST(relays_have_their_kind_and_usual_port)
{
    const struct nv_relay *r = c.snap->relays;
    ck_assert_uint_eq(c.snap->n_relays, 3);
    ck_assert_str_eq(r[0].id, "tinh");
    ck_assert_int_eq(r[0].kind, NV_RELAY_SMTP);
    ck_assert_str_eq(r[0].host, "mail.khanhhoa.example");
    ck_assert_int_eq(r[0].port, 465);
    ck_assert_int_eq(r[0].tls, NV_TLS_IMPLICIT);
    ck_assert_str_eq(r[0].user, "nhac");
    ck_assert_str_eq(r[0].password_file, "/etc/nv/pw");
    ck_assert_str_eq(r[0].ca_file, "/etc/ca");
    ck_assert_str_eq(r[0].helo, "nv.khanhhoa.example");
    ck_assert_int_eq(r[0].connections, 8);
    ck_assert_int_eq(r[0].timeout_s, 60);
    ck_assert_int_eq(r[1].port, 25);
    ck_assert_int_eq(r[1].tls, NV_TLS_NONE);
    ck_assert_int_eq(r[1].connections, 4);
    ck_assert_int_eq(r[1].timeout_s, 900);
    ck_assert_ptr_null(r[1].user);
    ck_assert_int_eq(r[2].kind, NV_RELAY_MAILDIR);
    ck_assert_str_eq(r[2].path, "out");
}
END_TEST

START_TEST(ladders_of_the_file_replace_built_in_ones)
{
    const struct nv_policy *p = &c.snap->policy;
    const struct nv_ladder *l = p->ladders[NV_DL_MONTH][NV_ROLE_LEAD];
    ck_assert_ptr_eq(l, p->ladders[NV_DL_DAY][NV_ROLE_LEAD]);
    ck_assert_uint_eq(l->n_rungs, 6);
    ck_assert_int_eq(l->rungs[0].kind, NV_RUNG_ASSIGNED);
    ck_assert_int_eq(l->rungs[1].kind, NV_RUNG_PROGRESS);
    ck_assert_int_eq(l->rungs[1].n, -5);
    ck_assert_int_eq(l->rungs[2].n, -30);
    ck_assert(l->rungs[2].calendar);
    ck_assert_int_eq(l->rungs[3].n, -5);
    ck_assert(!l->rungs[3].calendar);
    ck_assert_int_eq(l->rungs[4].n, 0);
    ck_assert_str_eq(l->rungs[5].text, "+1w");
    ck_assert_int_eq(l->rungs[5].n, 1);
    ck_assert_int_eq(l->repeat, 3);
    ck_assert(!l->repeat_calendar);
    ck_assert_ptr_null(p->ladders[NV_DL_MONTH][NV_ROLE_SUPPORT]);
    ck_assert_uint_eq(p->ladders[NV_DL_QUARTER][NV_ROLE_SUPPORT]->n_rungs, 3);
    ck_assert_uint_eq(p->ladders[NV_DL_YEAR][NV_ROLE_LEAD]->n_rungs, 10);
    ck_assert_uint_eq(p->ladders[NV_DL_QUARTER][NV_ROLE_LEAD]->n_rungs, 9);
    ck_assert_int_eq(p->ladders[NV_DL_RANGE][NV_ROLE_LEADERSHIP]->repeat, 20);
    ck_assert_int_eq(p->ladders[NV_DL_RECURRING][NV_ROLE_OWNER]->rungs[0].n, 5);
    ck_assert_int_eq(p->ladders[NV_DL_AFTER_EVENT][NV_ROLE_OWNER]->rungs[0].n, -5);
    ck_assert_ptr_null(p->ladders[NV_DL_CONTINUOUS][NV_ROLE_OWNER]);
    ck_assert_uint_eq(p->ladders[NV_DL_CONTINUOUS][NV_ROLE_LEAD]->n_rungs, 2);
    for (int k = 0; k < NV_DL_COUNT; k++)
        ck_assert_ptr_null(p->ladders[k][NV_ROLE_APPROVER]);
}
END_TEST

START_TEST(agencies_and_groups_are_linked)
{
    const struct nv_snapshot *s = c.snap;
    ck_assert_uint_eq(s->n_agencies, 4);
    uint32_t cu = nv_snapshot_agency(s, "cu"), moi = nv_snapshot_agency(s, "moi");
    uint32_t nhom = nv_snapshot_agency(s, "nhom"), mo = nv_snapshot_agency(s, "mo");
    const struct nv_agency *a = &s->agencies[cu];
    ck_assert_str_eq(a->name, "Sở Cũ");
    ck_assert_uint_eq(a->aliases.n, 2);
    ck_assert_str_eq(a->aliases.v[1], "Cũ");
    ck_assert_int_eq(a->valid_from, nv_day_from_civil(2020, 1, 1));
    ck_assert_int_eq(a->valid_to, nv_day_from_civil(2025, 2, 28));
    ck_assert(!a->is_group);
    ck_assert_int_eq(a->place.line, 2);
    ck_assert_uint_eq(a->n_endpoints, 2);
    ck_assert_int_eq(a->endpoints[0].kind, NV_ENDPOINT_MAIL);
    ck_assert_str_eq(a->endpoints[0].address, "cu@khanhhoa.example");
    ck_assert_str_eq(a->endpoints[0].id, "mail:cu@khanhhoa.example");
    ck_assert_uint_eq(a->endpoints[0].relay, 1);
    ck_assert_str_eq(a->endpoints[1].id, "webhook:https://hooks.example.org/cu?x=1");
    ck_assert_uint_eq(a->endpoints[1].relay, NV_NONE);
    ck_assert_uint_eq(a->n_successions, 2);
    ck_assert_int_eq(a->successions[0].from, nv_day_from_civil(2025, 3, 1));
    ck_assert_uint_eq(a->successions[0].to.v[0], moi);
    ck_assert_str_eq(a->successions[0].basis, "Nghị quyết 1");
    ck_assert_uint_eq(a->successions[1].to.v[0], nhom);
    ck_assert_ptr_null(a->successions[1].basis);
    ck_assert_str_eq(s->agencies[moi].name, "Tiếng");
    ck_assert_uint_eq(s->agencies[moi].endpoints[0].relay, 0);
    ck_assert_int_eq(s->agencies[moi].valid_to, NV_DAY_NONE);
    ck_assert(s->agencies[nhom].is_group && !s->agencies[nhom].undetermined);
    ck_assert_uint_eq(s->agencies[nhom].members.n, 1);
    ck_assert_uint_eq(s->agencies[nhom].members.v[0], moi);
    ck_assert(s->agencies[mo].undetermined);
}
END_TEST

START_TEST(the_plan_has_its_tasks_and_deliverables)
{
    const struct nv_snapshot *s = c.snap;
    uint32_t moi = nv_snapshot_agency(s, "moi");
    const struct nv_plan *p = s->plans;
    ck_assert_uint_eq(s->n_plans, 1);
    ck_assert_str_eq(p->id, "kh");
    ck_assert_str_eq(p->title, "Kế hoạch");
    ck_assert_str_eq(p->short_name, "KH 2025");
    ck_assert_str_eq(p->basis, "QĐ 1");
    ck_assert_str_eq(p->contact, "ĐT 1");
    ck_assert_int_eq(p->year, 2025);
    ck_assert_int_eq(p->signed_day, nv_day_from_civil(2025, 1, 2));
    ck_assert_uint_eq(p->owner, moi);
    ck_assert_uint_eq(p->leadership, moi);
    ck_assert_uint_eq(p->n_sections, 1);
    ck_assert_str_eq(p->sections[0].title, "Phần một");
    ck_assert_uint_eq(s->n_tasks, 2);
    ck_assert_str_eq(s->tasks[0].id, "I.1");
    ck_assert_str_eq(s->tasks[0].title, "Việc \"một\"");
    ck_assert_int_eq(s->tasks[0].place.line, 5);
    ck_assert_str_eq(s->tasks[1].id, "I.2");
    ck_assert_uint_eq(s->n_deliverables, 3);
}
END_TEST

START_TEST(a_dated_deliverable_has_nominal_and_effective_day)
{
    const struct nv_deliverable *d = &c.snap->deliverables[0];
    ck_assert_str_eq(d->id, "I.1.1");
    ck_assert_str_eq(d->key, "kh/I.1.1");
    ck_assert_str_eq(d->due, "Tháng 5/2025");
    ck_assert_int_eq(d->deadline->kind, NV_DL_MONTH);
    /* 31/5/2025 is a Saturday, and the policy is as-printed. */
    const struct nv_occurrence *o = &c.snap->occurrences[d->first_occurrence];
    ck_assert_int_eq(d->n_occurrences, 1);
    ck_assert_str_eq(o->key, d->key);
    ck_assert_int_eq(o->nominal, nv_day_from_civil(2025, 5, 31));
    ck_assert_int_eq(o->effective, o->nominal);
    ck_assert_uint_eq(d->names.n, 1);
    ck_assert_str_eq(d->names.v[0], "Báo cáo");
    ck_assert_ptr_null(d->note);
    ck_assert_int_eq(d->place.line, 7);
    const struct nv_deliverable *again = &c.snap->deliverables[2];
    ck_assert_str_eq(again->key, "kh/I.2.1");
    ck_assert_uint_eq(again->task, 1);
    /* Equal text is kept once. */
    ck_assert_ptr_eq(again->due, d->due);
    ck_assert_ptr_eq(again->names.v, d->names.v);
    ck_assert_ptr_eq(again->roles[NV_ROLE_LEAD].v, d->roles[NV_ROLE_LEAD].v);
    ck_assert_ptr_eq(again->roles, d->roles);
    ck_assert_ptr_eq(again->deadline, d->deadline);
}
END_TEST

START_TEST(an_undated_deliverable_has_all_its_roles)
{
    const struct nv_snapshot *s = c.snap;
    const struct nv_deliverable *d = &s->deliverables[1];
    ck_assert_str_eq(d->id, "I.1.2");
    ck_assert_int_eq(d->deadline->kind, NV_DL_CONTINUOUS);
    ck_assert_int_eq(s->occurrences[d->first_occurrence].nominal, NV_DAY_NONE);
    ck_assert_int_eq(s->occurrences[d->first_occurrence].effective, NV_DAY_NONE);
    ck_assert_uint_eq(d->names.n, 2);
    ck_assert_str_eq(d->names.v[1], "Tờ trình");
    ck_assert_str_eq(d->note, "Ghi chú");
    ck_assert_uint_eq(d->roles[NV_ROLE_LEAD].n, 1);
    ck_assert_uint_eq(d->roles[NV_ROLE_SUPPORT].n, 2);
    ck_assert_uint_eq(d->roles[NV_ROLE_SUPPORT].v[0], nv_snapshot_agency(s, "nhom"));
    ck_assert_uint_eq(d->roles[NV_ROLE_SUPPORT].v[1], nv_snapshot_agency(s, "cu"));
    ck_assert_uint_eq(d->roles[NV_ROLE_EXECUTOR].v[0], nv_snapshot_agency(s, "nhom"));
    ck_assert_uint_eq(d->roles[NV_ROLE_APPRAISER].v[0], nv_snapshot_agency(s, "cu"));
    ck_assert_uint_eq(d->roles[NV_ROLE_GUIDE].v[0], nv_snapshot_agency(s, "mo"));
    ck_assert_uint_eq(d->roles[NV_ROLE_APPROVER].v[0], nv_snapshot_agency(s, "moi"));
    ck_assert_uint_eq(nv_snapshot_deliverable(s, "I.1.2", NULL), 1);
}
END_TEST

START_TEST(the_calendar_is_sealed_in)
{
    const struct nv_workdays *w = c.snap->workdays;
    ck_assert(nv_workdays_confirmed(w, 2025));
    ck_assert(!nv_workdays_is(w, nv_day_from_civil(2025, 1, 1)));
    ck_assert(nv_workdays_is(w, nv_day_from_civil(2025, 4, 26)));
    ck_assert_str_eq(nv_workdays_name(w, nv_day_from_civil(2025, 1, 1)), "Tết Dương lịch");
}
END_TEST

START_TEST(the_minimal_base_has_defaults_and_no_diagnostic)
{
    struct conf b;
    conf_make(&b);
    ck_assert_int_eq(conf_load(&b), 0);
    ck_assert_uint_eq(b.diags.errors + b.diags.warnings, 0);
    ck_assert_int_eq(b.snap->zone_min, 420);
    ck_assert_str_eq(b.snap->state_dir, "/var/lib/nhacviec");
    ck_assert_str_eq(b.snap->socket_path, "/run/nhacviec/control.sock");
    ck_assert_ptr_null(b.snap->reply_to);
    ck_assert_uint_eq(b.snap->n_windows, 1);
    ck_assert_int_eq(b.snap->windows[0].open_min, 480);
    ck_assert_int_eq(b.snap->windows[0].close_min, 1020);
    ck_assert_uint_eq(b.snap->n_relays, 1);
    ck_assert_str_eq(b.snap->relays[0].id, "outbox");
    ck_assert_int_eq(b.snap->relays[0].kind, NV_RELAY_MAILDIR);
    ck_assert_uint_eq(b.snap->retry_mail.n_delays, 8);
    ck_assert_int_eq(b.snap->retry_mail.delays_s[7], 14400);
    ck_assert(b.snap->policy.roll);
    ck_assert_str_eq(b.snap->deliverables[0].key, "thu-2025/I.1.1");
    ck_assert_int_eq(b.snap->occurrences[0].nominal, nv_day_from_civil(2025, 3, 31));
    ck_assert_str_eq(b.snap->plans[0].short_name, "thu-2025");
    conf_clean(&b);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("conf load");
    TCase *t = tcase_create("snapshot");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, the_daemon_settings_are_read);
    tcase_add_test(t, the_http_server_is_read);
    tcase_add_test(t, the_http_server_is_off_unless_it_is_asked_for);
    tcase_add_test(t, relays_have_their_kind_and_usual_port);
    tcase_add_test(t, ladders_of_the_file_replace_built_in_ones);
    tcase_add_test(t, agencies_and_groups_are_linked);
    tcase_add_test(t, the_plan_has_its_tasks_and_deliverables);
    tcase_add_test(t, a_dated_deliverable_has_nominal_and_effective_day);
    tcase_add_test(t, an_undated_deliverable_has_all_its_roles);
    tcase_add_test(t, the_calendar_is_sealed_in);
    tcase_add_test(t, the_minimal_base_has_defaults_and_no_diagnostic);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
