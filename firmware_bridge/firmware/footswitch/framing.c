#include "framing.h"

enum { CRC_SIZE = 2 };

uint16_t frame_crc(const uint8_t *bytes, uint8_t size)
{
    uint8_t high = 0xFF, low = 0xFF;
    /* A byte at a time without a table, the polynomial's three terms as shifts; in bytes, as the
     * chip takes four times as long over words. */
    for (; size > 0; size--) {
        uint8_t mixed = high ^ *bytes++;
        mixed = (uint8_t)(mixed ^ mixed >> 4);
        high = low ^ (uint8_t)(mixed << 4) ^ mixed >> 3;
        low = mixed ^ (uint8_t)(mixed << 5);
    }
    return (uint16_t)(high << 8 | low) ^ 0xFFFF;
}

uint8_t frame_seal(uint8_t frame[FRAME_MAX + 1], uint8_t size)
{
    const uint16_t crc = frame_crc(frame + FRAME_BODY, size);
    uint8_t *end = frame + FRAME_BODY + size;
    *end++ = (uint8_t)(crc >> 8);
    *end++ = (uint8_t)crc;
    /* Each zero, and the byte in front, tells how far it is to the next one: no run of a frame
     * this short needs more than its own byte. */
    uint8_t *zero = frame;
    for (uint8_t *at = frame + FRAME_BODY; at < end; at++) {
        if (*at == 0) {
            *zero = (uint8_t)(at - zero);
            zero = at;
        }
    }
    *zero = (uint8_t)(end - zero);
    *end++ = 0;
    return (uint8_t)(end - frame);
}

uint8_t frame_unseal(uint8_t *frame, uint8_t size)
{
    if (size <= FRAME_BODY + CRC_SIZE || size > FRAME_MAX) {
        return 0;
    }
    uint16_t at = 0;
    while (at < size) {
        const uint8_t run = frame[at];
        frame[at] = 0;
        at = (uint16_t)(at + run);
    }
    const uint8_t body_size = (uint8_t)(size - FRAME_BODY - CRC_SIZE);
    const uint8_t *crc = frame + FRAME_BODY + body_size;
    const uint16_t told = (uint16_t)(crc[0] << 8 | crc[1]);
    /* A last run that promised more than came is damage even where the checksum is content. */
    return at == size && told == frame_crc(frame + FRAME_BODY, body_size) ? body_size : 0;
}

uint8_t framer_feed(struct framer *framer, uint8_t byte)
{
    if (byte == 0) {
        const uint8_t size = framer->size;
        framer->size = 0;
        return size;
    }
    if (framer->size < FRAME_MAX) {
        framer->frame[framer->size] = byte;
    }
    if (framer->size <= FRAME_MAX) {
        framer->size++;
    }
    return 0;
}
