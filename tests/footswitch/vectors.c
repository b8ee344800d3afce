/* The box's framing against vectors.txt: vectors FILE. Ends with 1 and says which line failed.
 *
 * Each frame comes behind junk, and is sealed again from its body where it has one. A `bad box-`
 * frame unseals, yet the box must count it as damaged; a `bad host-` one unseals, and is nobody's.
 */
#include <stdio.h>
#include <string.h>

#include "box.h"

enum { LINE = 2048, BYTES = 512 };

static size_t bytes(const char *hex, uint8_t *out)
{
    size_t size = 0;
    unsigned byte;
    for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
        out[size++] = (uint8_t)byte;
    }
    return size;
}

/* The size of the body, which then stands in the framer; 0 of a frame that does not unseal. */
static uint8_t unsealed(struct framer *framer, const uint8_t *frame, size_t size)
{
    static const uint8_t junk[] = {'A', 'T', '\r', 0};
    memset(framer, 0, sizeof *framer);
    for (size_t at = 0; at < sizeof junk; at++) {
        framer_feed(framer, junk[at]);
    }
    for (size_t at = 0; at < size; at++) {
        framer_feed(framer, frame[at]);
    }
    return frame_unseal(framer->frame, framer_feed(framer, 0));
}

static bool seals(const uint8_t *body, uint8_t body_size, const uint8_t *frame, size_t size)
{
    uint8_t sealed[FRAME_MAX + 1];
    memcpy(sealed + FRAME_BODY, body, body_size);
    const uint8_t sealed_size = frame_seal(sealed, body_size);
    return sealed_size == size + 1 && memcmp(sealed, frame, size) == 0 && sealed[size] == 0;
}

/* Whether a box takes a frame: it counts the damaged. */
static bool obeyed(const uint8_t *frame, size_t size)
{
    static const struct box_board board = {1, BOX_SWITCHES, BOX_PEDALS, BOX_LIGHTS, 0x3F};
    static const uint8_t settings[BOX_SETTINGS_SIZE];
    static const struct box_inputs inputs = {0x3F, 0, {0, 0}};
    struct box box;
    box_begin(&box, &board, settings, 0, 1, &inputs, 0);
    for (size_t at = 0; at < size; at++) {
        box_receive(&box, frame[at], 0);
    }
    box_receive(&box, 0, 0);
    return box.bad == 0;
}

static bool holds(const char *name, const uint8_t *body, size_t body_size, const uint8_t *frame,
                  size_t size)
{
    struct framer framer;
    const uint8_t got = unsealed(&framer, frame, size);
    const bool to_box = strncmp(name, "box-", 4) == 0, to_none = strncmp(name, "wire-", 5) == 0;
    if (body_size == 0) {
        return (got > 0) != to_none && !(to_box && obeyed(frame, size));
    }
    return got == body_size && memcmp(framer.frame + FRAME_BODY, body, body_size) == 0 &&
           seals(body, got, frame, size) && (!to_box || obeyed(frame, size));
}

int main(int count, char **words)
{
    char line[LINE], name[LINE], first[LINE], second[LINE];
    FILE *file = count == 2 ? fopen(words[1], "r") : NULL;
    unsigned good = 0, bad = 0;
    if (file == NULL) {
        return 2;
    }
    while (fgets(line, sizeof line, file)) {
        uint8_t body[BYTES], frame[BYTES];
        size_t body_size = 0, size;
        if (sscanf(line, "good %s %s %s", name, first, second) == 3) {
            body_size = bytes(first, body);
            size = bytes(second, frame);
            good++;
        } else if (sscanf(line, "bad %s %s", name, first) == 2) {
            size = bytes(first, frame);
            bad++;
        } else {
            continue;
        }
        if (!holds(name, body, body_size, frame, size)) {
            printf("%s\n", name);
            return 1;
        }
    }
    fclose(file);
    printf("%u good, %u bad\n", good, bad);
    return 0;
}
