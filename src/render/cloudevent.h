/* The envelope of a webhook body: a CloudEvent (specification 1.0.2) in structured JSON mode. Knows
 * nothing of what it carries. */
#ifndef NV_RENDER_CLOUDEVENT_H
#define NV_RENDER_CLOUDEVENT_H

struct nv_buf;
struct nv_json;
struct nv_letter;

/* All text is valid UTF-8. */
struct nv_cloudevent {
    const char *id, *source, *type, *subject;
    const char *time;       /* RFC 3339 */
    const char *dataschema; /* URI */
};

/* Begins the event's object. The caller writes its member "data" and ends it. */
void nv_cloudevent_begin(struct nv_json *j, const struct nv_cloudevent *e);

/* "https://khanhhoa.example/nhacviec/khanhhoa": the installation within its sender's domain. A name
 * that is ours alone; nothing need answer there. Appended. */
void nv_cloudevent_source(const struct nv_letter *l, struct nv_buf *out);

#endif
