#include "render/cloudevent.h"

#include <jansson.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/snapshot.h"
#include "render/render.h"

static void set(json_t *object, const char *key, json_t *value)
{
    nv_require(json_object_set_new(object, key, value) == 0);
}

json_t *nv_cloudevent_new(const struct nv_cloudevent *e, json_t *data)
{
    json_t *o = json_object();
    set(o, "specversion", json_string("1.0"));
    set(o, "id", json_string(e->id));
    set(o, "source", json_string(e->source));
    set(o, "type", json_string(e->type));
    set(o, "subject", json_string(e->subject));
    set(o, "time", json_string(e->time));
    set(o, "datacontenttype", json_string("application/json"));
    set(o, "dataschema", json_string(e->dataschema));
    set(o, "data", data);
    return o;
}

/* Only what a host name has: nothing else gets into a name, whatever the configuration holds. */
static void add_name(struct nv_buf *out, const char *s, const char *otherwise)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    size_t start = out->len;
    for (; s && *s; s++)
        if (strchr(allowed, *s))
            nv_buf_addc(out, *s);
    if (out->len == start)
        nv_buf_adds(out, otherwise);
}

void nv_cloudevent_source(const struct nv_letter *l, struct nv_buf *out)
{
    const char *mail = l->snapshot->sender_mail, *at = mail ? strrchr(mail, '@') : NULL;
    nv_buf_adds(out, "https://");
    add_name(out, at ? at + 1 : NULL, "invalid");
    nv_buf_adds(out, "/nhacviec/");
    add_name(out, l->snapshot->instance, "nhacviec");
}
