/* The peer's last SMTP reply, kept while libcurl hands its lines over: "250 2.0.0 Ok: queued as X"
 * is the administrator's receipt. The code is kept here too, because libcurl's becomes 0 when half
 * a reply or garbage follows: a dot that was answered so would look like one never sent. Knows
 * nothing of connections. */
#ifndef NV_COURIER_REPLY_H
#define NV_COURIER_REPLY_H

#include <stdbool.h>
#include <stddef.h>

struct nv_reply {
    int code; /* of the last complete reply, 0 where there was none */
    char text[512];
    size_t len;
    bool ended; /* the next line begins a new reply */
};

void nv_reply_clear(struct nv_reply *r);

/* One line with its CR LF. Lines of one reply (RFC 5321 4.2.1: "250-…" then "250 …") are joined. */
void nv_reply_line(struct nv_reply *r, const char *line, size_t n);

#endif
