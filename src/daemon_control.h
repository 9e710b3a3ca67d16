/* What the command line may ask of the daemon: one function a command. */
#ifndef NV_DAEMON_CONTROL_H
#define NV_DAEMON_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

struct nv_commands;
struct nv_daemon;
struct nv_reply;
struct nv_request;

struct nv_commands *nv_commands_new(struct nv_daemon *d);
void nv_commands_free(struct nv_commands *c); /* answers what still waits */

/* nv_control_handler with the nv_commands as its argument. */
void nv_commands_handle(void *arg, struct nv_request *request);

/* What a request told or wanted is durable, or is not. */
void nv_commands_reply(struct nv_commands *c, const struct nv_reply *reply);
/* The store is free: answer the reads that waited for it. */
void nv_commands_store_free(struct nv_commands *c);

#endif
