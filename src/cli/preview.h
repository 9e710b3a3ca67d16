/* What `preview` does with each notice of the rehearsal: a JSON line, a paragraph of text, a file.
 * One file each; preview.c drives them. */
#ifndef NV_CLI_PREVIEW_H
#define NV_CLI_PREVIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/cli.h"

struct nv_delivery;
struct nv_endpoint;
struct nv_intern;
struct nv_notice;
struct nv_snapshot;

struct nv_preview {
    struct nv_cli *cli;
    const struct nv_snapshot *s;
    uint32_t agency; /* only what this agency or group gets; NV_NONE: all */
    const char *mail_dir;
    bool letters;            /* print what the agency reads, not a table */
    struct nv_intern *files; /* names of files written */
    int64_t window_ms;       /* of the notice before */
    uint64_t notices, items, messages;
    bool failed; /* a message could not be written; told already */
};

/* The endpoint that a delivery is for. */
const struct nv_endpoint *nv_preview_endpoint(const struct nv_snapshot *s,
                                              const struct nv_delivery *d);

void nv_preview_json(struct nv_preview *p, const struct nv_notice *n,
                     const struct nv_delivery *deliveries, uint32_t n_deliveries);
void nv_preview_text(struct nv_preview *p, const struct nv_notice *n,
                     const struct nv_delivery *deliveries, uint32_t n_deliveries);
/* Prints the letter as its reader sees it. */
void nv_preview_letter(struct nv_preview *p, const struct nv_notice *n,
                       const struct nv_delivery *deliveries, uint32_t n_deliveries);
/* Writes the message of one delivery below mail_dir. */
void nv_preview_write(struct nv_preview *p, const struct nv_notice *n, const struct nv_delivery *d);

#endif
