#include "courier/answer.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static json_t *member(json_t *at, const char *path)
{
    while (at && *path) {
        char name[64];
        size_t n = strcspn(path, ".");
        nv_fmt(name, sizeof name, "%.*s", (int)n, path);
        at = json_is_array(at) ? json_array_get(at, strtoul(name, NULL, 10))
                               : json_object_get(at, name);
        path += n + (path[n] == '.');
    }
    return at;
}

bool nv_answer_says(const struct nv_buf *answer, const char *path, const char *value)
{
    json_t *o = json_loadb(nv_buf_str(answer), answer->len, 0, NULL), *v = member(o, path);
    char *text = v ? json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    bool says = text && (json_is_string(v) ? strcmp(json_string_value(v), value) == 0
                                           : strcmp(text, value) == 0);
    free(text);
    json_decref(o);
    return says;
}
