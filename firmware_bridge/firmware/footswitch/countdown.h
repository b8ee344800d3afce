/* Time that is left, in place of instants to compare: it cannot be on the wrong side of a wrap. */
#ifndef COUNTDOWN_H
#define COUNTDOWN_H

#include <stdint.h>

static inline uint16_t countdown(uint16_t left_us, uint32_t elapsed_us)
{
    return elapsed_us < left_us ? (uint16_t)(left_us - elapsed_us) : 0;
}

#endif
