/* nhacviec.cfg: the daemon's own settings. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "calendar/day.h"
#include "conf/ladder.h"
#include "conf/loader.h"
#include "conf/named_file.h"
#include "conf/relays.h"
#include "conf/reporting.h"
#include "conf/rules.h"
#include "conf/schema.h"
#include "conf/serving.h"
#include "conf/templates.h"

enum {
    INSTANCE,
    ZONE,
    STATE,
    SOCKET,
    SENDER,
    WINDOWS,
    RELAYS,
    WEBHOOK,
    RETRY,
    EFFECTIVE,
    LADDERS,
    LANGUAGE,
    TELL_CHANGES,
    THANK,
    ADMIN_GROUP,
    CONFIRM,
    FALLBACK_AFTER,
    BRAKE,
    BOUNCE,
    REPORTING,
    HEARTBEAT,
    SERVER,
    N_FIELDS
};
static const struct nv_field fields[] = {
    [INSTANCE] = {"instance", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [ZONE] = {"zone", NV_TYPE_TEXT, 0, 0, 0},
    [STATE] = {"state", NV_TYPE_TEXT, 0, 0, 0},
    [SOCKET] = {"socket", NV_TYPE_TEXT, 0, 0, 0},
    [SENDER] = {"sender", NV_TYPE_GROUP, NV_REQUIRED, 0, 0},
    [WINDOWS] = {"windows", NV_TYPE_LIST, 0, 0, 0},
    [RELAYS] = {"relays", NV_TYPE_LIST, 0, 0, 0},
    [WEBHOOK] = {"webhook", NV_TYPE_GROUP, 0, 0, 0},
    [RETRY] = {"retry", NV_TYPE_GROUP, 0, 0, 0},
    [EFFECTIVE] = {"effective", NV_TYPE_TEXT, 0, 0, 0},
    [LADDERS] = {"ladders", NV_TYPE_LIST, 0, 0, 0},
    [HEARTBEAT] = {"heartbeat", NV_TYPE_GROUP, 0, 0, 0},
    [SERVER] = {"server", NV_TYPE_GROUP, 0, 0, 0},
    [REPORTING] = {"reporting", NV_TYPE_GROUP, 0, 0, 0},
    [LANGUAGE] = {"language", NV_TYPE_TEXT, 0, 0, 0},
    [TELL_CHANGES] = {"tell_changes", NV_TYPE_BOOL, 0, 0, 0},
    [THANK] = {"thank", NV_TYPE_BOOL, 0, 0, 0},
    [CONFIRM] = {"confirm", NV_TYPE_BOOL, 0, 0, 0},
    [ADMIN_GROUP] = {"admin_group", NV_TYPE_TEXT, 0, 0, 0},
    [FALLBACK_AFTER] = {"fallback_after", NV_TYPE_INT, 0, 1, 100},
    [BRAKE] = {"brake", NV_TYPE_GROUP, 0, 0, 0},
    [BOUNCE] = {"bounce", NV_TYPE_GROUP, 0, 0, 0},
};
static const struct nv_schema schema = NV_SCHEMA("nhacviec.cfg", fields);

enum { SENDER_NAME, SENDER_MAIL, SENDER_REPLY_TO, N_SENDER };
static const struct nv_field sender_fields[] = {
    [SENDER_NAME] = {"name", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [SENDER_MAIL] = {"mail", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [SENDER_REPLY_TO] = {"reply_to", NV_TYPE_TEXT, 0, 0, 0},
};
static const struct nv_schema sender_schema = NV_SCHEMA("người gửi (sender)", sender_fields);

enum { OPEN, CLOSE, N_WINDOW };
static const struct nv_field window_fields[] = {
    [OPEN] = {"open", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [CLOSE] = {"close", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
};
static const struct nv_schema window_schema = NV_SCHEMA("khung giờ (windows)", window_fields);

enum { CONNECTIONS, TIMEOUT, CA_FILE, ALLOW, N_WEBHOOK };
static const struct nv_field webhook_fields[] = {
    [CONNECTIONS] = {"connections", NV_TYPE_INT, 0, 1, 256},
    [TIMEOUT] = {"timeout", NV_TYPE_INT, 0, 1, 600},
    [CA_FILE] = {"ca_file", NV_TYPE_TEXT, 0, 0, 0},
    [ALLOW] = {"allow", NV_TYPE_STRINGS, 0, 0, 0},
};
static const struct nv_schema webhook_schema = NV_SCHEMA("webhook", webhook_fields);

enum { BRAKE_NOTICES, BRAKE_JUMP, N_BRAKE };
static const struct nv_field brake_fields[] = {
    [BRAKE_NOTICES] = {"notices", NV_TYPE_INT, 0, 0, 1000000},
    [BRAKE_JUMP] = {"after_clock_jump", NV_TYPE_INT, 0, 0, 1000000},
};
static const struct nv_schema brake_schema = NV_SCHEMA("giữ lại (brake)", brake_fields);

enum { BOUNCE_ADDRESS, BOUNCE_KEY_FILE, BOUNCE_MAILDIR, N_BOUNCE };
static const struct nv_field bounce_fields[] = {
    [BOUNCE_ADDRESS] = {"address", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [BOUNCE_KEY_FILE] = {"key_file", NV_TYPE_TEXT, 0, 0, 0},
    [BOUNCE_MAILDIR] = {"maildir", NV_TYPE_TEXT, 0, 0, 0},
};
static const struct nv_schema bounce_schema = NV_SCHEMA("thư trả lại (bounce)", bounce_fields);

enum { RETRY_MAIL, RETRY_WEBHOOK, N_RETRY };
static const struct nv_field retry_fields[] = {
    [RETRY_MAIL] = {"mail", NV_TYPE_GROUP, 0, 0, 0},
    [RETRY_WEBHOOK] = {"webhook", NV_TYPE_GROUP, 0, 0, 0},
};
static const struct nv_schema retry_schema = NV_SCHEMA("gửi lại (retry)", retry_fields);

enum { DELAYS, LIFETIME, N_CHANNEL };
static const struct nv_field channel_fields[] = {
    [DELAYS] = {"delays", NV_TYPE_STRINGS, 0, 0, 0},
    [LIFETIME] = {"lifetime", NV_TYPE_TEXT, 0, 0, 0},
};
static const struct nv_schema channel_schema = NV_SCHEMA("gửi lại (retry)", channel_fields);

enum {
    MAX_NETS = 64,
    MAX_DELAYS = 32,
    MAX_WINDOWS = 24,
    SOCKET_MAX = 107 /* sun_path without its NUL */
};

static const char *read_mail(struct nv_loader *l, const struct nv_node *n)
{
    const char *mail = nv_get_text(l, n, NULL), *why = mail ? nv_rule_mail(mail) : NULL;
    if (why)
        nv_error(l, n, "địa chỉ thư \"%s\" không đúng; %s", mail, why);
    return mail;
}

static void read_sender(struct nv_loader *l, const struct nv_node *group)
{
    struct nv_node got[N_SENDER];
    if (!group->s)
        return;
    nv_schema_check(l, group, &sender_schema, got);
    l->snap->sender_name = nv_get_text(l, &got[SENDER_NAME], "");
    l->snap->sender_mail = read_mail(l, &got[SENDER_MAIL]);
    l->snap->reply_to = read_mail(l, &got[SENDER_REPLY_TO]);
}

static int read_time(struct nv_loader *l, const struct nv_node *n)
{
    int minute = n->s ? nv_rule_time(config_setting_get_string(n->s)) : -1;
    if (n->s && minute < 0)
        nv_error(l, n, "giờ \"%s\" không đúng; viết dạng \"08:00\", từ \"00:00\" đến \"24:00\"",
                 config_setting_get_string(n->s));
    return minute;
}

static int by_open(const void *a, const void *b)
{
    return ((const struct nv_window *)a)->open_min - ((const struct nv_window *)b)->open_min;
}

static void read_windows(struct nv_loader *l, const struct nv_node *list)
{
    struct nv_window windows[MAX_WINDOWS] = {{8 * 60, 17 * 60}};
    uint32_t n = 0, count = list->s ? nv_node_count(list) : 0;
    if (list->s && (!count || count > MAX_WINDOWS))
        nv_error(l, list, "phải có từ 1 đến %d khung giờ gửi", MAX_WINDOWS);
    for (uint32_t i = 0; i < count && n < MAX_WINDOWS; i++) {
        struct nv_node group = nv_node_child(list, i), got[N_WINDOW];
        if (!nv_schema_check(l, &group, &window_schema, got))
            continue;
        struct nv_window w = {read_time(l, &got[OPEN]), read_time(l, &got[CLOSE])};
        if (w.open_min < 0 || w.close_min < 0)
            continue;
        if (w.open_min >= w.close_min) {
            nv_error(l, &got[CLOSE], "khung giờ phải đóng sau khi mở (mở %s, đóng %s)",
                     config_setting_get_string(got[OPEN].s),
                     config_setting_get_string(got[CLOSE].s));
            continue;
        }
        for (uint32_t k = 0; k < n; k++)
            if (w.open_min < windows[k].close_min && windows[k].open_min < w.close_min) {
                nv_error(l, &group, "khung giờ %s–%s chồng lên khung %02d:%02d–%02d:%02d",
                         config_setting_get_string(got[OPEN].s),
                         config_setting_get_string(got[CLOSE].s), windows[k].open_min / 60,
                         windows[k].open_min % 60, windows[k].close_min / 60,
                         windows[k].close_min % 60);
                break;
            }
        windows[n++] = w;
    }
    if (!n)
        n = 1;
    qsort(windows, n, sizeof *windows, by_open);
    l->snap->windows = nv_arena_memdup(l->snap->arena, windows, n * sizeof *windows);
    l->snap->n_windows = n;
}

/* "default" is what holds where nothing is written: networks are then added to it. */
static void read_allow(struct nv_loader *l, const struct nv_node *n)
{
    struct nv_nets *out = &l->snap->webhook_nets;
    uint32_t count = nv_strings_count(n);
    out->usual = !n->s;
    if (n->s && (!count || count > MAX_NETS))
        nv_error(l, n, "phải có từ 1 đến %d mạng, hoặc \"default\"", MAX_NETS);
    struct nv_net *v = nv_arena_alloc(l->snap->arena, (MAX_NETS + 1) * sizeof *v);
    for (uint32_t i = 0; i < count && i < MAX_NETS; i++) {
        struct nv_node e;
        const char *text = nv_strings_at(n, i, &e);
        if (strcmp(text, "default") == 0)
            out->usual = true;
        else if (nv_net_parse(text, &v[out->n]))
            out->n++;
        else
            nv_error(l, &e,
                     "\"%s\" không phải là một mạng; viết \"10.20.0.0/16\", \"192.0.2.7\", "
                     "\"fd00::/8\" (sau độ dài chỉ có số 0), hoặc \"default\"",
                     text);
    }
    out->v = v;
}

static void read_webhook(struct nv_loader *l, const struct nv_node *group)
{
    struct nv_node got[N_WEBHOOK] = {0};
    if (group->s)
        nv_schema_check(l, group, &webhook_schema, got);
    l->snap->webhook_connections = nv_get_int(&got[CONNECTIONS], 16);
    l->snap->webhook_timeout_s = nv_get_int(&got[TIMEOUT], 30);
    l->snap->webhook_ca_file = nv_get_text(l, &got[CA_FILE], NULL);
    nv_check_named_file(l, &got[CA_FILE], l->snap->webhook_ca_file);
    read_allow(l, &got[ALLOW]);
}

static int64_t read_duration(struct nv_loader *l, const struct nv_node *n)
{
    const char *text = config_setting_get_string(n->s);
    int64_t s = nv_rule_duration_s(text);
    if (s < 0)
        nv_error(l, n,
                 "khoảng thời gian \"%s\" không đúng; viết \"30s\", \"5m\", \"4h\" hoặc \"5d\", "
                 "nhiều nhất 366 ngày",
                 text);
    return s;
}

static struct nv_retry read_channel(struct nv_loader *l, const struct nv_node *group,
                                    const int *delays, uint32_t n_delays)
{
    struct nv_node got[N_CHANNEL] = {0};
    int own[MAX_DELAYS];
    struct nv_retry r = {NULL, 0, 5 * 86400};
    if (group->s)
        nv_schema_check(l, group, &channel_schema, got);
    if (got[DELAYS].s) {
        uint32_t count = nv_strings_count(&got[DELAYS]), n = 0;
        if (!count || count > MAX_DELAYS)
            nv_error(l, &got[DELAYS], "phải có từ 1 đến %d khoảng chờ", MAX_DELAYS);
        for (; n < count && n < MAX_DELAYS; n++) {
            struct nv_node e;
            nv_strings_at(&got[DELAYS], n, &e);
            own[n] = (int)read_duration(l, &e);
        }
        delays = own;
        n_delays = n;
    }
    if (got[LIFETIME].s)
        r.lifetime_s = read_duration(l, &got[LIFETIME]);
    if (r.lifetime_s > 0 && n_delays && r.lifetime_s < delays[0])
        nv_error(l, got[LIFETIME].s ? &got[LIFETIME] : &got[DELAYS],
                 "\"lifetime\" ngắn hơn khoảng chờ đầu tiên: sẽ không bao giờ gửi lại");
    r.delays_s = nv_pool_bytes(l->pool, delays, n_delays * sizeof *delays);
    r.n_delays = n_delays;
    return r;
}

static void read_retry(struct nv_loader *l, const struct nv_node *group)
{
    static const int mail[] = {60, 120, 300, 900, 1800, 3600, 7200, 14400};
    static const int web[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};
    struct nv_node got[N_RETRY] = {0};
    if (group->s)
        nv_schema_check(l, group, &retry_schema, got);
    l->snap->retry_mail = read_channel(l, &got[RETRY_MAIL], mail, sizeof mail / sizeof *mail);
    l->snap->retry_webhook = read_channel(l, &got[RETRY_WEBHOOK], web, sizeof web / sizeof *web);
}

static void read_brake(struct nv_loader *l, const struct nv_node *group)
{
    struct nv_node got[N_BRAKE] = {0};
    if (group->s)
        nv_schema_check(l, group, &brake_schema, got);
    l->snap->brake_notices = (uint32_t)nv_get_int(&got[BRAKE_NOTICES], 0);
    l->snap->brake_jump = (uint32_t)nv_get_int(&got[BRAKE_JUMP], 20);
}

/* The local part grows by '+', a number and a signature, and may be 64 bytes long (RFC 5321). */
static void read_bounce(struct nv_loader *l, const struct nv_node *group)
{
    enum { LOCAL_MOST = 18 };
    struct nv_node got[N_BOUNCE] = {0};
    if (!group->s || !nv_schema_check(l, group, &bounce_schema, got))
        return;
    const char *address = read_mail(l, &got[BOUNCE_ADDRESS]);
    size_t local = address ? strcspn(address, "@+") : 0;
    if (address && (address[local] != '@' || local > LOCAL_MOST))
        nv_error(
            l, &got[BOUNCE_ADDRESS],
            "địa chỉ nhận thư trả lại \"%s\": phần trước @ dài nhiều nhất %d ký tự và không có "
            "dấu +, ví dụ \"bounce@khanhhoa.example\"",
            address, LOCAL_MOST);
    l->snap->bounce_address = address;
    l->snap->bounce_key_file = nv_get_text(l, &got[BOUNCE_KEY_FILE], NULL);
    l->snap->bounce_maildir = nv_get_text(l, &got[BOUNCE_MAILDIR], NULL);
}

static void read_names(struct nv_loader *l, const struct nv_node *got)
{
    struct nv_snapshot *s = l->snap;
    s->instance = nv_get_text(l, &got[INSTANCE], "");
    const char *why = got[INSTANCE].s ? nv_rule_label(s->instance) : NULL;
    if (why)
        nv_error(l, &got[INSTANCE], "instance = \"%s\" không đúng; %s", s->instance, why);
    s->zone_min = 7 * 60;
    if (got[ZONE].s && !nv_zone_parse(config_setting_get_string(got[ZONE].s), &s->zone_min))
        nv_error(l, &got[ZONE],
                 "zone = \"%s\" không đúng; viết độ lệch so với giờ UTC, ví dụ \"+07:00\"",
                 config_setting_get_string(got[ZONE].s));
    s->state_dir = nv_get_text(l, &got[STATE], "/var/lib/nhacviec");
    if (s->state_dir[0] != '/')
        nv_error(l, &got[STATE], "\"state\" phải là đường dẫn tuyệt đối (bắt đầu bằng /)");
    s->socket_path = nv_get_text(l, &got[SOCKET], "/run/nhacviec/control.sock");
    if (s->socket_path[0] != '/')
        nv_error(l, &got[SOCKET], "\"socket\" phải là đường dẫn tuyệt đối (bắt đầu bằng /)");
    else if (strlen(s->socket_path) > SOCKET_MAX)
        nv_error(l, &got[SOCKET], "\"socket\" dài quá %d byte", SOCKET_MAX);
    s->admin_group = nv_get_text(l, &got[ADMIN_GROUP], "nhacviec-admin");
}

void nv_read_main(struct nv_loader *l, const struct nv_node *root)
{
    struct nv_node got[N_FIELDS];
    nv_schema_check(l, root, &schema, got);
    read_names(l, got);
    nv_set_language(l, &got[LANGUAGE]);
    nv_read_reporting(l, &got[REPORTING]);
    nv_read_heartbeat(l, &got[HEARTBEAT]);
    nv_read_serving(l, &got[SERVER]);
    read_sender(l, &got[SENDER]);
    read_windows(l, &got[WINDOWS]);
    nv_read_relays(l, &got[RELAYS]);
    l->relays_known = true;
    read_webhook(l, &got[WEBHOOK]);
    read_retry(l, &got[RETRY]);
    l->snap->fallback_after = nv_get_int(&got[FALLBACK_AFTER], 5);
    read_brake(l, &got[BRAKE]);
    read_bounce(l, &got[BOUNCE]);
    if (got[EFFECTIVE].s) {
        const char *e = config_setting_get_string(got[EFFECTIVE].s);
        l->snap->policy.roll = strcmp(e, "as-printed") != 0;
        if (l->snap->policy.roll && strcmp(e, "next-working-day") != 0)
            nv_error(l, &got[EFFECTIVE],
                     "effective = \"%s\" không có; được dùng: \"next-working-day\", \"as-printed\"",
                     e);
    }
    l->snap->policy.tell_changes = nv_get_bool(&got[TELL_CHANGES], true);
    l->snap->policy.confirm = nv_get_bool(&got[CONFIRM], false);
    l->snap->policy.thank = nv_get_bool(&got[THANK], true);
    if (got[LADDERS].s)
        nv_read_ladders(l, &got[LADDERS]);
}
