#include "commands.h"

enum { ASK = 0x41, LIGHTS = 0x42, SETUP = 0x43, CALIBRATE = 0x44, NAME = 0x45 };
enum { HEAD = 2 }; /* kind and sequence number, of which a state needs no account */

/* A switch whose kind changes is taken for what it now reads: no press and no release. */
static void set_up(struct box *box, uint8_t closed, uint8_t slowly)
{
    const uint8_t turned = closed ^ box_supervised(box);
    const uint8_t changed = turned | (slowly ^ box_slow(box));
    settings_setup(&box->settings, closed, slowly);
    for (uint8_t n = 0; n < box->board.switches; n++) {
        struct footswitch *footswitch = &box->switches[n];
        const uint8_t now = turned >> n & 1 ? footswitch->contact == UP ? DOWN : UP
                                            : footswitch->state;
        if (changed >> n & 1) {
            footswitch_adopt(footswitch, now, box_depth(box, n));
        }
    }
    box_take_stock(box);
}

static bool calibrate(struct box *box, const uint8_t *told)
{
    const uint8_t n = told[0];
    const uint16_t heel = (uint16_t)(told[1] | told[2] << 8);
    const uint16_t toe = (uint16_t)(told[3] | told[4] << 8);
    if (n >= box->board.pedals || heel > PEDAL_MAX || toe > PEDAL_MAX) {
        return false;
    }
    settings_calibrate(&box->settings, n, heel, toe);
    pedal_calibrate(&box->pedals[n], heel, toe);
    return true;
}

static bool name(struct box *box, const uint8_t serial[SETTINGS_SERIAL_SIZE])
{
    for (uint8_t at = 0; at < SETTINGS_SERIAL_SIZE; at++) {
        if (serial[at] < '!' || serial[at] > '~') {
            return false;
        }
    }
    settings_name(&box->settings, serial);
    return true;
}

bool command_obey(struct box *box, const uint8_t *body, uint8_t size)
{
    const uint8_t *told = body + HEAD;
    if (size < HEAD) {
        return false;
    }
    bool sound = true;
    switch (body[0]) {
    case ASK:
        sound = size == HEAD;
        break;
    case LIGHTS:
        if (size != HEAD + 1) {
            return false;
        }
        box->lights = told[0] & box_first(box->board.lights);
        return true;
    case SETUP:
        sound = size == HEAD + 2;
        if (sound) {
            set_up(box, told[0] & box->board.closable, told[1] & box_first(box->board.switches));
        }
        break;
    case CALIBRATE:
        sound = size == HEAD + 5 && calibrate(box, told);
        break;
    case NAME:
        sound = size == HEAD + SETTINGS_SERIAL_SIZE && name(box, told);
        break;
    default:
        return true;
    }
    box->owes_hello = box->owes_hello || sound;
    return sound;
}
