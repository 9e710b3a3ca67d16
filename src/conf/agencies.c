/* agencies/NAME.cfg: agencies and groups as they are written; what they refer to is looked up when
 * all files are read (references.c). */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "calendar/day.h"
#include "conf/hook_request.h"
#include "conf/loader.h"
#include "conf/names.h"
#include "conf/rules.h"
#include "conf/schema.h"
#include "conf/templates.h"
#include "conf/webhooks.h"

enum { AGENCIES, GROUPS, N_FIELDS };
static const struct nv_field fields[] = {
    [AGENCIES] = {"agencies", NV_TYPE_LIST, 0, 0, 0},
    [GROUPS] = {"groups", NV_TYPE_LIST, 0, 0, 0},
};
static const struct nv_schema schema = NV_SCHEMA("tệp cơ quan", fields);

/* Both kinds share the first fields. */
enum {
    ID,
    NAME,
    ALIASES,
    VALID_FROM,
    VALID_TO,
    SUCCESSORS,
    NOTE,
    MAIL,
    MEMBERS = MAIL,
    WEBHOOKS,
    UNDETERMINED = WEBHOOKS,
    RELAY,
    N_GROUP = RELAY,
    LANGUAGE,
    MAIL_FALLBACK,
    N_AGENCY
};
#define COMMON                                                                                     \
    [ID] = {"id", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},                                                \
    [NAME] = {"name", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},                                            \
    [ALIASES] = {"aliases", NV_TYPE_STRINGS, 0, 0, 0},                                             \
    [VALID_FROM] = {"valid_from", NV_TYPE_DAY, 0, 0, 0},                                           \
    [VALID_TO] = {"valid_to", NV_TYPE_DAY, 0, 0, 0},                                               \
    [SUCCESSORS] = {"successors", NV_TYPE_LIST, 0, 0, 0},                                          \
    [NOTE] = {"note", NV_TYPE_TEXT, NV_EMPTY_OK, 0, 0}
static const struct nv_field agency_fields[] = {
    COMMON,
    [MAIL] = {"mail", NV_TYPE_STRINGS, 0, 0, 0},
    [WEBHOOKS] = {"webhooks", NV_TYPE_LIST, 0, 0, 0},
    [RELAY] = {"relay", NV_TYPE_TEXT, 0, 0, 0},
    [LANGUAGE] = {"language", NV_TYPE_TEXT, 0, 0, 0},
    [MAIL_FALLBACK] = {"mail_fallback", NV_TYPE_STRINGS, 0, 0, 0},
};
static const struct nv_field group_fields[] = {
    COMMON,
    [MEMBERS] = {"members", NV_TYPE_STRINGS, 0, 0, 0},
    [UNDETERMINED] = {"undetermined", NV_TYPE_BOOL, 0, 0, 0},
};
static const struct nv_schema agency_schema = NV_SCHEMA("cơ quan", agency_fields);
static const struct nv_schema group_schema = NV_SCHEMA("nhóm", group_fields);

enum { FROM, TO, BASIS, N_SUCCESSOR };
static const struct nv_field successor_fields[] = {
    [FROM] = {"from", NV_TYPE_DAY, NV_REQUIRED, 0, 0},
    [TO] = {"to", NV_TYPE_STRINGS, NV_REQUIRED, 0, 0},
    [BASIS] = {"basis", NV_TYPE_TEXT, 0, 0, 0},
};
static const struct nv_schema successor_schema = NV_SCHEMA("kế tục (successors)", successor_fields);

static uint32_t pend(struct nv_loader *l, const struct nv_node *n)
{
    uint32_t count = nv_strings_count(n);
    for (uint32_t i = 0; i < count; i++) {
        struct nv_node e;
        const char *id = nv_pool_str(l->pool, nv_strings_at(n, i, &e));
        nv_vec_push(&l->pending, (struct nv_pending){nv_spot_of(l, &e), id});
    }
    return count;
}

static void read_successors(struct nv_loader *l, const struct nv_node *list, struct nv_draft *draft)
{
    draft->first_succession = (uint32_t)l->successions.n;
    for (uint32_t i = 0; list->s && i < nv_node_count(list); i++) {
        struct nv_node group = nv_node_child(list, i), got[N_SUCCESSOR];
        if (!nv_schema_check(l, &group, &successor_schema, got))
            continue;
        struct nv_draft_succession s = {.spot = nv_spot_of(l, &got[FROM]),
                                        .from = nv_get_day(&got[FROM]),
                                        .first_to = (uint32_t)l->pending.n,
                                        .basis = nv_get_text(l, &got[BASIS], NULL)};
        s.n_to = pend(l, &got[TO]);
        /* By day, rising; a handful at most. */
        nv_vec_push(&l->successions, s);
        size_t k = l->successions.n - 1;
        for (; k > draft->first_succession && l->successions.v[k - 1].from > s.from; k--)
            l->successions.v[k] = l->successions.v[k - 1];
        l->successions.v[k] = s;
        draft->n_successions++;
    }
}

static uint32_t find_relay(struct nv_loader *l, const struct nv_node *n)
{
    const struct nv_snapshot *s = l->snap;
    const char *id = n->s ? config_setting_get_string(n->s) : NULL;
    if (!id || !l->relays_known)
        return 0;
    for (uint32_t i = 0; i < s->n_relays; i++)
        if (strcmp(s->relays[i].id, id) == 0)
            return i;
    if (strcmp(id, "default") == 0)
        return 0;
    struct nv_buf known = NV_BUF_INIT;
    for (uint32_t i = 0; i < s->n_relays && i < 20; i++)
        if (strcmp(s->relays[i].id, "default") != 0)
            nv_buf_addf(&known, ", \"%s\"", s->relays[i].id);
    nv_error(l, n, "không có relay \"%s\" trong nhacviec.cfg; được dùng: \"default\"%s", id,
             nv_buf_str(&known));
    nv_buf_free(&known);
    return 0;
}

struct endpoints {
    NV_VEC(struct nv_endpoint) list;
};

/* `e` has all but its names, which are made of what stands at `n`. */
static void add_endpoint(struct nv_loader *l, const struct nv_node *n, struct endpoints *out,
                         struct nv_endpoint e)
{
    bool mail = e.kind == NV_ENDPOINT_MAIL;
    const char *address = nv_get_text(l, n, "");
    const char *why = mail ? nv_rule_mail(address) : nv_hook_url_fault(&e, address);
    if (why) {
        nv_error(l, n, "%s \"%s\" không đúng; %s", mail ? "địa chỉ thư" : "địa chỉ webhook",
                 address, why);
        return;
    }
    unsigned char host[16];
    if (!mail && l->relays_known && nv_rule_url_address(address, host) &&
        !nv_nets_allow(&l->snap->webhook_nets, host))
        nv_warn(l, n,
                "địa chỉ này không thuộc mạng được phép, webhook sẽ không được gửi; ghi thêm mạng "
                "của nó vào allow trong mục webhook của nhacviec.cfg, ví dụ [ \"default\", "
                "\"127.0.0.0/8\" ]");
    struct nv_buf id = NV_BUF_INIT;
    if (mail)
        nv_buf_addf(&id, "mail:%s", address);
    else
        nv_hook_id(&e, address, &id);
    const char *kept = nv_pool_str(l->pool, nv_buf_str(&id));
    nv_buf_free(&id);
    for (size_t i = 0; i < out->list.n; i++)
        if (out->list.v[i].id == kept) {
            nv_error(l, n, "\"%s\" được ghi hai lần cho cùng một cơ quan", address);
            return;
        }
    e.id = kept;
    e.address = nv_pool_str(l->pool, address);
    nv_vec_push(&out->list, e);
}

static void add_mails(struct nv_loader *l, const struct nv_node *list, uint32_t relay,
                      bool fallback, struct endpoints *out)
{
    for (uint32_t i = 0; i < nv_strings_count(list); i++) {
        struct nv_node e;
        nv_strings_at(list, i, &e);
        add_endpoint(
            l, &e, out,
            (struct nv_endpoint){.kind = NV_ENDPOINT_MAIL, .relay = relay, .fallback = fallback});
    }
}

/* Stand-ins follow the one address that they stand in for. */
static void read_endpoints(struct nv_loader *l, const struct nv_node *got, struct nv_agency *a)
{
    struct endpoints out = {0};
    uint32_t relay = find_relay(l, &got[RELAY]), mails = nv_strings_count(&got[MAIL]),
             hooks = got[WEBHOOKS].s ? nv_node_count(&got[WEBHOOKS]) : 0;
    if (got[MAIL_FALLBACK].s && (mails ? mails : hooks) != 1)
        nv_error(l, &got[MAIL_FALLBACK],
                 "\"mail_fallback\" chỉ dùng khi cơ quan có đúng một địa chỉ trong \"mail\" (hoặc "
                 "không có \"mail\" và đúng một webhook)");
    add_mails(l, &got[MAIL], relay, false, &out);
    if (mails)
        add_mails(l, &got[MAIL_FALLBACK], relay, true, &out);
    for (uint32_t i = 0; i < hooks; i++) {
        struct nv_node group = nv_node_child(&got[WEBHOOKS], i), url;
        struct nv_endpoint hook = {.kind = NV_ENDPOINT_WEBHOOK, .relay = NV_NONE};
        if (nv_read_webhook(l, &group, &url, &hook))
            add_endpoint(l, &url, &out, hook);
    }
    if (!mails)
        add_mails(l, &got[MAIL_FALLBACK], relay, true, &out);
    a->n_endpoints = (uint32_t)out.list.n;
    if (out.list.n)
        a->endpoints = nv_arena_memdup(l->snap->arena, out.list.v, out.list.n * sizeof *out.list.v);
    nv_vec_free(&out.list);
}

static void check_days(struct nv_loader *l, const struct nv_node *got, struct nv_agency *a,
                       const struct nv_draft *draft)
{
    a->valid_from = nv_get_day(&got[VALID_FROM]);
    a->valid_to = nv_get_day(&got[VALID_TO]);
    if (a->valid_from != NV_DAY_NONE && a->valid_to != NV_DAY_NONE && a->valid_from > a->valid_to)
        nv_error(l, &got[VALID_TO], "\"valid_to\" (%s) trước \"valid_from\" (%s)",
                 config_setting_get_string(got[VALID_TO].s),
                 config_setting_get_string(got[VALID_FROM].s));
    if (!draft->n_successions)
        return;
    const struct nv_draft_succession *s = &l->successions.v[draft->first_succession];
    char day[NV_DAY_TEXT];
    for (uint32_t i = 0; i < draft->n_successions; i++) {
        if (i && s[i].from == s[i - 1].from)
            nv_spot_error(l, &s[i].spot, "hai lần kế tục từ cùng một ngày; gộp vào một \"to\"");
        if (a->valid_to != NV_DAY_NONE && s[i].from <= a->valid_to)
            nv_spot_error(l, &s[i].spot,
                          "kế tục bắt đầu khi cơ quan còn hoạt động (đến hết %s); phải từ ngày sau "
                          "\"valid_to\"",
                          nv_day_vi(a->valid_to, day));
    }
    if (a->valid_to == NV_DAY_NONE && !got[VALID_TO].s) {
        a->valid_to = s[0].from - 1;
        nv_warn(l, &got[SUCCESSORS],
                "có \"successors\" mà không có \"valid_to\"; coi như hoạt động đến hết %s",
                nv_day_vi(a->valid_to, day));
    } else if (a->valid_to != NV_DAY_NONE && s[0].from > a->valid_to + 1) {
        nv_spot_warn(l, &s[0].spot, "từ sau %s đến ngày này không có cơ quan nào nhận việc",
                     nv_day_vi(a->valid_to, day));
    }
}

static void check_id(struct nv_loader *l, const struct nv_node *got, const struct nv_agency *a)
{
    if (!got[ID].s)
        return;
    const char *why = nv_rule_id(a->id);
    if (why)
        nv_error(l, &got[ID], "id \"%s\" không đúng; %s", a->id, why);
    uint32_t first = nv_intern_find(l->snap->agency_ids, a->id);
    if (first != NV_NONE)
        nv_error(l, &got[ID], "id \"%s\" đã dùng ở %s:%d; mỗi id chỉ dùng một lần", a->id,
                 l->agencies.v[first].place.file, l->agencies.v[first].place.line);
}

static void read_agency(struct nv_loader *l, const struct nv_node *group, bool is_group)
{
    struct nv_node got[N_AGENCY] = {0};
    nv_schema_check(l, group, is_group ? &group_schema : &agency_schema, got);
    struct nv_agency a = {.is_group = is_group, .place = nv_place_of(l, group)};
    struct nv_draft draft = {.spot = nv_spot_of(l, got[ID].s ? &got[ID] : group)};
    a.id = nv_get_text(l, &got[ID], "");
    a.name = nv_get_text(l, &got[NAME], a.id);
    a.aliases = nv_get_strings(l, &got[ALIASES]);
    check_id(l, got, &a);
    draft.first_member = (uint32_t)l->pending.n;
    if (is_group) {
        a.undetermined = nv_get_bool(&got[UNDETERMINED], false);
        draft.n_members = pend(l, &got[MEMBERS]);
        if (a.undetermined ? draft.n_members > 0 : !got[MEMBERS].s || !draft.n_members)
            nv_error(
                l, group,
                "nhóm phải có \"members\" (ít nhất một), hoặc undetermined = true nếu kế hoạch "
                "không nêu rõ thành viên");
    } else {
        read_endpoints(l, got, &a);
        a.language = nv_get_language(l, &got[LANGUAGE], 0);
        draft.endpoints_written = got[MAIL].s || got[WEBHOOKS].s || got[MAIL_FALLBACK].s;
    }
    read_successors(l, &got[SUCCESSORS], &draft);
    check_days(l, got, &a, &draft);
    /* The symbol must be the index, also where an id is missing or stands twice. */
    if (nv_intern_add(l->snap->agency_ids, a.id) != l->agencies.n) {
        char none[32];
        snprintf(none, sizeof none, "\n%zu", l->agencies.n);
        nv_intern_add(l->snap->agency_ids, none);
    }
    nv_vec_push(&l->agencies, a);
    nv_vec_push(&l->drafts, draft);
}

void nv_read_agencies(struct nv_loader *l, const struct nv_node *root)
{
    struct nv_node got[N_FIELDS];
    nv_schema_check(l, root, &schema, got);
    for (int list = AGENCIES; list <= GROUPS; list++)
        for (uint32_t i = 0; got[list].s && i < nv_node_count(&got[list]); i++) {
            struct nv_node group = nv_node_child(&got[list], i);
            read_agency(l, &group, list == GROUPS);
        }
}
