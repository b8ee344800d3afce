/* Whatever may come over a box's line, while feet and pedals do what they like.
 *
 * An input is what the host sends. Built with -fsanitize=fuzzer,address,undefined. All the box says
 * is read back by a second opinion on the wire: a wrong byte, or a number out of its range, stops
 * the fuzzer. What the box makes of every command it accepts is for Python to check. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "box.h"

static const struct box_board BOARD = {.board = 1, .switches = 6, .pedals = 2, .lights = 6,
                                       .closable = 0x2F};
static const uint32_t BYTE_US = 87, START_US = UINT32_MAX - 50000; /* the clock wraps under way */
enum { BYTES_A_SAMPLE = 4, ANSWER_SAMPLES = 2, SEAL = 4 };

/* What is known of the box by what it said, as it says it. */
struct ear {
    uint8_t frame[FRAME_MAX];
    uint8_t size, seq, hellos, lights;
    uint16_t presses[BOX_SWITCHES];
};

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static uint16_t word(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

/* The body in place of the frame; its size, or 0. COBS and CRC as the textbook has them. */
static uint8_t opened(uint8_t *frame, uint8_t size)
{
    if (size < SEAL) {
        return 0;
    }
    uint16_t crc = 0xFFFF;
    uint8_t left = frame[0];
    for (uint8_t at = 1; at < size; at++) {
        const uint8_t byte = frame[at];
        left--;
        frame[at - 1] = left > 0 ? byte : 0;
        left = left > 0 ? left : byte;
    }
    for (uint8_t at = 0; at < size - 3; at++) {
        for (uint8_t bit = 0x80; bit > 0; bit >>= 1) {
            const bool carry = (crc >> 15 & 1) != ((frame[at] & bit) > 0);
            crc = (uint16_t)(crc << 1 ^ (carry ? 0x1021 : 0));
        }
    }
    crc ^= 0xFFFF;
    const uint16_t told = (uint16_t)(frame[size - 3] << 8 | frame[size - 2]);
    return left == 1 && crc == told ? (uint8_t)(size - 3) : 0;
}

static void hear_hello(struct ear *ear, const uint8_t *body)
{
    demand(body[6] == 1);
    for (uint8_t at = 7; at < 15; at++) {
        demand(body[at] >= '!' && body[at] <= '~');
    }
    demand(body[21] == 6 && body[22] == 2 && body[23] == 6 && body[24] == BOARD.closable);
    demand((body[25] & ~BOARD.closable) == 0 && body[26] < 64 && body[27] < 2);
    for (uint8_t at = 28; at < 36; at += 2) {
        demand(word(body + at) <= 1023);
    }
    ear->hellos++;
}

static void hear_beat(struct ear *ear, const uint8_t *body)
{
    demand((body[8] & body[9]) == 0 && (body[8] | body[9]) < 64 && body[10] < 64);
    for (uint8_t n = 0; n < BOX_SWITCHES; n++) {
        demand(word(body + 13 + 2 * n) == ear->presses[n]);
        demand(ear->presses[n] > 0 || word(body + 25 + 2 * n) == UINT16_MAX);
    }
    for (uint8_t at = 37; at < 45; at += 2) {
        demand(word(body + at) <= 1023);
    }
    ear->lights = body[10];
}

static void hear_frame(struct ear *ear)
{
    static const uint8_t SIZES[] = {0, 36, 12, 9, 45};
    uint8_t *body = ear->frame;
    const uint8_t size = opened(body, ear->size), kind = body[0];
    demand(size > 0 && kind >= 1 && kind <= 4 && size == SIZES[kind] && body[1] == ear->seq);
    ear->seq++;
    switch (kind) {
    case 1:
        hear_hello(ear, body);
        break;
    case 2:
        demand(body[8] < 6 && body[9] < 64);
        /* Every press has its own event, before anything else that counts it. */
        ear->presses[body[8]] = (uint16_t)(ear->presses[body[8]] + (body[9] >> body[8] & 1));
        demand(word(body + 10) == ear->presses[body[8]]);
        break;
    case 3:
        demand(body[6] < 2 && word(body + 7) <= 1023);
        break;
    default:
        hear_beat(ear, body);
    }
}

static void hear(struct ear *ear, struct box *box)
{
    uint8_t byte;
    while (box_send(box, &byte)) {
        if (byte > 0) {
            demand(ear->size < FRAME_MAX);
            ear->frame[ear->size++] = byte;
        } else {
            hear_frame(ear);
            ear->size = 0;
        }
    }
}

static void sample(struct box *box, struct ear *ear, uint8_t chance, uint32_t now_us)
{
    const struct box_inputs inputs = {
        .high = chance & 0x3F,
        .cut = chance >> 1 & 0x3F,
        .pedal = {(uint16_t)(4 * chance), (uint16_t)(1023 - 4 * chance)},
    };
    uint8_t at, byte;
    box_sample(box, &inputs, now_us);
    demand(box_lights(box, now_us) < 64);
    while (box_setting(box, &at, &byte)) {
        demand(at < BOX_SETTINGS_SIZE);
    }
    hear(ear, box);
}

static uint8_t sealed(uint8_t *frame, const uint8_t *body, uint8_t size)
{
    memcpy(frame + FRAME_BODY, body, size);
    return frame_seal(frame, size);
}

/* Whatever came: behind one zero the box obeys. */
static void resynchronise(struct box *box, struct ear *ear, uint8_t chance, uint32_t now_us)
{
    const uint8_t lights[] = {0x42, chance, chance & 0x3F}, ask[] = {0x41, 0};
    uint8_t frame[FRAME_MAX + 1];
    sample(box, ear, chance, now_us); /* which answers what came before */
    const uint8_t hellos = ear->hellos;
    box_receive(box, 0, now_us);
    const uint16_t bad = box->bad;
    uint8_t size = sealed(frame, lights, sizeof lights);
    for (uint8_t at = 0; at < size; at++) {
        box_receive(box, frame[at], now_us);
    }
    size = sealed(frame, ask, sizeof ask);
    for (uint8_t at = 0; at < size; at++) {
        box_receive(box, frame[at], now_us);
    }
    for (uint8_t left = ANSWER_SAMPLES; left > 0; left--) {
        sample(box, ear, chance, now_us += BYTES_A_SAMPLE * BYTE_US);
    }
    demand(ear->hellos > hellos && ear->lights == (chance & 0x3F) && box->bad == bad);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t NOTHING_STORED[BOX_SETTINGS_SIZE];
    const struct box_inputs at_rest = {.high = 0x3F};
    struct box box;
    struct ear ear;
    uint32_t now_us = START_US;
    memset(&ear, 0, sizeof ear);
    box_begin(&box, &BOARD, NOTHING_STORED, 1895, 1, &at_rest, now_us);
    for (size_t at = 0; at < size; at++, now_us += BYTE_US) {
        box_receive(&box, data[at], now_us);
        if (at % BYTES_A_SAMPLE == 0) {
            sample(&box, &ear, data[at / 2], now_us);
        }
    }
    resynchronise(&box, &ear, size > 0 ? data[size - 1] : 0, now_us);
    return 0;
}

/* Chance alone never finds a checksum: every other time the body of one frame is changed, and
 * sealed again. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned int seed)
{
    uint8_t frame[FRAME_MAX + 1], body[FRAME_BODY_MAX] = {0};
    size_t from = size > 0 ? seed / 2 % size : 0, to;
    while (from > 0 && data[from - 1] != 0) {
        from--;
    }
    for (to = from; to < size && data[to] != 0;) {
        to++;
    }
    if (seed % 2 == 0 || to - from > FRAME_MAX) {
        return LLVMFuzzerMutate(data, size, room);
    }
    memcpy(frame, data + from, to - from);
    uint8_t length = opened(frame, (uint8_t)(to - from));
    memcpy(body, frame, length);
    length = (uint8_t)LLVMFuzzerMutate(body, length, sizeof body);
    const uint8_t put = sealed(frame, body, length);
    const size_t behind = to < size ? size - to - 1 : 0;
    if (from + put + behind > room || length == 0) {
        return size;
    }
    memmove(data + from + put, data + size - behind, behind);
    memcpy(data + from, frame, put);
    return from + put + behind;
}
