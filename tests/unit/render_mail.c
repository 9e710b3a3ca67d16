/* Whole messages and webhook bodies, read back by what nobody here wrote: Python's email,
 * html.parser and json. Hostile values must come back as text and change nothing else. */
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "render_fixture.h"

static char folder[64];

static void setup(void)
{
    strcpy(folder, "/tmp/nhacviec-render-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void teardown(void)
{
    char command[128];
    nv_fmt(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static void save(const char *name, const char *text)
{
    char path[256];
    nv_fmt(path, sizeof path, "%s/%s", folder, name);
    ck_assert_int_eq(nv_file_write(path, text, strlen(text), NULL), 0);
}

static void save_all(struct world *w, const char *stem)
{
    static const struct {
        const char *suffix;
        render_fn *render;
    } forms[] = {{"eml", nv_render_mail},
                 {"html", nv_render_html},
                 {"txt", nv_render_text},
                 {"subject", nv_render_subject},
                 {"json", nv_render_webhook}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char name[64];
        nv_fmt(name, sizeof name, "%s.%s", stem, forms[i].suffix);
        save(name, world_render(w, forms[i].render));
    }
}

/* Runs a Python program in the folder; its last words are shown when it fails. */
static void python(const char *program)
{
    char command[512];
    save("oracle.py", program);
    nv_fmt(command, sizeof command, "cd '%s' && python3 oracle.py", folder);
    ck_assert_int_eq(system(command), 0);
}

static bool no_python(void)
{
    if (system("python3 -c pass 2>/dev/null") == 0)
        return false;
    printf("skipped: python3 is not installed\n");
    return true;
}

static void check_mail(void)
{
    char command[1200];
    nv_fmt(
        command, sizeof command,
        "python3 '%s/integration/check_mail.py' '%s' >'%s/report' || { cat '%s/report'; exit 1; }",
        NV_TESTS, folder, folder, folder);
    ck_assert_int_eq(system(command), 0);
}

/* What Python decodes from the message is what the renderer meant. */
static const char same_words[] =
    "import email, email.policy, glob, json\n"
    "for path in glob.glob('*.eml'):\n"
    "    stem = path[:-4]\n"
    "    read = lambda suffix: open(stem + suffix, encoding='utf-8', newline='').read()\n"
    "    m = email.message_from_bytes(open(path, 'rb').read(), policy=email.policy.default)\n"
    "    assert m['Subject'] == read('.subject'), m['Subject']\n"
    "    letter = m if m.get_content_subtype() == 'alternative' else next(m.iter_parts())\n"
    "    plain, page = [p.get_content().replace('\\r\\n', '\\n') for p in letter.iter_parts()]\n"
    "    assert plain == read('.txt'), plain\n"
    "    assert page == read('.html'), page\n"
    "    event = json.loads(read('.json'))\n"
    "    body = event['data']\n"
    "    assert body['text'] == plain and body['subject'] == m['Subject']\n"
    "    assert m['Message-ID'].startswith('<' + event['id'].replace('-', '.') + '@')\n";

START_TEST(the_model_letters_are_sound_messages)
{
    if (no_python())
        return;
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tai-chinh", on(2025, 3, 17));
    struct nv_item *it = world_item(&w, "I.2", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "-10w");
    it->named = it->predecessor = "so-ke-hoach-dau-tu";
    save_all(&w, "one");
    world_item(&w, "V.4", NV_ROLE_LEAD, NV_SECTION_PROGRESS, "quarter:2025-Q1");
    w.snapshot->reply_to = "so-noi-vu@khanhhoa.example";
    save_all(&w, "two");
    check_mail();
    python(same_words);
    world_free(&w);
}
END_TEST

START_TEST(headers_to_the_last_byte)
{
    struct world w;
    world_make(&w);
    w.snapshot->sender_name = "Nhac viec";
    w.agencies[3].name = "So Tai chinh";
    w.snapshot->reply_to = "so-noi-vu@khanhhoa.example";
    world_notice(&w, "so-tai-chinh", on(2025, 3, 17));
    world_item(&w, "I.2", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "-10w");
    const char *mail = world_render(&w, nv_render_mail);
    w.plans[0].short_name = "CCHC 2025";
    mail = world_render(&w, nv_render_mail);
    ck_assert_holds(mail, "Date: Mon, 17 Mar 2025 08:00:00 +0700\r\n"
                          "From: \"Nhac viec\" <nhacviec@khanhhoa.example>\r\n"
                          "Reply-To: so-noi-vu@khanhhoa.example\r\n"
                          "To: \"So Tai chinh\" <van-thu@khanhhoa.example>\r\n"
                          "Message-ID: <n12.34.0123456789abcdef@khanhhoa.khanhhoa.example>\r\n"
                          "In-Reply-To: <t.");
    ck_assert_holds(mail, ".0123456789abcdef@khanhhoa.khanhhoa.example>\r\n"
                          "Subject: =?UTF-8?B?");
    ck_assert_holds(mail, "\r\nList-Id: \"CCHC 2025\" <cchc-2025.khanhhoa.khanhhoa.example>\r\n");
    ck_assert_holds(mail, "Auto-Submitted: auto-generated\r\n"
                          "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply\r\n"
                          "Content-Language: vi\r\n"
                          "MIME-Version: 1.0\r\n"
                          "Content-Type: multipart/mixed;\r\n"
                          " boundary=\"=_m.n12.34.0123456789abcdef\"\r\n\r\n"
                          "--=_m.n12.34.0123456789abcdef\r\n"
                          "Content-Type: multipart/alternative;\r\n"
                          " boundary=\"=_n12.34.0123456789abcdef\"\r\n\r\n"
                          "--=_n12.34.0123456789abcdef\r\n"
                          "Content-Type: text/plain; charset=utf-8\r\n");
    ck_assert_str_eq(world_render(&w, nv_render_message_id),
                     "n12.34.0123456789abcdef@khanhhoa.khanhhoa.example");
    ck_assert_str_eq(mail, world_render(&w, nv_render_mail));
    world_free(&w);
}
END_TEST

static const char *const hostile[] = {
    "Tên\r\nBcc: x@example.org\r\n\r\nthân",
    "Một\nhai\rba\tbốn",
    "dòng\u2028kế\u2029đoạn\302\205mới",
    "đảo \u202Echữ\u202C và \u2066cô lập\u2069 \u200Fphải",
    "=?UTF-8?B?xJHDonkgbMOgIGdp4bqj?= việc",
    "=?utf-8?q?=0D=0ABcc:_x?=",
    "<script>alert('x')</script> & \"việc\" </td></table>",
    "--=_n12.34.0123456789abcdef--",
    "mã {basis} {lead} %s %n %1$s",
    "Tiê\u0301ng Viê\u0323t NFD \u0110a\u0306\u0323c biê\u0323t", /* combining marks */
    "hỏng \xC3\x28 \xFF\xFE \xED\xA0\x80 hết việc",
    "điều khiển \x01\x1B[31m\x7F việc",
};

enum { HOSTILE = sizeof hostile / sizeof *hostile };

/* What must be the same whatever the values hold. */
static const char unmoved[] =
    "import email, email.policy, html.parser, json, unicodedata\n"
    "raw = open('mail.eml', 'rb').read()\n"
    "m = email.message_from_bytes(raw, policy=email.policy.default)\n"
    "assert [k for k, _ in m.items()] == ['Date', 'From', 'Reply-To', 'To', 'Message-ID', "
    "'In-Reply-To',\n"
    "    'References', 'Subject', 'List-Id', 'Importance', 'Auto-Submitted', "
    "'X-Auto-Response-Suppress', "
    "'Content-Language', 'MIME-Version',\n"
    "    'Content-Type'], m.items()\n"
    "assert m['To'].addresses[0].addr_spec == 'van-thu@khanhhoa.example', m['To']\n"
    "assert len(m['To'].addresses) == len(m['From'].addresses) == 1\n"
    "assert len(list(m.walk())) == 3 and not any(p.defects for p in m.walk())\n"
    "def settle(s):\n"
    "    s = s.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace')\n"
    "    keep, gap = '', '\\t\\n\\v\\f\\r\\x85\\u2028\\u2029 '\n"
    "    for c in s:\n"
    "        keep += ' ' if c in gap else c if unicodedata.category(c) not in ('Cc', 'Cf') else "
    "''\n"
    "    return unicodedata.normalize('NFC', ' '.join(keep.split(' ')))\n"
    "want = settle(open('value', encoding='utf-8', errors='surrogateescape', newline='').read())\n"
    "want = ' '.join(want.split())\n"
    "plain, page = [p.get_content().replace('\\r\\n', '\\n') for p in m.iter_parts()]\n"
    "flat = ' '.join(plain.split())\n"
    "same = lambda s: ' '.join(s.replace('\\ufffd', '').split()).rstrip(' .,;:')\n"
    "assert same(want) in same(flat), (want, flat)\n"
    "class Page(html.parser.HTMLParser):\n"
    "    def __init__(self): super().__init__(); self.tags = []; self.words = ''\n"
    "    def handle_starttag(self, tag, attrs): self.tags.append(tag)\n"
    "    def handle_data(self, data): self.words += data\n"
    "def read(text):\n"
    "    p = Page(); p.feed(text); p.close(); return p\n"
    "tame = read(open('tame.html', encoding='utf-8').read())\n"
    "page = read(page)\n"
    "assert page.tags == tame.tags, page.tags\n"
    "assert same(want) in same(page.words), (want, page.words)\n"
    "event, quiet = [json.load(open(f, encoding='utf-8')) for f in ('mail.json', 'tame.json')]\n"
    "body = event['data']\n"
    "assert list(event) == list(quiet) and list(body) == list(quiet['data'])\n"
    "assert event['id'] == quiet['id'] and event['type'] == quiet['type']\n"
    "assert event['source'] == 'https://khanhhoa.example/nhacviec/khanhhoa', event['source']\n"
    "assert same(body['items'][0]['title']) == same(want), body['items'][0]['title']\n";

START_TEST(hostile_values_stay_values)
{
    if (no_python())
        return;
    struct world w;
    world_make(&w);
    w.snapshot->reply_to = "so-noi-vu@khanhhoa.example";
    world_notice(&w, "so-tu-phap", on(2025, 2, 10));
    world_item(&w, "I.1", NV_ROLE_LEAD, NV_SECTION_OVERDUE, "+5w");
    save("tame.html", world_render(&w, nv_render_html));
    save("tame.json", world_render(&w, nv_render_webhook));
    const char *value = hostile[_i];
    save("value", value);
    w.snapshot->sender_name = w.agencies[2].name = w.tasks[0].title = value;
    w.plans[0].short_name = w.plans[0].title = w.plans[0].contact = w.plans[0].basis = value;
    w.tasks[0].id = w.deliverables[0].due = value;
    const char **names = (const char **)(uintptr_t)w.deliverables[0].names.v;
    names[0] = value;
    w.letter.to = "van-thu@khanhhoa.example\r\nBcc";
    w.letter.to = "van-thu<>\r\n@khanhhoa.example";
    w.snapshot->instance = "khanh\r\nhoa<>";
    save("mail.eml", world_render(&w, nv_render_mail));
    save("mail.json", world_render(&w, nv_render_webhook));
    python(unmoved);
    world_free(&w);
}
END_TEST

START_TEST(a_title_of_ten_thousand_characters)
{
    if (no_python())
        return;
    struct world w;
    world_make(&w);
    struct nv_buf words = NV_BUF_INIT, solid = NV_BUF_INIT;
    while (words.len < 20000)
        nv_buf_adds(&words, "việc ");
    while (solid.len < 30000)
        nv_buf_adds(&solid, "ệ");
    w.tasks[0].title = nv_buf_str(&words);
    w.agencies[2].name = w.plans[0].short_name = nv_buf_str(&solid);
    world_notice(&w, "so-tu-phap", on(2025, 2, 10));
    world_item(&w, "I.1", NV_ROLE_LEAD, NV_SECTION_OVERDUE, "+5w");
    save_all(&w, "long");
    ck_assert_uint_le(nv_utf8_width(world_render(&w, nv_render_subject)), 250);
    check_mail();
    python(same_words);
    nv_buf_free(&words);
    nv_buf_free(&solid);
    world_free(&w);
}
END_TEST

/* Random values of a seed that is printed: letters, marks, controls, structure. */
START_TEST(random_values_stay_values)
{
    if (no_python())
        return;
    static const char *const pieces[] = {
        "việc", " ",      "\r\n",   "\n",      "=?",     "?=", "\"",   "\\",   "<",          ">",
        "&",    "\u202E", "\u2028", "e\u0323", "ngày",   ":",  "Bcc:", "\x01", "\xC2\x85",   "đ",
        "=_",   ".",      "From ",  "'",       "\u200B", "@",  ",",    "\xC3", "\U0001F600", "(x)"};
    unsigned seed = 20250317;
    const char *given = getenv("NV_SEED");
    seed = given ? (unsigned)strtoul(given, NULL, 10) : seed;
    printf("seed %u\n", seed);
    struct world w;
    for (int round = 0; round < 60; round++) {
        world_make(&w);
        struct nv_buf value = NV_BUF_INIT;
        nv_buf_adds(&value, "Việc ");
        for (int n = 0; n < 40; n++) {
            seed = seed * 1664525u + 1013904223u;
            nv_buf_adds(&value, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        w.snapshot->sender_name = w.agencies[2].name = w.tasks[0].title = nv_buf_str(&value);
        w.plans[0].short_name = nv_buf_str(&value);
        world_notice(&w, "so-tu-phap", on(2025, 2, 10));
        world_item(&w, "I.1", NV_ROLE_LEAD, NV_SECTION_OVERDUE, "+5w");
        char stem[16];
        nv_fmt(stem, sizeof stem, "r%d", round);
        save_all(&w, stem);
        nv_buf_free(&value);
        world_free(&w);
    }
    python(same_words);
    python("import email, email.policy, glob\n"
           "keys = set()\n"
           "for path in glob.glob('*.eml'):\n"
           "    raw = open(path, 'rb').read()\n"
           "    m = email.message_from_bytes(raw, policy=email.policy.default)\n"
           "    keys.add(tuple(k for k, _ in m.items()))\n"
           "    assert len(m['To'].addresses) == len(m['From'].addresses) == 1, path\n"
           "    assert not any(p.defects for p in m.walk()), path\n"
           "    assert not any(v.defects for v in m.values()), path\n"
           "    assert raw.isascii() and max(map(len, raw.split(b'\\r\\n'))) <= 120, path\n"
           "assert len(keys) == 1, keys\n");
}
END_TEST

START_TEST(webhook_body_states_every_fact)
{
    struct world w;
    world_make(&w);
    world_notice(&w, "so-tai-chinh", on(2025, 3, 17));
    struct nv_item *it = world_item(&w, "I.2", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "-10w");
    it->named = it->predecessor = "so-ke-hoach-dau-tu";
    static const struct nv_deadline first_quarter = {.kind = NV_DL_QUARTER, .value = "2025-Q1"};
    w.deliverables[1].deadline = &first_quarter;
    const char *json = world_render(&w, nv_render_webhook);
    ck_assert_holds(json,
                    "{\"specversion\":\"1.0\",\"id\":\"n12-34-0123456789abcdef\",\"source\":"
                    "\"https://khanhhoa.example/nhacviec/khanhhoa\",\"type\":"
                    "\"vn.nhacviec.notice.v1\",\"subject\":\"so-tai-chinh\",\"time\":"
                    "\"2025-03-17T08:00:00+07:00\",\"datacontenttype\":\"application/json\","
                    "\"dataschema\":\"urn:nhacviec:schema:notice.v1#/$defs/notice\",\"data\":{"
                    "\"instance\":\"khanhhoa\",\"agency\":{\"id\":\"so-tai-chinh\",\"name\":"
                    "\"Sở Tài chính\"},\"day\":\"2025-03-17\",\"window\":"
                    "\"2025-03-17T08:00:00+07:00\",\"subject\":\"[CCHC 2025] ");
    ck_assert_holds(json,
                    "\"items\":[{\"id\":\"I.2.1\",\"key\":\"cchc-2025/I.2.1\",\"deliverable\":"
                    "\"I.2.1\",\"period\":null,\"plan\":"
                    "\"cchc-2025\",\"task\":\"I.2\",\"title\":\"Xây dựng Chương trình Xúc tiến "
                    "đầu tư tỉnh Khánh Hòa năm 2025\",\"products\":[\"Chương trình được UBND "
                    "tỉnh phê duyệt\"],\"due\":\"Quý I/2025\",\"kind\":\"quarter\",\"value\":"
                    "\"2025-Q1\",\"nominal\":\"2025-03-31\",\"effective\":\"2025-03-31\","
                    "\"days_left\":14,\"status\":\"sap-den-han\",\"role\":\"lead\",\"named\":"
                    "\"so-ke-hoach-dau-tu\",\"predecessor\":\"so-ke-hoach-dau-tu\","
                    "\"stand_in\":false,\"rung\":\"-10w\",\"rung_day\":\"2025-03-17\","
                    "\"section\":\"due-soon\",\"chase\":0,\"original_nominal\":null,"
                    "\"extensions\":0,\"fact\":null,\"lead\":[\"so-ke-hoach-dau-tu\"],"
                    "\"executor\":[],\"appraiser\":[],\"guide\":[],\"support\":"
                    "[\"co-quan-lien-quan\"],\"approver\":[],\"work\":\"dang-thuc-hien\","
                    "\"timing\":\"sap-den-han\"}],\"text\":\"Kính gửi: ");
    world_free(&w);
}
END_TEST

START_TEST(days_left_over_a_deadline_in_the_holidays)
{
    /* nominal 31/01, effective 03/02/2025 */
    static const struct {
        int month, day;
        const char *want;
    } days[] = {{1, 24, "\"days_left\":7,"},
                {1, 31, "\"days_left\":0,"},
                {2, 1, "\"days_left\":2,"},
                {2, 3, "\"days_left\":0,"},
                {2, 4, "\"days_left\":-1,"}};
    struct world w;
    world_make(&w);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        world_notice(&w, "so-tu-phap", on(2025, days[i].month, days[i].day));
        world_item(&w, "I.1", NV_ROLE_LEAD, NV_SECTION_DUE_SOON, "0");
        ck_assert_holds(world_render(&w, nv_render_webhook), days[i].want);
    }
    world_notice(&w, "so-noi-vu", on(2025, 3, 31));
    world_item(&w, "VII.4", NV_ROLE_OWNER, NV_SECTION_PROGRESS, "quarter:2025-Q1");
    ck_assert_holds(world_render(&w, nv_render_webhook),
                    "\"nominal\":null,\"effective\":null,\"days_left\":null,");
    world_free(&w);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *s = suite_create("render_mail");
    TCase *t = tcase_create("mail"), *hook = tcase_create("webhook");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, the_model_letters_are_sound_messages);
    tcase_add_test(t, headers_to_the_last_byte);
    tcase_add_loop_test(t, hostile_values_stay_values, 0, HOSTILE);
    tcase_add_test(t, a_title_of_ten_thousand_characters);
    tcase_add_test(t, random_values_stay_values);
    tcase_add_test(hook, webhook_body_states_every_fact);
    tcase_add_test(hook, days_left_over_a_deadline_in_the_holidays);
    suite_add_tcase(s, t);
    suite_add_tcase(s, hook);
    return s;
}

NV_TEST_MAIN(make_suite)
