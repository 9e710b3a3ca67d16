#include "courier/classify.h"

#include <curl/curl.h>
#include <string.h>

#include "base/buf.h"

/* Results that say: not this message, but how the installation and its peer are set up. */
static bool is_setup_fault(int result)
{
    switch (result) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_NOT_BUILT_IN:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_UNKNOWN_OPTION:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_LOGIN_DENIED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_AUTH_ERROR:
    case CURLE_SSL_CLIENTCERT:
        return true;
    default:
        return false;
    }
}

/* RFC 4954 6: these speak of the login wherever they come, 530 also as the answer to MAIL. */
static bool is_login_code(long code)
{
    return code == 530 || code == 534 || code == 535 || code == 538;
}

enum nv_class nv_classify_smtp(const struct nv_outcome *o)
{
    long kind = o->code / 100;
    if (o->result == CURLE_OK)
        return kind == 2 ? NV_SENT : NV_TEMPORARY;
    if (is_setup_fault(o->result)) {
        /* 454 to STARTTLS or AUTH, 421 to anything: the server itself says "later". */
        bool later = kind == 4 || (o->result == CURLE_SSL_CONNECT_ERROR && o->tls_cut);
        return later ? NV_TEMPORARY : NV_REFUSED;
    }
    /* libcurl gives this for plain text behind the 220 to STARTTLS: somebody in between, or no TLS.
     */
    if (o->result == CURLE_WEIRD_SERVER_REPLY && o->code == 220)
        return NV_REFUSED;
    bool to_envelope = o->result == CURLE_SEND_ERROR;
    bool to_dot = o->result == CURLE_WEIRD_SERVER_REPLY && o->body_given;
    if (to_envelope || to_dot) {
        if (is_login_code(o->code))
            return NV_REFUSED;
        if (kind == 5)
            return NV_PERMANENT;
        if (to_dot && kind == 2)
            return NV_SENT;
    }
    if (o->code == 354 && o->body_given)
        return NV_AMBIGUOUS;
    return NV_TEMPORARY;
}

enum nv_class nv_classify_http(const struct nv_outcome *o)
{
    if (o->code >= 200) {
        if (o->code < 300)
            return NV_SENT;
        if (o->code == 408 || o->code == 425 || o->code == 429 || o->code >= 500)
            return NV_TEMPORARY;
        return NV_PERMANENT;
    }
    /* First, because an answer that is no HTTP comes as "unsupported protocol". */
    if (o->body_given)
        return NV_AMBIGUOUS;
    if (o->result == CURLE_URL_MALFORMAT || o->result == CURLE_UNSUPPORTED_PROTOCOL)
        return NV_PERMANENT;
    if (is_setup_fault(o->result))
        return o->result == CURLE_SSL_CONNECT_ERROR && o->tls_cut ? NV_TEMPORARY : NV_REFUSED;
    return NV_TEMPORARY;
}

bool nv_outcome_tls_cut(int result, const char *message)
{
    static const char *const words[] = {"SSL_connect: ", "unexpected eof",
                                        "Recv failure: ", "Send failure: "};
    if (result != CURLE_SSL_CONNECT_ERROR)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(message, words[i]))
            return true;
    return false;
}

static const char *words_of(int result, enum nv_class class)
{
    if (class == NV_AMBIGUOUS)
        return "đã gửi hết mà không nhận được câu trả lời, có thể đã đến";
    switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return "không tìm được địa chỉ của máy chủ qua DNS";
    case CURLE_COULDNT_CONNECT:
        return "không kết nối được máy chủ";
    case CURLE_OPERATION_TIMEDOUT:
        return "máy chủ không trả lời trong thời gian chờ";
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
        return "kết nối bị ngắt giữa chừng";
    case CURLE_USE_SSL_FAILED:
        return "máy chủ không có STARTTLS";
    case CURLE_SSL_CONNECT_ERROR:
        return "không lập được kết nối mã hóa (TLS)";
    case CURLE_PEER_FAILED_VERIFICATION:
        return "chứng thư của máy chủ không hợp lệ";
    case CURLE_SSL_CACERT_BADFILE:
        return "không đọc được tệp chứng thư gốc (ca_file)";
    case CURLE_ABORTED_BY_CALLBACK:
        return "dịch vụ dừng giữa chừng";
    case CURLE_LOGIN_DENIED:
        return "không đăng nhập được";
    default:
        return "không gửi được";
    }
}

char *nv_outcome_say(char *dst, size_t size, int result, enum nv_class class, const char *message)
{
    return nv_fmt(dst, size, "%s (%s)", words_of(result, class),
                  *message ? message : curl_easy_strerror((CURLcode)result));
}
