/* Addresses that somebody could hide in a URL or behind a name: none outside of the allowed
 * networks is connected to. The program's own getaddrinfo() and connect() stand before those of the
 * C library, so that names are resolved here and every connection that libcurl begins is seen; none
 * leaves this process. */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "courier_peer.h"

enum { MOST = 2000 };

static struct {
    pthread_mutex_t lock;
    char list[MOST][NV_NET_TEXT];
    unsigned n, resolved;
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* What the name server says: the first time, and from then on. */
static const struct name {
    const char *name, *first, *then;
} names[] = {
    {"loop.example", "127.0.0.1", NULL},
    {"loop6.example", "::1", NULL},
    {"mapped.example", "::ffff:127.0.0.1", NULL},
    {"meta.example", "169.254.169.254", NULL},
    {"any.example", "0.0.0.0", NULL},
    {"any6.example", "::", NULL},
    {"many.example", "224.0.0.1", NULL},
    {"cast.example", "255.255.255.255", NULL},
    {"link6.example", "fe80::1", NULL},
    {"nat64.example", "64:ff9b::127.0.0.1", NULL},
    {"sixtofour.example", "2002:7f00:1::", NULL},
    {"azure.example", "168.63.129.16", NULL},
    {"localhost.example", "127.0.0.1", NULL},
    {"127.0.0.1.nip.example", "127.0.0.1", NULL},
    {"rebind.example", "203.0.113.9", "127.0.0.1"},
    {"good.example", "203.0.113.7", NULL},
    {"inner.example", "10.20.30.40", NULL},
};

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **out)
{
    static unsigned calls[sizeof names / sizeof *names];
    struct nv_net net = {{0}, 0};
    size_t i = 0, n = sizeof names / sizeof *names;
    while (i < n && strcasecmp(names[i].name, node ? node : "") != 0)
        i++;
    pthread_mutex_lock(&seen.lock);
    seen.resolved++;
    const char *answer = i == n                        ? NULL
                         : calls[i]++ && names[i].then ? names[i].then
                                                       : names[i].first;
    pthread_mutex_unlock(&seen.lock);
    bool numeric = !answer && node && nv_net_parse(node, &net);
    if (!answer && !numeric)
        return EAI_NONAME;
    struct addrinfo *ai = nv_calloc(1, sizeof *ai + sizeof(struct sockaddr_in6));
    unsigned port = service ? (unsigned)atoi(service) : 0;
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    bool is_v4 = inet_pton(AF_INET, answer ? answer : node, &v4.sin_addr) == 1;
    if (!is_v4)
        inet_pton(AF_INET6, answer ? answer : node, &v6.sin6_addr);
    ai->ai_family = is_v4 ? AF_INET : AF_INET6;
    ai->ai_socktype = hints && hints->ai_socktype ? hints->ai_socktype : SOCK_STREAM;
    ai->ai_addrlen = is_v4 ? sizeof v4 : sizeof v6;
    ai->ai_addr = memcpy(ai + 1, is_v4 ? (void *)&v4 : (void *)&v6, ai->ai_addrlen);
    *out = ai;
    return 0;
}

void freeaddrinfo(struct addrinfo *ai)
{
    free(ai);
}

int connect(int fd, const struct sockaddr *sa, socklen_t n)
{
    unsigned char addr[16];
    (void)fd, (void)n;
    /* libcurl asks for its way out with UDP sockets, and wakes itself with local ones. */
    if (nv_net_address(sa, addr)) {
        pthread_mutex_lock(&seen.lock);
        if (seen.n < MOST)
            nv_net_text(addr, seen.list[seen.n++]);
        pthread_mutex_unlock(&seen.lock);
    }
    errno = ECONNREFUSED;
    return -1;
}

static const char *const hostile[] = {
    "http://127.0.0.1/",
    "http://127.0.0.1:22/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.255.255.254/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://0177.0.0.01/",
    "http://00000177.1/",
    "http://127.0.0.1./",
    "http://127.0.0.0x1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://0.0.0.0:80/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25lo]/",
    "http://[fe80::1%lo]/",
    "http://[ff02::1]/",
    "http://[fec0::1]/",
    "http://[2001:0::1]/",
    "http://[fd00:ec2::254]/",
    "http://169.254.169.254/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://192.0.0.192/",
    "http://224.0.0.1/",
    "http://239.255.255.250:1900/",
    "http://255.255.255.255/",
    "http://240.0.0.1/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://a.localhost/",
    "http://loop.example/",
    "http://LOOP.example/",
    "http://loop6.example/",
    "http://mapped.example/",
    "http://meta.example/",
    "http://any.example/",
    "http://any6.example/",
    "http://many.example/",
    "http://cast.example/",
    "http://link6.example/",
    "http://nat64.example/",
    "http://sixtofour.example/",
    "http://azure.example/",
    "http://localhost.example/",
    "http://127.0.0.1.nip.example/",
    "https://127.0.0.1/",
    "https://loop.example/",
    "http://good.example@127.0.0.1/",
    "http://good.example:80@127.0.0.1/",
    "http://u:p@good.example/",
    "http://127.0.0.1#@good.example/",
    "http://good.example\\@127.0.0.1/",
    "http:///127.0.0.1/",
    "http:/127.0.0.1/",
    "http:127.0.0.1",
    "//127.0.0.1/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:25/_HELO",
    "dict://127.0.0.1:11211/stat",
    "ldap://127.0.0.1/",
    "unix:///run/nhacviec/control.sock",
    "http://127.0.0.1\t/",
    "http://127.0.0.1\r\nHost: good.example/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http://{127.0.0.1}/",
    "http://[127.0.0.1]/",
    "",
};

static void submit(struct office *o, uint64_t id, const char *url)
{
    struct nv_job job = {.delivery = id, .url = url, .bytes = nv_strdup("{}"), .n_bytes = 2};
    nv_courier_submit(o->courier, 0, &job);
}

static struct nv_verdict one(const char *url, struct nv_nets nets)
{
    struct nv_lane lane = {
        .id = "web", .kind = NV_LANE_WEB, .connections = 4, .timeout_s = 5, .nets = nets};
    struct office o;
    struct nv_verdict v;
    office_open(&o, &lane, 1);
    submit(&o, 1, url);
    office_collect(&o, &v, 1);
    office_close(&o);
    return v;
}

START_TEST(nothing_hidden_is_connected_to)
{
    enum { N = sizeof hostile / sizeof *hostile };
    ck_assert_int_ge(N, 60);
    for (size_t i = 0; i < N; i++) {
        struct nv_verdict v = one(hostile[i], (struct nv_nets){.usual = true});
        ck_assert_msg(seen.n == 0, "%s: connected to %s", hostile[i], seen.list[0]);
        ck_assert_msg(v.class != NV_SENT && v.code == 0, "%s: %s", hostile[i], v.text);
    }
}
END_TEST

START_TEST(the_administrator_is_told_which)
{
    struct nv_verdict v = one("http://meta.example/", (struct nv_nets){.usual = true});
    ck_assert_int_eq(v.class, NV_REFUSED);
    ck_assert_msg(strstr(v.text, "169.254.169.254 không thuộc mạng được phép"), "%s", v.text);
    ck_assert_uint_eq(seen.resolved, 1);
}
END_TEST

START_TEST(what_is_allowed_is_tried)
{
    struct nv_net inner;
    ck_assert(nv_net_parse("10.20.0.0/16", &inner));
    one("http://good.example/", (struct nv_nets){.usual = true});
    one("http://inner.example/", (struct nv_nets){.usual = true});
    one("http://inner.example/", (struct nv_nets){&inner, 1, false});
    ck_assert_uint_eq(seen.n, 3);
    ck_assert_str_eq(seen.list[0], "203.0.113.7");
    ck_assert_str_eq(seen.list[1], "10.20.30.40");
    one("http://good.example/", (struct nv_nets){&inner, 1, false});
    ck_assert_uint_eq(seen.n, 3);
}
END_TEST

/* The name is good when it is looked at and this machine's when it is used again. */
START_TEST(an_answer_that_changes_is_looked_at_each_time)
{
    struct nv_verdict v = one("http://rebind.example/", (struct nv_nets){.usual = true});
    ck_assert_uint_eq(seen.n, 1);
    ck_assert_str_eq(seen.list[0], "203.0.113.9");
    v = one("http://rebind.example/", (struct nv_nets){.usual = true});
    ck_assert_uint_eq(seen.n, 1);
    ck_assert_int_eq(v.class, NV_REFUSED);
    ck_assert_msg(strstr(v.text, "127.0.0.1"), "%s", v.text);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("courier_nets");
    TCase *t = tcase_create("nets");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, nothing_hidden_is_connected_to);
    tcase_add_test(t, the_administrator_is_told_which);
    tcase_add_test(t, what_is_allowed_is_tried);
    tcase_add_test(t, an_answer_that_changes_is_looked_at_each_time);
    suite_add_tcase(s, t);
    return s;
}

NV_TEST_MAIN(make_suite)
