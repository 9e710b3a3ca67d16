/* What is said of an address that takes no mail, and what may be asked of it. */
#include "engine/orders.h"
#include "engine_rig.h"

/* so-a leads I.2.1; it has a mailbox and another that stands in, or a webhook alone. */
static struct nv_snapshot *plan(bool web)
{
    struct fx *f = fx_new();
    fx_agency(f, "so-noi-vu");
    uint32_t a = web ? fx_silent(f, "so-a") : fx_agency(f, "so-a");
    if (web) {
        fx_webhook(f, a, "https://hooks.example.org/a");
    } else {
        fx_mail(f, a, "so-a@du-phong.example");
        f->agencies.v[a].endpoints[1].fallback = true;
    }
    fx_plan(f, "kh", "2024-12-31", 0, NV_NONE);
    fx_climb(f, NV_DL_QUARTER, NV_ROLE_LEAD, "-5w 0", "");
    fx_role(f, fx_quarter(f, "I.2.1", 1), NV_ROLE_LEAD, a);
    return fx_seal(f);
}

static bool says(const struct rig *r, enum nv_remark_kind kind)
{
    for (size_t i = 0; r->txn && i < r->txn->ops.n; i++)
        if (r->txn->ops.v[i].kind == NV_OP_REMARK && r->txn->ops.v[i].remark.kind == kind)
            return true;
    return false;
}

START_TEST(the_owner_is_told_that_a_receiver_asked_to_be_removed)
{
    struct rig r;
    rig_start(&r, plan(true), NULL, "2025-03-24T08:00");
    rig_commit(&r, 0);
    rig_commit(&r, 0);
    rig_verdict(&r, 1, NV_PERMANENT, 410);
    rig_wants(&r, "flag verdict:failed remark remark");
    ck_assert(says(&r, NV_REMARK_FAILED));
    ck_assert(says(&r, NV_REMARK_REFUSING));
    rig_end(&r);
}
END_TEST

START_TEST(an_address_that_takes_mail_has_nothing_to_be_cleared)
{
    struct rig r;
    rig_start(&r, plan(false), NULL, "2025-03-24T18:00"); /* no window is open */
    r.exit_code = -1;
    rig_step(&r, (struct nv_event){.kind = NV_EV_ORDER,
                                   .order = {.request = 1,
                                             .kind = NV_ORDER_CLEAR,
                                             .endpoint = "mail:so-a@khanhhoa.example"}});
    ck_assert_int_eq(r.exit_code, 1);
    ck_assert_ptr_null(r.txn);
    rig_end(&r);
}
END_TEST

/* It has been to all of them. */
START_TEST(a_test_that_came_back_goes_no_other_way)
{
    struct nv_item it = {.occurrence = "test:7",
                         .section = NV_SECTION_TEST,
                         .rung = "test",
                         .named = "so-a",
                         .nominal = NV_DAY_NONE,
                         .effective = NV_DAY_NONE};
    struct nv_notice n = {.id = 7, .agency = "so-a", .window_ms = -7, .items = &it, .n_items = 1};
    struct nv_delivery d = {.id = 7,
                            .notice = 7,
                            .agency = "so-a",
                            .endpoint = "mail:so-a@khanhhoa.example",
                            .state = NV_DELIVERY_SENT,
                            .attempts = 1,
                            .rendered = true};
    const struct nv_ordered one = {&d, &n};
    struct rig r;
    rig_start(&r, plan(false), NULL, "2025-03-24T18:00");
    rig_step(&r, (struct nv_event){.kind = NV_EV_ORDER,
                                   .order = {.request = 1,
                                             .kind = NV_ORDER_BOUNCE,
                                             .list = &one,
                                             .n = 1,
                                             .code = 550,
                                             .text = "5.1.1 unknown user",
                                             .endpoint = d.endpoint}});
    rig_wants(&r, "bounce flag");
    rig_end(&r);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("engine: address");
    TCase *c = tcase_create("address");
    tcase_add_test(c, the_owner_is_told_that_a_receiver_asked_to_be_removed);
    tcase_add_test(c, an_address_that_takes_mail_has_nothing_to_be_cleared);
    tcase_add_test(c, a_test_that_came_back_goes_no_other_way);
    suite_add_tcase(s, c);
    return s;
}

NV_TEST_MAIN(suite)
