#include "conf/loader.h"

#include <string.h>

#include "base/mem.h"
#include "conf/files.h"

void nv_loader_saw(struct nv_loader *l, const char *path, const struct nv_buf *text)
{
    if (!l->seen)
        return;
    path += strlen(l->snap->dir);
    path += strspn(path, "/");
    nv_conf_files_add(l->seen, path, text ? nv_buf_str(text) : NULL, text ? text->len : 0);
}

struct nv_spot nv_spot_of(const struct nv_loader *l, const struct nv_node *n)
{
    struct nv_spot spot = {.source = l->source};
    for (const struct nv_node *p = n; p->up; p = p->up)
        spot.depth++;
    if (spot.depth > NV_SPOT_DEPTH)
        spot.depth = 0;
    for (unsigned i = spot.depth; i > 0; i--, n = n->up)
        spot.path[i - 1] = n->index;
    return spot;
}

struct nv_place nv_place_of(const struct nv_loader *l, const struct nv_node *n)
{
    return (struct nv_place){l->source->name, (int)config_setting_source_line(n->s)};
}

/* Here and below libconfig's public structures are read as they are: of every setting there is, a
 * call for each would be most of the work. */
uint32_t nv_node_count(const struct nv_node *n)
{
    const config_list_t *list = config_setting_is_aggregate(n->s) ? n->s->value.list : NULL;
    return list ? list->length : 0;
}

struct nv_node nv_node_child(const struct nv_node *n, uint32_t i)
{
    config_setting_t *s = n->s->value.list->elements[i];
    bool named = n->s->type == CONFIG_TYPE_GROUP;
    if ((named && !s->name) || (s->type == CONFIG_TYPE_STRING && !s->value.sval))
        nv_mem_exhausted(0);
    return (struct nv_node){s, n, i};
}

struct nv_node nv_node_find(const struct nv_node *group, const char *name)
{
    for (uint32_t i = 0; i < nv_node_count(group); i++) {
        struct nv_node n = nv_node_child(group, i);
        if (strcmp(n.s->name, name) == 0)
            return n;
    }
    return (struct nv_node){0};
}

#define REPORT(l, spot, severity, fmt)                                                             \
    do {                                                                                           \
        va_list ap;                                                                                \
        va_start(ap, fmt);                                                                         \
        nv_spot_report(spot, (l)->diags, severity, fmt, ap);                                       \
        va_end(ap);                                                                                \
    } while (0)

void nv_error(struct nv_loader *l, const struct nv_node *n, const char *fmt, ...)
{
    struct nv_spot spot = nv_spot_of(l, n);
    REPORT(l, &spot, NV_DIAG_ERROR, fmt);
}

void nv_warn(struct nv_loader *l, const struct nv_node *n, const char *fmt, ...)
{
    struct nv_spot spot = nv_spot_of(l, n);
    REPORT(l, &spot, NV_DIAG_WARNING, fmt);
}

void nv_error_key(struct nv_loader *l, const struct nv_node *n, const char *fmt, ...)
{
    struct nv_spot spot = nv_spot_of(l, n);
    spot.key = true;
    REPORT(l, &spot, NV_DIAG_ERROR, fmt);
}

void nv_warn_key(struct nv_loader *l, const struct nv_node *n, const char *fmt, ...)
{
    struct nv_spot spot = nv_spot_of(l, n);
    spot.key = true;
    REPORT(l, &spot, NV_DIAG_WARNING, fmt);
}

void nv_spot_error(struct nv_loader *l, const struct nv_spot *spot, const char *fmt, ...)
{
    REPORT(l, spot, NV_DIAG_ERROR, fmt);
}

void nv_spot_warn(struct nv_loader *l, const struct nv_spot *spot, const char *fmt, ...)
{
    REPORT(l, spot, NV_DIAG_WARNING, fmt);
}
