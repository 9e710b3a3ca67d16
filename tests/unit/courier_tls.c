/* Certificates and STARTTLS, for SMTP and for webhooks: what is refused, and that nothing is ever
 * sent in the clear instead. */
#include "courier_certs.h"

static struct scratch dir;

static void make_dir(void)
{
    dir = scratch_make();
    certs_make(&dir);
}

static void remove_dir(void)
{
    scratch_remove(&dir);
}

static const struct row {
    const char *what, *mode, *cert, *option, *value;
    enum nv_lane_tls tls;
    bool system_ca;
    enum nv_class class;
    const char *secure; /* the TLS version that the server must have seen; NULL: no handshake */
} rows[] = {
    {"STARTTLS", "starttls", "good", NULL, NULL, NV_LANE_STARTTLS, false, NV_SENT, "TLSv1.3"},
    {"implicit", "implicit", "good", NULL, NULL, NV_LANE_IMPLICIT, false, NV_SENT, "TLSv1.3"},
    {"STARTTLS stripped", "starttls", "good", "--hide-starttls", NULL, NV_LANE_STARTTLS, false,
     NV_REFUSED, NULL},
    {"no TLS at all", "none", "good", NULL, NULL, NV_LANE_STARTTLS, false, NV_REFUSED, NULL},
    {"no TLS where it is implicit", "none", "good", NULL, NULL, NV_LANE_IMPLICIT, false, NV_REFUSED,
     NULL},
    {"wrong name", "starttls", "other", NULL, NULL, NV_LANE_STARTTLS, false, NV_REFUSED, NULL},
    {"wrong name, implicit", "implicit", "other", NULL, NULL, NV_LANE_IMPLICIT, false, NV_REFUSED,
     NULL},
    {"untrusted", "starttls", "good", NULL, NULL, NV_LANE_STARTTLS, true, NV_REFUSED, NULL},
    {"self-signed", "implicit", "self", NULL, NULL, NV_LANE_IMPLICIT, false, NV_REFUSED, NULL},
    {"expired", "starttls", "old", NULL, NULL, NV_LANE_STARTTLS, false, NV_REFUSED, NULL},
    {"TLS 1.1", "implicit", "good", "--tls-max", "1.1", NV_LANE_IMPLICIT, false, NV_REFUSED, NULL},
    {"454 to STARTTLS", "starttls", "good", "--behave", "starttls=454:4.7.0 not now",
     NV_LANE_STARTTLS, false, NV_TEMPORARY, NULL},
    {"502 to STARTTLS", "starttls", "good", "--behave", "starttls=502:no", NV_LANE_STARTTLS, false,
     NV_REFUSED, NULL},
    {"reset in the handshake", "implicit", "good", "--behave", "tls=rst", NV_LANE_IMPLICIT, false,
     NV_TEMPORARY, NULL},
    {"closed in the handshake", "starttls", "good", "--behave", "tls=drop", NV_LANE_STARTTLS, false,
     NV_TEMPORARY, NULL},
    {"silence in the handshake", "starttls", "good", "--behave", "tls=silent", NV_LANE_STARTTLS,
     false, NV_TEMPORARY, NULL},
    {"garbage in the handshake", "starttls", "good", "--behave", "tls=garbage", NV_LANE_STARTTLS,
     false, NV_REFUSED, NULL},
    {"drop after the dot", "implicit", "good", "--behave", "dot=drop", NV_LANE_IMPLICIT, false,
     NV_AMBIGUOUS, "TLSv1.3"},
};

static const char *in_dir(const char *name, const char *suffix, char *dst, size_t size)
{
    snprintf(dst, size, "%s/%s%s", dir.dir, name, suffix);
    return dst;
}

START_TEST(smtp)
{
    const struct row *r = &rows[_i];
    char cert[300], key[300], ca[300], events[300], log[300];
    in_dir("ca", ".pem", ca, sizeof ca);
    in_dir(r->what, ".events", events, sizeof events);
    in_dir(r->what, ".log", log, sizeof log);
    struct peer peer = peer_start("smtp_server.py", "--tls", r->mode, "--cert",
                                  in_dir(r->cert, ".pem", cert, sizeof cert), "--key",
                                  in_dir(r->cert, ".key", key, sizeof key), "--events", events,
                                  "--log", log, r->option, r->value, NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    lane.tls = r->tls;
    lane.ca_file = r->system_ca ? NULL : ca;
    lane.timeout_s = 3;
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    submit_mail(&o, 0, 1);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == r->class, "%s: is %s (%s)", r->what, nv_class_name(v.class), v.text);
    ck_assert_str_ne(v.text, "");
    /* What was not secured must not have seen an address. */
    ck_assert_int_eq(count_in(events, "MAIL FROM"), r->secure != NULL);
    ck_assert_int_eq(count_in(events, r->secure ? r->secure : "MAIL"), r->secure != NULL);
    ck_assert_int_eq(count_in(log, "khanhhoa.example"), r->class == NV_SENT);
    office_close(&o);
    peer_stop(&peer);
}
END_TEST

/* Many messages over one secured connection, and a password that never went out in the clear. */
START_TEST(login_over_a_kept_secure_connection)
{
    char cert[300], key[300], ca[300], events[300], file[300];
    in_dir("ca", ".pem", ca, sizeof ca);
    in_dir("kept", ".events", events, sizeof events);
    in_dir("kept", ".password", file, sizeof file);
    ck_assert_int_eq(nv_file_write(file, "secret\n", 7, NULL), 0);
    struct peer peer = peer_start("smtp_server.py", "--tls", "starttls", "--cert",
                                  in_dir("good", ".pem", cert, sizeof cert), "--key",
                                  in_dir("good", ".key", key, sizeof key), "--events", events,
                                  "--user", "nhacviec", "--password", "secret", NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    lane.tls = NV_LANE_STARTTLS;
    lane.ca_file = ca;
    lane.user = "nhacviec";
    lane.password_file = file;
    struct nv_verdict v[50];
    struct office o;
    office_open(&o, &lane, 1);
    for (unsigned i = 0; i < 50; i++)
        submit_mail(&o, 0, i);
    office_collect(&o, v, 50);
    for (int i = 0; i < 50; i++)
        ck_assert_msg(v[i].class == NV_SENT, "%s", v[i].text);
    ck_assert_int_eq(count_in(events, "\"connect\""), 1);
    ck_assert_int_eq(count_in(events, "\"mechanism\": \"PLAIN\""), 1);
    office_close(&o);
    peer_stop(&peer);
}
END_TEST

START_TEST(a_missing_ca_file_is_refused)
{
    char cert[300], key[300];
    struct peer peer = peer_start("smtp_server.py", "--tls", "starttls", "--cert",
                                  in_dir("good", ".pem", cert, sizeof cert), "--key",
                                  in_dir("good", ".key", key, sizeof key), NULL);
    struct nv_lane lane = smtp_lane(peer.port);
    lane.tls = NV_LANE_STARTTLS;
    lane.ca_file = "/nonexistent/ca.pem";
    struct nv_verdict v;
    struct office o;
    office_open(&o, &lane, 1);
    submit_mail(&o, 0, 1);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == NV_REFUSED && strstr(v.text, "không đọc được tệp chứng thư gốc"), "%s",
                  v.text);
    office_close(&o);
    peer_stop(&peer);
}
END_TEST

static const struct {
    const char *cert;
    bool system_ca;
    enum nv_class class;
} hooks[] = {
    {"good", false, NV_SENT},    {"other", false, NV_REFUSED}, {"old", false, NV_REFUSED},
    {"self", false, NV_REFUSED}, {"good", true, NV_REFUSED},
};

/* 127.0.0.0/8 */
static const struct nv_net loopback[] = {{{[10] = 0xFF, [11] = 0xFF, [12] = 127}, 104}};

START_TEST(https)
{
    char cert[300], key[300], ca[300], log[300], url[64];
    in_dir("ca", ".pem", ca, sizeof ca);
    snprintf(log, sizeof log, "%s/https%d", dir.dir, _i);
    struct peer peer = peer_start("http_server.py", "--log", log, "--cert",
                                  in_dir(hooks[_i].cert, ".pem", cert, sizeof cert), "--key",
                                  in_dir(hooks[_i].cert, ".key", key, sizeof key), NULL);
    struct nv_lane lane = {.id = "web",
                           .kind = NV_LANE_WEB,
                           .connections = 4,
                           .timeout_s = 10,
                           .nets = {loopback, 1, false},
                           .ca_file = hooks[_i].system_ca ? NULL : ca};
    struct nv_verdict v;
    struct office o;
    snprintf(url, sizeof url, "https://127.0.0.1:%d/", peer.port);
    office_open(&o, &lane, 1);
    struct nv_job job = {.delivery = 1, .url = url, .bytes = nv_strdup("{}"), .n_bytes = 2};
    nv_courier_submit(o.courier, 0, &job);
    office_collect(&o, &v, 1);
    ck_assert_msg(v.class == hooks[_i].class, "%s: %s", hooks[_i].cert, v.text);
    ck_assert_int_eq(count_in(log, "POST"), hooks[_i].class == NV_SENT);
    office_close(&o);
    peer_stop(&peer);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("courier tls");
    TCase *t = tcase_create("tls");
    tcase_set_timeout(t, 60);
    tcase_add_unchecked_fixture(t, make_dir, remove_dir);
    tcase_add_loop_test(t, smtp, 0, sizeof rows / sizeof *rows);
    tcase_add_test(t, login_over_a_kept_secure_connection);
    tcase_add_test(t, a_missing_ca_file_is_refused);
    tcase_add_loop_test(t, https, 0, sizeof hooks / sizeof *hooks);
    suite_add_tcase(s, t);
    return s;
}

COURIER_TEST_MAIN(make_suite, NEEDS_PYTHON, NEEDS_OPENSSL)
