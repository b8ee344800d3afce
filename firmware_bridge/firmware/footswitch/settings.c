#include "settings.h"

#include <string.h>

#include "framing.h"

enum {
    BOOT = 0, /* a cell of its own, outside the record: it changes at every boot */
    MARK = 2,
    FRESH = 3,
    SERIAL = 4,
    CLOSED = 12,
    SLOW = 13,
    ENDS = 14, /* heel and toe of each pedal, two bytes each */
    CRC = 22,
};

#define MARK_LAYOUT_1 0xB1 /* another layout takes another mark */

static void put(struct settings *settings, uint8_t at, uint8_t byte)
{
    if (settings->image[at] != byte) {
        settings->image[at] = byte;
        settings->unwritten |= (uint32_t)1 << at;
    }
}

static void put_word(struct settings *settings, uint8_t at, uint16_t word)
{
    put(settings, at, (uint8_t)word);
    put(settings, (uint8_t)(at + 1), (uint8_t)(word >> 8));
}

static uint16_t word(const struct settings *settings, uint8_t at)
{
    return (uint16_t)(settings->image[at] | settings->image[at + 1] << 8);
}

static uint16_t crc(const struct settings *settings)
{
    return frame_crc(settings->image + MARK, CRC - MARK);
}

/* The record is sound again, and somebody has set it unless it is fresh. */
static void close_record(struct settings *settings, uint8_t fresh)
{
    put(settings, FRESH, fresh);
    put_word(settings, CRC, crc(settings));
}

void settings_begin(struct settings *settings, const uint8_t stored[SETTINGS_SIZE],
                    uint32_t chance)
{
    memcpy(settings->image, stored, SETTINGS_SIZE);
    settings->unwritten = 0;
    put_word(settings, BOOT, (uint16_t)(word(settings, BOOT) + 1));
    if (stored[MARK] == MARK_LAYOUT_1 && word(settings, CRC) == crc(settings)) {
        return;
    }
    put(settings, MARK, MARK_LAYOUT_1);
    for (uint8_t at = SERIAL; at < CLOSED; at++) {
        put(settings, at, (uint8_t)('A' + (chance & 0x0F)));
        chance >>= 4;
    }
    for (uint8_t at = CLOSED; at < CRC; at++) {
        put(settings, at, 0);
    }
    close_record(settings, 1);
}

uint16_t settings_boot(const struct settings *settings)
{
    return word(settings, BOOT);
}

const uint8_t *settings_serial(const struct settings *settings)
{
    return settings->image + SERIAL;
}

uint8_t settings_closed(const struct settings *settings)
{
    return settings->image[CLOSED];
}

uint8_t settings_slow(const struct settings *settings)
{
    return settings->image[SLOW];
}

uint16_t settings_heel(const struct settings *settings, uint8_t pedal)
{
    return word(settings, (uint8_t)(ENDS + 4 * pedal));
}

uint16_t settings_toe(const struct settings *settings, uint8_t pedal)
{
    return word(settings, (uint8_t)(ENDS + 4 * pedal + 2));
}

bool settings_fresh(const struct settings *settings)
{
    return settings->image[FRESH];
}

void settings_name(struct settings *settings, const uint8_t serial[SETTINGS_SERIAL_SIZE])
{
    for (uint8_t at = 0; at < SETTINGS_SERIAL_SIZE; at++) {
        put(settings, (uint8_t)(SERIAL + at), serial[at]);
    }
    close_record(settings, 0);
}

void settings_setup(struct settings *settings, uint8_t closed, uint8_t slow)
{
    put(settings, CLOSED, closed);
    put(settings, SLOW, slow);
    close_record(settings, 0);
}

void settings_calibrate(struct settings *settings, uint8_t pedal, uint16_t heel, uint16_t toe)
{
    put_word(settings, (uint8_t)(ENDS + 4 * pedal), heel);
    put_word(settings, (uint8_t)(ENDS + 4 * pedal + 2), toe);
    close_record(settings, 0);
}

bool settings_write(struct settings *settings, uint8_t *at, uint8_t *byte)
{
    if (settings->unwritten == 0) {
        return false;
    }
    uint8_t next = 0;
    while (!(settings->unwritten >> next & 1)) {
        next++;
    }
    settings->unwritten &= ~((uint32_t)1 << next);
    *at = next;
    *byte = settings->image[next];
    return true;
}
