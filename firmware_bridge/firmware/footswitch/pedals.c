#include "pedals.h"

#include "countdown.h"

enum {
    STEP_US = 1000,  /* a quarter of what is new in each: 63 % of a jump in 3.5 ms */
    TOLD_US = 10000, /* a hundred values a second */
    HYSTERESIS = 3,
    END_PERCENT = 1, /* of the way: springs and rubber do not come back to the last digit */
};

static uint16_t within(const struct pedal *pedal, uint16_t reading)
{
    return reading < pedal->low ? pedal->low : reading > pedal->high ? pedal->high : reading;
}

static void tell(struct pedal *pedal, uint16_t reading)
{
    const uint16_t way = (uint16_t)(pedal->high - pedal->low);
    const uint32_t gone = (uint32_t)(reading - pedal->low);
    const uint16_t value = (uint16_t)((gone * PEDAL_MAX + way / 2) / way);
    pedal->told = reading;
    pedal->value = pedal->reversed ? (uint16_t)(PEDAL_MAX - value) : value;
}

void pedal_begin(struct pedal *pedal, uint16_t reading)
{
    pedal->sum = (uint16_t)(4 * reading);
    pedal->step_us = 0;
    pedal->wait_us = 0;
    pedal_calibrate(pedal, 0, 0);
}

void pedal_calibrate(struct pedal *pedal, uint16_t heel, uint16_t toe)
{
    pedal->reversed = heel > toe;
    pedal->low = pedal->reversed ? toe : heel;
    pedal->high = pedal->reversed ? heel : toe;
    pedal->value = 0;
    if (pedal->low < pedal->high) {
        const uint16_t end = (uint16_t)((uint32_t)(pedal->high - pedal->low) * END_PERCENT / 100);
        pedal->low = (uint16_t)(pedal->low + end);
        pedal->high = (uint16_t)(pedal->high - end);
        tell(pedal, within(pedal, pedal_reading(pedal)));
    }
}

uint16_t pedal_reading(const struct pedal *pedal)
{
    return pedal->sum / 4;
}

bool pedal_sample(struct pedal *pedal, uint16_t reading, uint32_t elapsed_us)
{
    pedal->step_us = countdown(pedal->step_us, elapsed_us);
    pedal->wait_us = countdown(pedal->wait_us, elapsed_us);
    if (pedal->step_us > 0) {
        return false;
    }
    pedal->step_us = STEP_US;
    pedal->sum = (uint16_t)(pedal->sum + reading - pedal_reading(pedal));
    if (pedal->low == pedal->high || pedal->wait_us > 0) {
        return false;
    }
    const uint16_t now = within(pedal, pedal_reading(pedal)), told = pedal->told;
    const uint16_t moved = (uint16_t)(now > told ? now - told : told - now);
    const bool at_an_end = now == pedal->low || now == pedal->high;
    if (moved == 0 || (moved < HYSTERESIS && !at_an_end)) {
        return false;
    }
    tell(pedal, now);
    pedal->wait_us = TOLD_US;
    return true;
}
