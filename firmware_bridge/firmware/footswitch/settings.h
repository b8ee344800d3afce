/* What a box keeps without power: an image of its 24 bytes, and which of them are to be written. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

enum { SETTINGS_SIZE = 24, SETTINGS_SERIAL_SIZE = 8, SETTINGS_PEDALS = 2 };

struct settings {
    uint8_t image[SETTINGS_SIZE];
    uint32_t unwritten; /* bit n set: byte n is not in the EEPROM yet */
};

/* Reads what is stored and counts a boot. Where it is damaged or missing: all switches normally
 * open and eager, pedals silent, a serial number made of chance, and fresh. */
void settings_begin(struct settings *settings, const uint8_t stored[SETTINGS_SIZE],
                    uint32_t chance);

uint16_t settings_boot(const struct settings *settings);
const uint8_t *settings_serial(const struct settings *settings);
uint8_t settings_closed(const struct settings *settings);
uint8_t settings_slow(const struct settings *settings);
uint16_t settings_heel(const struct settings *settings, uint8_t pedal);
uint16_t settings_toe(const struct settings *settings, uint8_t pedal);

/* Nobody has set anything since the record was lost. It outlasts a restart: many a board restarts
 * when its port is opened, and nobody would ever hear of the loss. */
bool settings_fresh(const struct settings *settings);

/* Each writes what differs and nothing else. */
void settings_name(struct settings *settings, const uint8_t serial[SETTINGS_SERIAL_SIZE]);
void settings_setup(struct settings *settings, uint8_t closed, uint8_t slow);
void settings_calibrate(struct settings *settings, uint8_t pedal, uint16_t heel, uint16_t toe);

/* Gives the next byte to write and where, if there is one. */
bool settings_write(struct settings *settings, uint8_t *at, uint8_t *byte);

#endif
