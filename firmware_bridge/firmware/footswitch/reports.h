/* What a box says: a frame of each kind, into the ring of bytes that wait for the host. */
#ifndef REPORTS_H
#define REPORTS_H

#include "box.h"

void report_hello(struct box *box, uint32_t now_us);

/* Switch n was pressed or released, its first edge edge_age_us before now. */
void report_event(struct box *box, uint8_t n, uint32_t now_us);

void report_pedal(struct box *box, uint8_t n, uint32_t now_us);

void report_beat(struct box *box, uint32_t now_us);

#endif
