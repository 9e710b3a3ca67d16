/* `send-test`: a letter through the real queue, and what became of it at each address. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/remote.h"
#include "model/notice.h"

enum { ASK_TIMEOUT_S = 60, DEFAULT_WAIT_S = 60, MOST_WAIT_S = 3600, LOOK_EVERY_MS = 200 };

static bool wait_of(struct nv_cli *cli, const struct nv_args *args, long *wait_s)
{
    const char *text = args->option[NV_OPT_WAIT];
    char *end = NULL;
    *wait_s = text ? strtol(text, &end, 10) : DEFAULT_WAIT_S;
    if (!text || (*text && !*end && *wait_s >= 0 && *wait_s <= MOST_WAIT_S))
        return true;
    nv_cli_error(cli, "--wait %s: viết số giây, từ 0 đến %d", text, MOST_WAIT_S);
    return false;
}

/* The id of what may have been typed as a name; where the configuration cannot be read here, the
 * daemon judges. */
static json_t *agency_of(struct nv_cli *cli, const struct nv_args *args)
{
    struct nv_buf name = NV_BUF_INIT;
    for (size_t i = 0; i < args->words.n; i++)
        nv_buf_addf(&name, "%s%s", i ? " " : "", args->words.v[i]);
    struct nv_snapshot *s = nv_cli_try_load(cli);
    uint32_t found = s ? nv_cli_agency(cli, s, nv_buf_str(&name)) : NV_NONE;
    json_t *o = NULL;
    if (!s || found != NV_NONE)
        o = json_pack("{s:s}", "agency", s ? s->agencies[found].id : nv_buf_str(&name));
    nv_snapshot_unref(s);
    nv_buf_free(&name);
    return o;
}

static bool is_state(const json_t *delivery, enum nv_delivery_state state)
{
    const char *name = json_string_value(json_object_get(delivery, "state"));
    return name && strcmp(name, nv_delivery_state_name(state)) == 0;
}

/* Each has arrived, was given up, or has told why it did not arrive this time. */
static bool is_settled(const json_t *deliveries)
{
    size_t i;
    json_t *d;
    json_array_foreach(deliveries, i, d)
    {
        bool tried = json_integer_value(json_object_get(d, "attempts")) > 0;
        if (is_state(d, NV_DELIVERY_CLAIMED) || (is_state(d, NV_DELIVERY_PENDING) && !tried))
            return false;
    }
    return true;
}

static bool all_sent(const json_t *deliveries)
{
    size_t i;
    json_t *d;
    json_array_foreach(deliveries, i, d) if (!is_state(d, NV_DELIVERY_SENT)) return false;
    return json_array_size(deliveries) > 0;
}

static int tell(struct nv_cli *cli, const json_t *answer, const char *notice)
{
    json_t *deliveries = json_object_get(answer, "data");
    const char *words = json_string_value(json_object_get(answer, "text"));
    bool good = all_sent(deliveries), settled = is_settled(deliveries);
    if (cli->json)
        nv_cli_print_json(cli, deliveries ? json_incref(deliveries) : json_null());
    else if (words)
        fputs(words, cli->out);
    if (!settled)
        nv_cli_error(cli, "chưa có kết quả; xem lại bằng: nhacviec show %s", notice);
    else if (!good && !cli->json)
        fprintf(cli->out, "Có địa chỉ chưa nhận được thư thử.\n");
    return good ? NV_EXIT_OK : NV_EXIT_NO;
}

/* Looks until all is settled or the time is over. */
static int follow(struct nv_cli *cli, const char *notice, long wait_s)
{
    const struct timespec pause = {0, LOOK_EVERY_MS * 1000000L};
    for (long left_ms = wait_s * 1000;; left_ms -= LOOK_EVERY_MS) {
        json_t *answer = NULL;
        int code = nv_remote_ask(cli, "show", json_pack("{s:s, s:b}", "id", notice, "mail", 0),
                                 ASK_TIMEOUT_S, &answer);
        if (code != 0)
            return code;
        bool over = left_ms <= 0 || is_settled(json_object_get(answer, "data"));
        if (over)
            code = tell(cli, answer, notice);
        json_decref(answer);
        if (over)
            return code;
        nanosleep(&pause, NULL);
    }
}

int nv_cmd_send_test(struct nv_cli *cli, const struct nv_args *args)
{
    long wait_s;
    json_t *o, *answer = NULL;
    if (!wait_of(cli, args, &wait_s))
        return NV_EXIT_USAGE;
    if (!(o = agency_of(cli, args)))
        return NV_EXIT_NO;
    int code = nv_remote_ask(cli, "send-test", o, ASK_TIMEOUT_S, &answer);
    if (code != 0)
        return code;
    const char *words = json_string_value(json_object_get(answer, "text"));
    const char *notice =
        json_string_value(json_object_get(json_object_get(answer, "data"), "notice"));
    code = (int)json_integer_value(json_object_get(answer, "exit"));
    if (code != NV_EXIT_OK || !notice)
        nv_cli_error(cli, "%s", words ? words : "dịch vụ không trả lời được");
    else
        code = follow(cli, notice, wait_s);
    json_decref(answer);
    return code;
}
