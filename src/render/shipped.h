/* The templates and wordings of etc/templates as they were when the program was built: what holds
 * where a configuration says nothing else. The table is made by tools/embed-templates. */
#ifndef NV_RENDER_SHIPPED_H
#define NV_RENDER_SHIPPED_H

/* "item.txt" and its content, or "labels.due" and its wording. */
struct nv_shipped_text {
    const char *name, *text;
};

struct nv_shipped {
    const char *code; /* "vi" */
    const struct nv_shipped_text *texts, *words;
};

/* Lists end with an entry of NULL. */
extern const struct nv_shipped nv_shipped[];
/* The templates of webhook bodies: "telegram.json". */
extern const struct nv_shipped_text nv_shipped_hooks[];

#endif
