#include "render/mustache_json.h"

enum nv_mjson nv_mjson_text(enum nv_mjson state, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (state == NV_MJSON_ESCAPE)
            state = NV_MJSON_STRING;
        else if (s[i] == '"')
            state = state == NV_MJSON_STRING ? NV_MJSON_OUTSIDE : NV_MJSON_STRING;
        else if (s[i] == '\\' && state == NV_MJSON_STRING)
            state = NV_MJSON_ESCAPE;
    }
    return state;
}
