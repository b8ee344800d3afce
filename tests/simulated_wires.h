/* What is wired to the simulated board: its pins, its analogue inputs and its serial line. */
#ifndef SIMULATED_WIRES_H
#define SIMULATED_WIRES_H

#include <simavr/sim_avr.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MHZ = 16 };

extern avr_t *avr;

/* The link under which the serial line is a pseudo-terminal; NULL: its bytes are told on stdout. */
void wires_begin(const char *link);
void wires_after_reset(void);

void wires_stop_at(uint64_t cycle); /* a sleeping chip does not sleep past it */

void wires_change(char port, uint8_t bit, char level, uint64_t after_us);
void wires_voltage(unsigned channel, unsigned millivolts);

void wires_hear(const uint8_t *bytes, size_t count);
void wires_say(const uint8_t *bytes, size_t count);
void wires_listen(void); /* takes what the host has written */
void wires_cut(void);
void wires_mend(void);

#endif
