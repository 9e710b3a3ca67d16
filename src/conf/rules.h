/* What single values must look like. Each check returns NULL when the value is good, else what is
 * allowed, in Vietnamese, to follow "…; ". Knows nothing of files. */
#ifndef NV_CONF_RULES_H
#define NV_CONF_RULES_H

#include <stdbool.h>
#include <stdint.h>

const char *nv_rule_id(const char *s);      /* [a-z0-9-], 1–64 bytes: agencies, plans, relays */
const char *nv_rule_task_id(const char *s); /* letters, digits, '.', '-', 1–64 bytes */
const char *nv_rule_label(const char *s);   /* one DNS label (RFC 1035 section 2.3.1, RFC 1123) */
const char *nv_rule_host(const char *s);    /* host name or IP address */
const char *nv_rule_mail(const char *s);    /* dot-atom@domain in ASCII (RFC 5321 section 4.1.2) */
const char *nv_rule_url(const char *s);     /* https, or http with a loopback host */

bool nv_rule_is_loopback(const char *host, unsigned long n);
bool nv_rule_url_is_loopback(const char *url); /* of a good URL */
/* The host of a good URL where it is an address, or "localhost" as 127.0.0.1; false for names. */
bool nv_rule_url_address(const char *url, unsigned char out[16]);

/* "08:00" … "24:00" to minutes of the day, -1 if it is not one. */
int nv_rule_time(const char *s);
/* "30s", "5m", "4h", "5d" to seconds, -1 if it is not one or over 366 days. */
int64_t nv_rule_duration_s(const char *s);

#endif
