/* Bytes into frames and back: COBS around a checksummed body, every frame closed by a zero. */
#ifndef FRAMING_H
#define FRAMING_H

#include <stdint.h>

enum {
    FRAME_MAX = 64,      /* bytes of the longest frame, without its closing zero */
    FRAME_BODY = 1,      /* where the body begins, in a frame not yet sealed and in one unsealed */
    FRAME_BODY_MAX = 61, /* FRAME_MAX less one byte of COBS and two of the checksum */
};

/* CRC-16 of so many bytes: polynomial 1021, start FFFF, final xor FFFF, not reflected. */
uint16_t frame_crc(const uint8_t *bytes, uint8_t size);

/* Seals the body of `size` bytes, at most FRAME_BODY_MAX, that stands at frame + FRAME_BODY.
 * Returns how many bytes there are to send, the closing zero included. */
uint8_t frame_seal(uint8_t frame[FRAME_MAX + 1], uint8_t size);

/* Unseals a frame of `size` bytes, none of which is zero: it came without its closing one. Returns
 * the size of the body, which then stands at frame + FRAME_BODY, or 0 when it is damaged. */
uint8_t frame_unseal(uint8_t *frame, uint8_t size);

/* The frame whose zero has not come yet. */
struct framer {
    uint8_t frame[FRAME_MAX];
    uint8_t size; /* FRAME_MAX + 1 of a longer frame, which is junk to its end */
};

/* Takes a byte. Returns 0 until a zero closes a frame that has any bytes; then how many they are,
 * more than FRAME_MAX of one that was longer: they stand in `frame` until the next byte. */
uint8_t framer_feed(struct framer *framer, uint8_t byte);

#endif
