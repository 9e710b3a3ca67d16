#include "render/json.h"

#include <string.h>

#include "base/buf.h"
#include "render/mustache_escape.h"

static void begin_value(struct nv_json *j, const char *key)
{
    if (j->more)
        nv_buf_addc(j->out, ',');
    j->more = true;
    if (!key)
        return;
    nv_buf_addc(j->out, '"');
    nv_buf_adds(j->out, key);
    nv_buf_adds(j->out, "\":");
}

void nv_json_begin(struct nv_json *j, const char *key, char bracket)
{
    begin_value(j, key);
    nv_buf_addc(j->out, bracket);
    j->more = false;
}

void nv_json_end(struct nv_json *j, char bracket)
{
    nv_buf_addc(j->out, bracket);
    j->more = true;
}

void nv_json_text(struct nv_json *j, const char *key, const char *s)
{
    if (!s) {
        nv_json_null(j, key);
        return;
    }
    begin_value(j, key);
    nv_buf_addc(j->out, '"');
    nv_mustache_escape(j->out, NV_TEMPLATE_JSON, s, strlen(s));
    nv_buf_addc(j->out, '"');
}

void nv_json_int(struct nv_json *j, const char *key, int64_t value)
{
    begin_value(j, key);
    nv_buf_addi(j->out, value);
}

void nv_json_bool(struct nv_json *j, const char *key, bool value)
{
    begin_value(j, key);
    nv_buf_adds(j->out, value ? "true" : "false");
}

void nv_json_null(struct nv_json *j, const char *key)
{
    begin_value(j, key);
    nv_buf_adds(j->out, "null");
}
