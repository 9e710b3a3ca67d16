#include "conf/rules.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/net.h"

static const char lower[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

static bool only(const char *s, size_t n, const char *set)
{
    for (size_t i = 0; i < n; i++)
        if (!strchr(set, s[i]))
            return false;
    return true;
}

const char *nv_rule_id(const char *s)
{
    size_t n = strlen(s);
    return n >= 1 && n <= 64 && only(s, n, lower)
               ? NULL
               : "chỉ gồm chữ thường không dấu, chữ số và dấu -, từ 1 đến 64 ký tự";
}

const char *nv_rule_task_id(const char *s)
{
    size_t n = strlen(s), i = 0;
    while (i < n && (s[i] == '.' || strchr(letters, s[i])))
        i++;
    return n >= 1 && n <= 64 && i == n
               ? NULL
               : "chỉ gồm chữ không dấu, chữ số, dấu . và dấu -, từ 1 đến 64 ký tự";
}

static bool is_label(const char *s, size_t n)
{
    return n >= 1 && n <= 63 && s[0] != '-' && s[n - 1] != '-' && only(s, n, letters);
}

const char *nv_rule_label(const char *s)
{
    return is_label(s, strlen(s)) ? NULL
                                  : "chỉ gồm chữ không dấu, chữ số và dấu -, không bắt đầu hay kết "
                                    "thúc bằng -, nhiều nhất 63 ký tự";
}

static bool is_domain(const char *s, size_t n)
{
    if (n > 253)
        return false;
    for (;;) {
        const char *dot = memchr(s, '.', n);
        size_t len = dot ? (size_t)(dot - s) : n;
        if (!is_label(s, len))
            return false;
        if (!dot)
            return true;
        s += len + 1;
        n -= len + 1;
    }
}

static bool is_ip6(const char *s, size_t n)
{
    char text[64];
    struct in6_addr a;
    if (n >= sizeof text)
        return false;
    memcpy(text, s, n);
    text[n] = '\0';
    return inet_pton(AF_INET6, text, &a) == 1;
}

const char *nv_rule_host(const char *s)
{
    size_t n = strlen(s);
    return is_domain(s, n) || is_ip6(s, n) ? NULL
                                           : "phải là tên máy (mail.example.org) hoặc địa chỉ IP";
}

static const char *mail_local(const char *s, size_t n)
{
    static const char atom[] = "!#$%&'*+/=?^_`{|}~";
    if (n < 1 || n > 64)
        return "phần trước @ dài từ 1 đến 64 ký tự";
    for (size_t i = 0; i < n; i++) {
        bool dot = s[i] == '.';
        if (dot && (i == 0 || i + 1 == n || s[i - 1] == '.'))
            return "phần trước @ không bắt đầu, kết thúc bằng dấu chấm, không có hai chấm liền";
        if (!dot && !strchr(letters, s[i]) && !strchr(atom, s[i]))
            return "phần trước @ chỉ gồm chữ không dấu, chữ số và các dấu thông thường, không có "
                   "khoảng trắng hay ngoặc";
    }
    return NULL;
}

const char *nv_rule_mail(const char *s)
{
    const char *at = strrchr(s, '@');
    if (!at)
        return "phải có dạng ten@mien";
    if (strchr(s, '@') != at && strpbrk(s, ",; "))
        return "nhiều địa chỉ thì mỗi địa chỉ một ngoặc kép: [ \"a@example.org\", "
               "\"b@example.org\" ]";
    if (strlen(s) > 254)
        return "dài nhất 254 ký tự";
    const char *why = mail_local(s, (size_t)(at - s));
    if (why)
        return why;
    return is_domain(at + 1, strlen(at + 1)) ? NULL
                                             : "phần sau @ phải là tên miền, ví dụ example.org";
}

bool nv_rule_is_loopback(const char *host, unsigned long n)
{
    char text[64];
    struct in_addr v4;
    struct in6_addr v6;
    if (n >= sizeof text)
        return false;
    memcpy(text, host, n);
    text[n] = '\0';
    if (strcasecmp(text, "localhost") == 0)
        return true;
    if (inet_pton(AF_INET, text, &v4) == 1)
        return (ntohl(v4.s_addr) >> 24) == 127;
    return inet_pton(AF_INET6, text, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

static const char *url_port(const char *s, size_t n)
{
    if (n && only(s, n, "0123456789") && n <= 5 && s[0] != '0' && strtol(s, NULL, 10) <= 65535)
        return NULL;
    return "cổng là số từ 1 đến 65535";
}

const char *nv_rule_url(const char *s)
{
    static const char form[] = "phải có dạng https://may/duong-dan";
    bool tls = strncmp(s, "https://", 8) == 0;
    if (!tls && strncmp(s, "http://", 7) != 0)
        return form;
    if (strlen(s) > 2000)
        return "dài nhất 2000 ký tự";
    for (const char *p = s; *p; p++)
        if (*p <= ' ' || *p >= 127 || strchr("\"<>\\^`{|}#", *p))
            return "chỉ gồm ký tự ASCII in được, không có khoảng trắng, ngoặc hay #; ký tự khác "
                   "viết %HH";
    const char *host = s + (tls ? 8 : 7);
    size_t n = strcspn(host, "/?");
    if (memchr(host, '@', n))
        return "không được có tên hay mật khẩu trong URL";
    const char *end = host + n, *port;
    if (*host == '[') {
        const char *close = memchr(host, ']', n);
        if (!close || !is_ip6(host + 1, (size_t)(close - host - 1)))
            return form;
        port = close + 1;
        host++;
        n = (size_t)(close - host);
    } else {
        port = memchr(host, ':', n);
        port = port ? port : end;
        n = (size_t)(port - host);
        if (!is_domain(host, n))
            return form;
    }
    if (port < end) {
        const char *why = *port == ':' ? url_port(port + 1, (size_t)(end - port - 1)) : form;
        if (why)
            return why;
    }
    return tls || nv_rule_is_loopback(host, n)
               ? NULL
               : "phải là https://; http:// chỉ dùng cho chính máy này (127.0.0.1, localhost)";
}

bool nv_rule_url_is_loopback(const char *url)
{
    const char *host = strstr(url, "://") + 3;
    if (*host == '[')
        return nv_rule_is_loopback(host + 1, strcspn(host + 1, "]"));
    return nv_rule_is_loopback(host, strcspn(host, ":/?"));
}

bool nv_rule_url_address(const char *url, unsigned char out[16])
{
    const char *host = strstr(url, "://") + 3;
    char text[NV_NET_TEXT];
    struct nv_net net;
    bool bracket = *host == '[';
    size_t n = bracket ? strcspn(++host, "]") : strcspn(host, ":/?");
    if (n >= sizeof text)
        return false;
    memcpy(text, host, n);
    text[n] = '\0';
    if (!nv_net_parse(strcasecmp(text, "localhost") == 0 ? "127.0.0.1" : text, &net))
        return false;
    memcpy(out, net.addr, sizeof net.addr);
    return true;
}

int nv_rule_time(const char *s)
{
    if (strlen(s) != 5 || s[2] != ':' || !only(s, 2, "0123456789") || !only(s + 3, 2, "0123456789"))
        return -1;
    int h = (s[0] - '0') * 10 + s[1] - '0', m = (s[3] - '0') * 10 + s[4] - '0';
    return m > 59 || h * 60 + m > 1440 ? -1 : h * 60 + m;
}

int64_t nv_rule_duration_s(const char *s)
{
    size_t n = strspn(s, "0123456789");
    if (n < 1 || n > 7 || s[0] == '0' || !s[n] || s[n + 1])
        return -1;
    int64_t unit = s[n] == 's'   ? 1
                   : s[n] == 'm' ? 60
                   : s[n] == 'h' ? 3600
                   : s[n] == 'd' ? 86400
                                 : 0;
    int64_t v = atoll(s) * unit;
    return v < 1 || v > 366LL * 86400 ? -1 : v;
}
