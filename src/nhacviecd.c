/* The daemon's main: arguments, then nv_daemon_run(). */
#include <getopt.h>
#include <jansson.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "daemon.h"

static const char usage[] =
    "Cách dùng: nhacviecd [-c THƯ-MỤC] [-s THƯ-MỤC] [-S ĐƯỜNG-DẪN] [-d] [--record THƯ-MỤC]\n"
    "                     [--allow-root]\n"
    "  -c, --config THƯ-MỤC     thư mục cấu hình (mặc định /etc/nhacviec)\n"
    "  -s, --state THƯ-MỤC      thư mục trạng thái (mặc định: $STATE_DIRECTORY, rồi cấu hình)\n"
    "  -S, --socket ĐƯỜNG-DẪN   socket điều khiển (mặc định: cấu hình)\n"
    "  -d, --debug              ghi nhật ký chi tiết\n"
    "  --record THƯ-MỤC         ghi lại mọi hoạt động vào thư mục này để gửi người phát triển\n"
    "  --record-max MiB         mỗi bản ghi lớn nhất chừng này (mặc định 1024)\n"
    "  --allow-root             cho phép chạy bằng quyền root (chỉ để thử)\n"
    "  --version, --help        in phiên bản, in hướng dẫn\n";

static int misused(const char *what, const char *arg)
{
    fprintf(stderr, "nhacviecd: %s “%s”\n%s", what, arg, usage);
    return 2;
}

enum { MIB = 1 << 20 };

static bool read_mib(const char *text, uint64_t *bytes)
{
    char *end;
    unsigned long mib = strtoul(text, &end, 10);
    *bytes = (uint64_t)mib * MIB;
    return *text >= '0' && *text <= '9' && !*end && mib >= 1 && mib <= 1048576;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"config", required_argument, NULL, 'c'}, {"state", required_argument, NULL, 's'},
        {"socket", required_argument, NULL, 'S'}, {"debug", no_argument, NULL, 'd'},
        {"record", required_argument, NULL, 'r'}, {"record-max", required_argument, NULL, 'm'},
        {"allow-root", no_argument, NULL, 'R'},   {"version", no_argument, NULL, 'V'},
        {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0}};
    opterr = 0; /* getopt speaks English */
    struct nv_daemon_options o = {.conf_dir = "/etc/nhacviec", .record_max_bytes = 1024 * MIB};
    for (int c; (c = getopt_long(argc, argv, ":c:s:S:dh", options, NULL)) != -1;) {
        switch (c) {
        case 'c':
            o.conf_dir = optarg;
            break;
        case 's':
            o.state_dir = optarg;
            break;
        case 'S':
            o.socket_path = optarg;
            break;
        case 'd':
            nv_log_threshold(NV_LOG_DEBUG);
            break;
        case 'r':
            o.record_dir = optarg;
            break;
        case 'm':
            if (!read_mib(optarg, &o.record_max_bytes))
                return misused("--record-max phải là số MiB từ 1 đến 1048576, không phải", optarg);
            break;
        case 'R':
            o.allow_root = true;
            break;
        case 'V':
            puts("nhacviecd " NV_VERSION);
            return 0;
        case 'h':
            fputs(usage, stdout);
            return 0;
        case ':':
            return misused("thiếu giá trị của tùy chọn", argv[optind - 1]);
        default:
            return misused("không dùng được tùy chọn", argv[optind - 1]);
        }
    }
    if (optind < argc)
        return misused("thừa", argv[optind]);
    /* A heap for each thread would keep what thousands of letters left in it: courier and store
     * take turns of many threads, and few of them want memory at once. */
    mallopt(M_ARENA_MAX, 2);
    /* An object that could not be made would be missing from an answer without a word. */
    json_set_alloc_funcs(nv_malloc, free);
    if (geteuid() == 0 && !o.allow_root) {
        fputs("nhacviecd không chạy bằng quyền root: hãy dùng người dùng nhacviec (systemd làm "
              "việc này), hoặc --allow-root khi thử.\n",
              stderr);
        return 77;
    }
    return nv_daemon_run(&o);
}
