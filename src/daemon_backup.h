/* `backup`: a copy of the ledger made beside the daemon's work, in the state directory, where alone
 * the service may write. Whoever asked takes it from there. */
#ifndef NV_DAEMON_BACKUP_H
#define NV_DAEMON_BACKUP_H

struct nv_backups;
struct nv_daemon;
struct nv_request;

struct nv_backups *nv_backups_new(struct nv_daemon *d);
/* Ends one that is under way; before the store is closed. */
void nv_backups_stop(struct nv_backups *b);
void nv_backups_free(struct nv_backups *b);

/* Answers the request when the copy is whole: data {"path": …}, to be removed by the asker. */
void nv_backups_begin(struct nv_backups *b, struct nv_request *request);

#endif
