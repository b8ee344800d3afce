#include "reports.h"

#include <string.h>

enum { PROTOCOL = 1, VERSION_MAJOR = 1, VERSION_MINOR = 0 };
enum { HELLO = 0x01, EVENT = 0x02, PEDAL = 0x03, BEAT = 0x04 };

static uint8_t *put16(uint8_t *at, uint16_t number)
{
    *at++ = (uint8_t)number;
    *at++ = (uint8_t)(number >> 8);
    return at;
}

static uint8_t *begun(uint8_t frame[FRAME_MAX + 1], uint8_t kind, uint32_t t_us)
{
    uint8_t *at = frame + FRAME_BODY;
    *at++ = kind;
    at++; /* the sequence number, which it takes when it is sent */
    return put16(put16(at, (uint16_t)t_us), (uint16_t)(t_us >> 16));
}

static void send(struct box *box, uint8_t frame[FRAME_MAX + 1], const uint8_t *end)
{
    frame[FRAME_BODY + 1] = box->seq++;
    const uint8_t size = frame_seal(frame, (uint8_t)(end - frame - FRAME_BODY));
    uint8_t to = box->out_to;
    if (size > (uint8_t)(box->out_from - to - 1)) {
        return;
    }
    for (const uint8_t *sealed = frame; sealed < frame + size; sealed++) {
        box->out[to++] = *sealed;
    }
    box->out_to = to;
}

void report_hello(struct box *box, uint32_t now_us)
{
    uint8_t frame[FRAME_MAX + 1], *at = begun(frame, HELLO, now_us);
    *at++ = PROTOCOL;
    memcpy(at, settings_serial(&box->settings), SETTINGS_SERIAL_SIZE);
    at += SETTINGS_SERIAL_SIZE;
    *at++ = VERSION_MAJOR;
    *at++ = VERSION_MINOR;
    *at++ = box->board.board;
    *at++ = box->reset_cause;
    at = put16(at, settings_boot(&box->settings));
    *at++ = box->board.switches;
    *at++ = box->board.pedals;
    *at++ = box->board.lights;
    *at++ = box->board.closable;
    *at++ = box_supervised(box);
    *at++ = box_slow(box);
    *at++ = settings_fresh(&box->settings);
    for (uint8_t n = 0; n < BOX_PEDALS; n++) {
        at = put16(at, settings_heel(&box->settings, n));
        at = put16(at, settings_toe(&box->settings, n));
    }
    send(box, frame, at);
}

void report_event(struct box *box, uint8_t n, uint32_t now_us)
{
    const struct footswitch *footswitch = &box->switches[n];
    uint8_t frame[FRAME_MAX + 1], *at = begun(frame, EVENT, now_us - footswitch->edge_age_us);
    at = put16(at, settings_boot(&box->settings));
    *at++ = n;
    *at++ = box->down;
    send(box, frame, put16(at, footswitch->presses));
}

void report_pedal(struct box *box, uint8_t n, uint32_t now_us)
{
    uint8_t frame[FRAME_MAX + 1], *at = begun(frame, PEDAL, now_us);
    *at++ = n;
    send(box, frame, put16(at, box->pedals[n].value));
}

void report_beat(struct box *box, uint32_t now_us)
{
    uint8_t frame[FRAME_MAX + 1], *at = begun(frame, BEAT, now_us);
    at = put16(at, settings_boot(&box->settings));
    *at++ = box->down;
    *at++ = box->cut;
    *at++ = box->lights;
    at = put16(at, box->bad);
    for (uint8_t n = 0; n < BOX_SWITCHES; n++) {
        at = put16(at, box->switches[n].presses);
    }
    for (uint8_t n = 0; n < BOX_SWITCHES; n++) {
        at = put16(at, box->switches[n].age_ms);
    }
    for (uint8_t n = 0; n < BOX_PEDALS; n++) {
        at = put16(at, box->pedals[n].value);
    }
    for (uint8_t n = 0; n < BOX_PEDALS; n++) {
        at = put16(at, pedal_reading(&box->pedals[n]));
    }
    send(box, frame, at);
}
