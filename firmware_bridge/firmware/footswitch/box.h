/* A footswitch box without its hardware: six switches, two pedals, six lights and a serial line
 * that speaks the wire of PROTOCOL.md. `now_us` is any clock that counts microseconds and wraps at
 * 2^32. */
#ifndef BOX_H
#define BOX_H

#include <stdbool.h>
#include <stdint.h>

#include "framing.h"
#include "pedals.h"
#include "settings.h"
#include "switches.h"

enum {
    BOX_SWITCHES = 6,
    BOX_PEDALS = SETTINGS_PEDALS,
    BOX_LIGHTS = 6,
    BOX_SETTINGS_SIZE = SETTINGS_SIZE,
    BOX_OUT = 256, /* bytes that can wait for the host, one more than do */
};

/* What a box is built of; the first byte and the masks as in HELLO. */
struct box_board {
    uint8_t board;
    uint8_t switches; /* 1 to BOX_SWITCHES */
    uint8_t pedals;   /* 0 to BOX_PEDALS */
    uint8_t lights;   /* 0 to BOX_LIGHTS */
    uint8_t closable;
};

/* One sample of everything. */
struct box_inputs {
    uint8_t high;               /* bit n set: the pin of switch n, pulled up, reads high */
    uint8_t cut;                /* bit n set: it is so high that nothing is connected */
    uint16_t pedal[BOX_PEDALS]; /* 0 to PEDAL_MAX */
};

struct box {
    struct box_board board;
    struct settings settings;
    struct footswitch switches[BOX_SWITCHES];
    struct pedal pedals[BOX_PEDALS];
    struct framer in;
    uint8_t out[BOX_OUT];
    uint8_t out_from, out_to; /* as wide as the ring: they wrap where it does */
    uint8_t down, cut;        /* bit n set: switch n is held; its cable is cut */
    uint8_t seq;
    uint8_t reset_cause;
    uint8_t lights; /* what the host asks for */
    uint8_t tenth;  /* 0 to 9: which tenth of a second the last beat began */
    bool owes_hello, owes_beat;
    bool silent; /* no sound frame for a second; kept, as the instant behind it grows stale */
    uint16_t bad;
    uint32_t sampled_us; /* the last sample */
    uint32_t beat_us;    /* when the last beat was due: within a tenth of a second of the sample */
    uint32_t heard_us;   /* the last sound frame; means nothing while silent */
};

/* Starts from what the EEPROM holds and what the inputs read: a switch that is held is state, no
 * press. `chance` names a box that has no name yet. HELLO goes out with the next sample. */
void box_begin(struct box *box, const struct box_board *board,
               const uint8_t settings[BOX_SETTINGS_SIZE], uint32_t chance, uint8_t reset_cause,
               const struct box_inputs *inputs, uint32_t now_us);

/* The switches for which `cut` must be measured where they read high. */
uint8_t box_supervised(const struct box *box);

/* Takes a sample; wants two thousand a second or more. Everything the box says it says from here:
 * so a host that asks too often is answered once a sample. */
void box_sample(struct box *box, const struct box_inputs *inputs, uint32_t now_us);

/* Takes a byte from the host. */
void box_receive(struct box *box, uint8_t byte, uint32_t now_us);

/* Gives the next byte for the host, if there is one. A frame that found no room was dropped whole:
 * its sequence number is missing, and the next beat heals what it told. */
bool box_send(struct box *box, uint8_t *byte);

/* Which lights are on at this instant: bit n for light n. */
uint8_t box_lights(const struct box *box, uint32_t now_us);

/* Gives the next byte for the EEPROM and where, if there is one. Ask when the EEPROM is ready. */
bool box_setting(struct box *box, uint8_t *at, uint8_t *byte);

/* For the other files of the box: */

/* Bits 0 to count - 1. */
uint8_t box_first(uint8_t count);

/* The switches that are debounced by the integrator. */
uint8_t box_slow(const struct box *box);

/* SWITCH_EAGER or SWITCH_SLOW. */
uint8_t box_depth(const struct box *box, uint8_t n);

/* To be called when a switch was taken for something else. */
void box_take_stock(struct box *box);

#endif
