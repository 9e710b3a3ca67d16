/* The deadlines of a notice as calendar entries: RFC 5545, published (RFC 5546 section 3.2.1),
 * whole days, no alarm – the reminding is ours.
 *
 * An entry keeps its UID for ever: one for each occurrence, over all agencies. SEQUENCE is the day
 * of the notice, so that a later letter always replaces what an earlier one put into a calendar.
 *
 * What is no longer to be done is published once more as cancelled (RFC 5546 section 3.2.1 allows
 * that; METHOD:CANCEL is for meetings that have attendees), and programs strike it out. What is
 * done stays: the deadline was one, and whoever keeps the calendar may want to see it. */
#ifndef NV_RENDER_ICS_H
#define NV_RENDER_ICS_H

#include <stdbool.h>

struct nv_buf;
struct nv_view;

/* True if there is a deadline to come among the items; else nothing would be written. */
bool nv_ics_has_events(const struct nv_view *v);
/* Appends the object, CRLF, lines of at most 75 octets. */
void nv_ics_write(const struct nv_view *v, struct nv_buf *out);

#endif
