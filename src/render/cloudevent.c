#include "render/cloudevent.h"

#include <string.h>

#include "base/buf.h"
#include "model/snapshot.h"
#include "render/json.h"
#include "render/render.h"

void nv_cloudevent_begin(struct nv_json *j, const struct nv_cloudevent *e)
{
    nv_json_begin(j, NULL, '{');
    nv_json_text(j, "specversion", "1.0");
    nv_json_text(j, "id", e->id);
    nv_json_text(j, "source", e->source);
    nv_json_text(j, "type", e->type);
    nv_json_text(j, "subject", e->subject);
    nv_json_text(j, "time", e->time);
    nv_json_text(j, "datacontenttype", "application/json");
    nv_json_text(j, "dataschema", e->dataschema);
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
