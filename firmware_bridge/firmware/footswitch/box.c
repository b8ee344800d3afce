#include "box.h"

#include <string.h>

#include "commands.h"
#include "reports.h"

static const uint32_t BEAT_US = 100000, BLINK_US = 250000, SILENT_US = 1000000;

uint8_t box_first(uint8_t count)
{
    return (uint8_t)((1 << count) - 1);
}

uint8_t box_slow(const struct box *box)
{
    return settings_slow(&box->settings) & box_first(box->board.switches);
}

uint8_t box_supervised(const struct box *box)
{
    return settings_closed(&box->settings) & box->board.closable;
}

uint8_t box_depth(const struct box *box, uint8_t n)
{
    return box_slow(box) >> n & 1 ? SWITCH_SLOW : SWITCH_EAGER;
}

void box_take_stock(struct box *box)
{
    uint8_t bit = 1;
    box->down = box->cut = 0;
    for (uint8_t n = 0; n < box->board.switches; n++, bit = (uint8_t)(bit << 1)) {
        const uint8_t state = box->switches[n].state;
        box->down = (uint8_t)(box->down | (state == DOWN ? bit : 0));
        box->cut = (uint8_t)(box->cut | (state == CUT ? bit : 0));
    }
}

static uint8_t contact(const struct box_inputs *inputs, uint8_t closed, uint8_t bit)
{
    if (!(closed & bit)) {
        return inputs->high & bit ? UP : DOWN;
    }
    return !(inputs->high & bit) ? UP : inputs->cut & bit ? CUT : DOWN;
}

void box_begin(struct box *box, const struct box_board *board,
               const uint8_t settings[BOX_SETTINGS_SIZE], uint32_t chance, uint8_t reset_cause,
               const struct box_inputs *inputs, uint32_t now_us)
{
    memset(box, 0, sizeof *box);
    box->board = *board;
    box->reset_cause = reset_cause;
    box->owes_hello = true;
    box->sampled_us = box->beat_us = box->heard_us = now_us;
    settings_begin(&box->settings, settings, chance);
    for (uint8_t n = 0; n < BOX_SWITCHES; n++) {
        const uint8_t now = contact(inputs, box_supervised(box), (uint8_t)(1 << n));
        footswitch_begin(&box->switches[n], now, box_depth(box, n));
    }
    box_take_stock(box);
    for (uint8_t n = 0; n < BOX_PEDALS; n++) {
        pedal_begin(&box->pedals[n], inputs->pedal[n]);
        pedal_calibrate(&box->pedals[n], settings_heel(&box->settings, n),
                        settings_toe(&box->settings, n));
    }
}

static void sample_switches(struct box *box, const struct box_inputs *inputs, uint32_t elapsed_us)
{
    const uint8_t closed = box_supervised(box), slow = box_slow(box);
    uint8_t bit = 1;
    /* One by one: an event must not count a switch whose own event has not gone out. */
    for (uint8_t n = 0; n < box->board.switches; n++, bit = (uint8_t)(bit << 1)) {
        struct footswitch *footswitch = &box->switches[n];
        const uint8_t state = footswitch->state, depth = slow & bit ? SWITCH_SLOW : SWITCH_EAGER;
        const bool told =
            footswitch_sample(footswitch, contact(inputs, closed, bit), depth, elapsed_us);
        if (footswitch->state == state) {
            continue;
        }
        box->owes_beat = box->owes_beat || state == CUT || footswitch->state == CUT;
        box_take_stock(box);
        if (told) {
            report_event(box, n, box->sampled_us);
        }
    }
}

void box_sample(struct box *box, const struct box_inputs *inputs, uint32_t now_us)
{
    const uint32_t elapsed_us = now_us - box->sampled_us, since_beat_us = now_us - box->beat_us;
    box->sampled_us = now_us;
    sample_switches(box, inputs, elapsed_us);
    for (uint8_t n = 0; n < box->board.pedals; n++) {
        if (pedal_sample(&box->pedals[n], inputs->pedal[n], elapsed_us)) {
            report_pedal(box, n, now_us);
        }
    }
    if (since_beat_us >= BEAT_US) {
        /* Without drift, unless the box stood still: what that missed is not made up for. */
        box->beat_us = since_beat_us < 2 * BEAT_US ? box->beat_us + BEAT_US : now_us;
        box->tenth = (uint8_t)((box->tenth + 1) % 10);
        box->owes_beat = true;
    }
    if (now_us - box->heard_us > SILENT_US) {
        box->silent = true;
    }
    /* One long frame a sample is all the chip has time for. */
    if (box->owes_hello) {
        report_hello(box, now_us);
        box->owes_hello = false;
        box->owes_beat = true;
    } else if (box->owes_beat) {
        report_beat(box, now_us);
        box->owes_beat = false;
    }
}

void box_receive(struct box *box, uint8_t byte, uint32_t now_us)
{
    const uint8_t size = framer_feed(&box->in, byte);
    if (size == 0) {
        return;
    }
    const uint8_t body_size = frame_unseal(box->in.frame, size);
    if (body_size > 0 && command_obey(box, box->in.frame + FRAME_BODY, body_size)) {
        box->heard_us = now_us;
        box->silent = false;
    } else if (box->bad < UINT16_MAX) {
        box->bad++;
    }
}

bool box_send(struct box *box, uint8_t *byte)
{
    if (box->out_from == box->out_to) {
        return false;
    }
    *byte = box->out[box->out_from++];
    return true;
}

/* Both rhythms count from the beats, which the wrap of the clock does not disturb. */
uint8_t box_lights(const struct box *box, uint32_t now_us)
{
    const uint8_t all = box_first(box->board.lights);
    const uint8_t flickering = box->cut & all;
    uint8_t lit = box->lights;
    if (box->silent) {
        const uint32_t since_us = box->tenth % 5 * BEAT_US + (now_us - box->beat_us);
        lit = since_us < BLINK_US ? all : 0;
    }
    return box->tenth & 1 ? lit | flickering : lit & (uint8_t)~flickering;
}

bool box_setting(struct box *box, uint8_t *at, uint8_t *byte)
{
    return settings_write(&box->settings, at, byte);
}
