/* Feet on the host-built core: presses COUNT SEED.
 *
 * A foot presses a switch of its own so often. Each contact bounces for up to 10 ms when it closes
 * and when it opens, holds for 12 ms or longer, and closes again 60 ms or more later; another foot
 * does as it likes. The clock begins shortly before it wraps. What the box tells is compared, press
 * by press, with what the foot did: one EVENT is right, none is lost, another is doubled.
 * Prints how many presses there were, how many were lost and how many doubled.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "box.h"

enum { SAMPLE_US = 341, FEET = 2, EVENT = 0x02, EVENT_SIZE = 12, EVENT_SWITCH = 8, EVENT_DOWN = 9 };

/* Of a foot, in microseconds since the last press began. */
struct foot {
    uint32_t since_us, bounce_us, up_us, release_bounce_us, end_us, told;
};

static uint64_t state;

/* xorshift64*, of which the upper half is taken. */
static uint32_t random_below(uint32_t limit)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)((state * 0x2545F4914F6CDD1DULL >> 32) * limit >> 32);
}

static void plan(struct foot *foot)
{
    foot->since_us -= foot->end_us;
    foot->bounce_us = random_below(10001);
    foot->up_us = 12000 + random_below(30000);
    foot->release_bounce_us = random_below(10001);
    foot->end_us = 60000 + random_below(20000);
    foot->told = 0;
}

/* Whether its contact is closed: while it bounces that is anybody's guess. */
static bool closed(const struct foot *foot)
{
    const uint32_t us = foot->since_us;
    const bool released = us >= foot->up_us;
    const bool bounces = released ? us < foot->up_us + foot->release_bounce_us
                                  : us < foot->bounce_us;
    return bounces ? random_below(2) : !released;
}

static void hear(struct box *box, struct framer *framer, struct foot *feet)
{
    uint8_t byte;
    while (box_send(box, &byte)) {
        const uint8_t size = framer_feed(framer, byte);
        const uint8_t *body = framer->frame + FRAME_BODY;
        if (size == 0) {
            continue;
        }
        if (frame_unseal(framer->frame, size) == EVENT_SIZE && body[0] == EVENT) {
            feet[body[EVENT_SWITCH]].told += body[EVENT_DOWN] >> body[EVENT_SWITCH] & 1;
        }
    }
}

int main(int count, char **words)
{
    static const struct box_board board = {1, BOX_SWITCHES, BOX_PEDALS, BOX_LIGHTS, 0};
    static const uint8_t settings[BOX_SETTINGS_SIZE];
    struct box_inputs inputs = {0x3F, 0, {0, 0}};
    struct box box;
    struct framer framer = {.size = 0};
    struct foot feet[FEET];
    if (count != 3) {
        return 2;
    }
    const unsigned long presses = strtoul(words[1], NULL, 10);
    unsigned long pressed = 0, lost = 0, doubled = 0;
    uint32_t now_us = UINT32_MAX - 10000000;
    state = strtoull(words[2], NULL, 10) * 2 + 1;
    memset(feet, 0, sizeof feet);
    for (int n = 0; n < FEET; n++) {
        plan(&feet[n]);
    }
    box_begin(&box, &board, settings, 0, 1, &inputs, now_us);
    while (pressed < presses) {
        for (int n = 0; n < FEET; n++) {
            const uint8_t bit = (uint8_t)(1 << n);
            inputs.high = (uint8_t)(closed(&feet[n]) ? inputs.high & ~bit : inputs.high | bit);
        }
        now_us += SAMPLE_US;
        box_sample(&box, &inputs, now_us);
        hear(&box, &framer, feet);
        for (int n = 0; n < FEET; n++) {
            struct foot *foot = &feet[n];
            foot->since_us += SAMPLE_US;
            if (foot->since_us >= foot->end_us) {
                pressed++;
                lost += foot->told == 0;
                doubled += foot->told > 1 ? foot->told - 1 : 0;
                plan(foot);
            }
        }
    }
    printf("%lu %lu %lu\n", pressed, lost, doubled);
    return 0;
}
