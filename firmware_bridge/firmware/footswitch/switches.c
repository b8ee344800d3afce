#include "switches.h"

#include "countdown.h"

static const uint16_t LOCK_US = 20000, SETTLED_US = 50000;

/* An edge is forgotten when no other comes for so long: a contact that bounces does not rest like
 * that, and interference from the mains, a hundred times a second or 120, does. */
static const uint16_t EDGE_US = 7000;

/* Interference that comes faster would keep an edge for ever, and a press with so old an edge would
 * be called missed. No bounce lasts longer than this. */
static const uint16_t EDGE_AGE_MAX_US = 40000;

void footswitch_begin(struct footswitch *footswitch, uint8_t contact, uint8_t depth)
{
    footswitch->presses = 0;
    footswitch->age_ms = SWITCH_NO_AGE;
    footswitch->age_us = 0;
    footswitch->edge_age_us = 0;
    footswitch_adopt(footswitch, contact, depth);
}

void footswitch_adopt(struct footswitch *footswitch, uint8_t contact, uint8_t depth)
{
    footswitch->contact = contact;
    footswitch->state = contact;
    footswitch->lead = contact == DOWN ? depth : 0;
    footswitch->wait_us = contact == CUT ? SETTLED_US : 0;
    footswitch->edge_left_us = 0;
}

static void grow_older(struct footswitch *footswitch, uint32_t elapsed_us)
{
    if (footswitch->age_ms == SWITCH_NO_AGE) {
        return;
    }
    elapsed_us += footswitch->age_us;
    /* Mostly not once: a division would cost the chip more than the rest of the sample. */
    for (; elapsed_us >= 1000 && footswitch->age_ms < SWITCH_NO_AGE; elapsed_us -= 1000) {
        footswitch->age_ms++;
    }
    footswitch->age_us = (uint16_t)elapsed_us;
}

static void note_edge(struct footswitch *footswitch, uint32_t elapsed_us)
{
    const uint32_t edge_age_us = footswitch->edge_age_us + elapsed_us;
    footswitch->edge_age_us =
        edge_age_us < EDGE_AGE_MAX_US ? (uint16_t)edge_age_us : EDGE_AGE_MAX_US;
    if (footswitch->contact == footswitch->state) {
        footswitch->edge_left_us = countdown(footswitch->edge_left_us, elapsed_us);
        return;
    }
    if (footswitch->edge_left_us == 0) {
        footswitch->edge_age_us = 0;
    }
    footswitch->edge_left_us = EDGE_US;
}

static bool debounced(struct footswitch *footswitch, uint8_t depth)
{
    if (footswitch->contact != DOWN) {
        footswitch->lead = (uint8_t)(footswitch->lead - (footswitch->lead > 0));
    } else if (footswitch->lead < depth) {
        footswitch->lead++;
    }
    const bool changes = footswitch->lead == (footswitch->state == DOWN ? 0 : depth);
    if (!changes || footswitch->wait_us > 0) {
        return false;
    }
    footswitch->state = footswitch->contact;
    footswitch->wait_us = LOCK_US;
    footswitch->edge_left_us = 0;
    if (footswitch->state == DOWN) {
        footswitch->presses++;
        footswitch->age_ms = 0;
        footswitch->age_us = 0;
        grow_older(footswitch, footswitch->edge_age_us);
    }
    return true;
}

bool footswitch_sample(struct footswitch *footswitch, uint8_t contact, uint8_t depth,
                       uint32_t elapsed_us)
{
    const bool steady = contact == footswitch->contact;
    const bool held = footswitch->state == DOWN;
    footswitch->contact = contact;
    footswitch->wait_us = countdown(footswitch->wait_us, elapsed_us);
    grow_older(footswitch, elapsed_us);
    if (footswitch->state == CUT) {
        if (contact == CUT || !steady) {
            footswitch->wait_us = SETTLED_US;
        } else if (footswitch->wait_us == 0) {
            footswitch_adopt(footswitch, contact, depth);
        }
        return false;
    }
    note_edge(footswitch, elapsed_us);
    if (contact != CUT) {
        return debounced(footswitch, depth);
    }
    if (steady) {
        footswitch_adopt(footswitch, CUT, depth);
    }
    return steady && held;
}
