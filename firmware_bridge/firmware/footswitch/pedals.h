/* One expression pedal: from the converter's readings to a value that moves only with the foot. */
#ifndef PEDALS_H
#define PEDALS_H

#include <stdbool.h>
#include <stdint.h>

enum { PEDAL_MAX = 1023 }; /* of a reading, and of a value */

struct pedal {
    uint16_t sum;     /* four times the smoothed reading */
    uint16_t low;     /* the readings between which it moves, a little inside its ends */
    uint16_t high;    /* as low: never calibrated, silent */
    bool reversed;    /* the heel reads more than the toe */
    uint16_t told;    /* the reading behind its value */
    uint16_t value;   /* 0 at the heel to PEDAL_MAX at the toe; 0 of a silent one */
    uint16_t step_us; /* until the next reading is taken */
    uint16_t wait_us; /* until the next value may be told */
};

/* A pedal that reads so much; silent until it is calibrated. */
void pedal_begin(struct pedal *pedal, uint16_t reading);

/* Sets its ends, 0 to PEDAL_MAX, two alike for silence; its value is at once what they make it. */
void pedal_calibrate(struct pedal *pedal, uint16_t heel, uint16_t toe);

/* What its input reads, smoothed. */
uint16_t pedal_reading(const struct pedal *pedal);

/* Takes a reading, with the time since the one before. True when its value is to be told. */
bool pedal_sample(struct pedal *pedal, uint16_t reading, uint32_t elapsed_us);

#endif
