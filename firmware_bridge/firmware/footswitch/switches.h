/* One switch: from raw samples to presses and releases, each counted once. */
#ifndef SWITCHES_H
#define SWITCHES_H

#include <stdbool.h>
#include <stdint.h>

enum contact { UP, DOWN, CUT }; /* CUT: nothing is connected; of normally-closed ones only */

enum {
    SWITCH_EAGER = 2, /* samples in a row that change a switch, if debounced eagerly */
    SWITCH_SLOW = 12, /* by how many samples one side must lead, if by the integrator */
};

#define SWITCH_NO_AGE UINT16_MAX /* ms: the last press is longer ago, or there was none */

struct footswitch {
    uint16_t wait_us;      /* until it may change again; while cut, until its contact is believed */
    uint16_t edge_age_us;  /* since the first sample that differed from the state */
    uint16_t edge_left_us; /* until that edge is forgotten; 0: there is none */
    uint16_t presses;      /* since boot, wrapping */
    uint16_t age_ms;       /* since the first edge of the last press */
    uint16_t age_us;       /* and the part of a millisecond */
    uint8_t lead;          /* of the samples that say down, 0 to its depth */
    uint8_t contact;       /* the last sample, an enum contact */
    uint8_t state;         /* what it is taken for, an enum contact */
};

/* A switch of which nothing is known but this contact: it is its state, and no press. */
void footswitch_begin(struct footswitch *footswitch, uint8_t contact, uint8_t depth);

/* Believes that the contact is as told, whatever it was: no press and no release. */
void footswitch_adopt(struct footswitch *footswitch, uint8_t contact, uint8_t depth);

/* Takes a sample, with the time since the one before and SWITCH_EAGER or SWITCH_SLOW. True when the
 * switch was pressed or released; its first edge was edge_age_us ago. */
bool footswitch_sample(struct footswitch *footswitch, uint8_t contact, uint8_t depth,
                       uint32_t elapsed_us);

#endif
