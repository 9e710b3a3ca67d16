/* A second engine that is told what the first was told, but as a recording would tell it: each
 * event is written as a line, read back, and taken; what it asks for must be the same. So nothing
 * that an engine looks at is missing from the line of its event, and whatever else is asked of an
 * engine between two events changes nothing. */
#ifndef SIM_MIRROR_H
#define SIM_MIRROR_H

#include <stdint.h>

struct book;
struct mirror;
struct nv_actions;
struct nv_event;

struct mirror *mirror_new(uint32_t slices); /* of the first engine, 0: as the engine has it */
void mirror_free(struct mirror *m);         /* NULL is fine */
/* The first engine has taken `ev` and asks for `actions`, which nobody has carried out yet. */
void mirror_step(struct mirror *m, struct book *b, const struct nv_event *ev,
                 const struct nv_actions *actions);

#endif
