/* An Arduino Uno with a real firmware in it: simulated_board FIRMWARE.elf [LINK].
 *
 * Without LINK it stands still until it is told to run, and says every byte of its serial line with
 * the simulated instant at which its stop bit ended. With LINK it keeps the pace of the clock on
 * the wall, and its serial line is a pseudo-terminal behind that symbolic link.
 *
 * Told line by line on stdin, all numbers decimal, bytes in hex. Each line is answered by one: the
 * simulated microseconds since the start, then what was asked for. Before it may stand "tx US HEX".
 *
 *   run US                    only without LINK
 *   pin C2 US LEVEL ...       after so many microseconds: 0 tied to ground, 1 to 5 V, z let go
 *   adc CHANNEL MILLIVOLTS
 *   hear HEX                  bytes from the host, one behind another at the line's speed
 *   say HEX                   bytes to the host that the box never sent
 *   cut, mend                 the serial line
 *   reset MCUSR               with that cause; RAM and EEPROM keep what they hold
 *   hang                      the program stands where it is, until a reset
 *   wall                      what the wall's monotonic clock read at 0; later where time was let go
 *   peek ADDRESS COUNT, poke ADDRESS HEX, eeprom ADDRESS HEX
 */
#define _GNU_SOURCE
#include "simulated_wires.h"

#include <inttypes.h>
#include <poll.h>
#include <simavr/avr_eeprom.h>
#include <simavr/sim_elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    LINE_MAX_BYTES = 1 << 16,
    BYTES_MAX = 4096,
    SLICE_US = 500,
    BEHIND_MAX_US = 100000, /* further behind the wall's clock the board lets time go */
    JUMP_TO_ITSELF = 0xCFFF /* RJMP -1 */
};

static avr_run_t usual_step;
static int64_t start_us; /* of the wall's clock; means nothing without LINK */
static bool hanging;
static uint32_t hangs_at;
static uint16_t kept_opcode;

static uint16_t exchange_opcode(uint32_t at, uint16_t opcode)
{
    uint16_t was = (uint16_t)(avr->flash[at] | avr->flash[at + 1] << 8);
    avr->flash[at] = (uint8_t)opcode;
    avr->flash[at + 1] = (uint8_t)(opcode >> 8);
    return was;
}

static void began_again(void)
{
    if (hanging) exchange_opcode(hangs_at, kept_opcode);
    hanging = false;
    wires_after_reset();
}

static void run_until(uint64_t cycle)
{
    wires_stop_at(cycle);
    while (avr->cycle < cycle) {
        avr_run_t step = avr->run; /* a watchdog that has run out puts a step of its own here */
        int state = avr_run(avr);
        if (state == cpu_Done || state == cpu_Crashed) {
            fprintf(stderr, "the program has crashed at %#x\n", (unsigned)avr->pc);
            exit(1);
        }
        if (step != avr->run && avr->run == usual_step) began_again();
    }
}

static void reset(uint8_t cause)
{
    avr_reset(avr);
    began_again();
    if (cause & 1) avr_regbit_set(avr, avr->reset_flags.porf);
    if (cause & 2) avr_regbit_set(avr, avr->reset_flags.extrf);
    if (cause & 4) avr_regbit_set(avr, avr->reset_flags.borf);
}

static size_t bytes_of(const char *hex, uint8_t *bytes)
{
    size_t count = 0;
    unsigned byte;
    while (count < BYTES_MAX && sscanf(hex + 2 * count, "%2x", &byte) == 1)
        bytes[count++] = (uint8_t)byte;
    return count;
}

static void change_pins(char *words)
{
    char *rest = words;
    const char *name = strtok_r(rest, " ", &rest);
    const char *after, *level;
    while ((after = strtok_r(rest, " ", &rest)) && (level = strtok_r(rest, " ", &rest)))
        wires_change(name[0], (uint8_t)(name[1] - '0'), level[0], strtoull(after, NULL, 10));
}

static void peek(const char *words)
{
    unsigned at, count;
    if (sscanf(words, "%u %u", &at, &count) != 2) return;
    for (putchar(' '); count-- > 0 && at <= avr->ramend; at++)
        printf("%02x", avr->data[at]);
}

static void poke(const char *words, bool eeprom)
{
    static uint8_t bytes[BYTES_MAX];
    unsigned at;
    int hex;
    if (sscanf(words, "%u %n", &at, &hex) != 1) return;
    size_t count = bytes_of(words + hex, bytes);
    if (eeprom) {
        avr_eeprom_desc_t cells = {.ee = bytes, .offset = (uint16_t)at, .size = (uint32_t)count};
        avr_ioctl(avr, AVR_IOCTL_EEPROM_SET, &cells);
    } else if (at + count <= avr->ramend + 1u)
        memcpy(avr->data + at, bytes, count);
}

static void obey(char *line)
{
    static uint8_t bytes[BYTES_MAX];
    char *words = line + strcspn(line, " ");
    if (*words) *words++ = 0;
    unsigned channel, millivolts;
    if (!strcmp(line, "run")) run_until(avr->cycle + strtoull(words, NULL, 10) * MHZ);
    if (!strcmp(line, "pin")) change_pins(words);
    if (!strcmp(line, "adc") && sscanf(words, "%u %u", &channel, &millivolts) == 2)
        wires_voltage(channel, millivolts);
    if (!strcmp(line, "hear")) wires_hear(bytes, bytes_of(words, bytes));
    if (!strcmp(line, "say")) wires_say(bytes, bytes_of(words, bytes));
    if (!strcmp(line, "cut")) wires_cut();
    if (!strcmp(line, "mend")) wires_mend();
    if (!strcmp(line, "reset")) reset((uint8_t)strtoul(words, NULL, 10));
    if (!strcmp(line, "poke")) poke(words, false);
    if (!strcmp(line, "eeprom")) poke(words, true);
    if (!strcmp(line, "hang") && !hanging) {
        hanging = true;
        hangs_at = avr->pc;
        kept_opcode = exchange_opcode(hangs_at, JUMP_TO_ITSELF);
    }
    printf("%" PRIu64, avr->cycle / MHZ);
    if (!strcmp(line, "peek")) peek(words);
    if (!strcmp(line, "wall")) printf(" %" PRId64, start_us);
    putchar('\n');
    fflush(stdout);
}

/* Obeys what stands in stdin, after at most so many microseconds; leaves when stdin ends. */
static void listen_to_stdin(int64_t wait_us)
{
    static char text[LINE_MAX_BYTES];
    static size_t length;
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    struct timespec wait = {wait_us / 1000000, wait_us % 1000000 * 1000};
    if (ppoll(&input, 1, wait_us < 0 ? NULL : &wait, NULL) <= 0) return;
    ssize_t count = read(STDIN_FILENO, text + length, sizeof text - 1 - length);
    if (count <= 0) {
        wires_cut();
        exit(0);
    }
    length += (size_t)count;
    text[length] = 0;
    char *begin = text;
    for (char *end; (end = strchr(begin, '\n')); begin = end + 1) {
        *end = 0;
        obey(begin);
    }
    length -= (size_t)(begin - text);
    memmove(text, begin, length);
}

static int64_t wall_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void keep_pace(void)
{
    start_us = wall_us();
    for (;;) {
        run_until(avr->cycle + SLICE_US * MHZ);
        wires_listen();
        int64_t ahead_us = start_us + (int64_t)(avr->cycle / MHZ) - wall_us();
        if (ahead_us < -BEHIND_MAX_US) start_us -= ahead_us;
        listen_to_stdin(ahead_us > 0 ? ahead_us : 0);
    }
}

/* simavr would have the whole process sleep along. */
static void do_not_sleep(avr_t *unused, avr_cycle_count_t cycles)
{
    (void)unused;
    (void)cycles;
}

static void say_errors(avr_t *unused, const int level, const char *format, va_list words)
{
    (void)unused;
    if (level <= LOG_ERROR) vfprintf(stderr, format, words);
}

int main(int count, char **words)
{
    elf_firmware_t firmware;
    avr_global_logger_set(say_errors);
    if (count < 2 || elf_read_firmware(words[1], &firmware) != 0) return 2;
    firmware.frequency = MHZ * 1000000;
    firmware.vcc = firmware.avcc = firmware.aref = 5000;
    avr = avr_make_mcu_by_name("atmega328p");
    if (!avr) return 2;
    avr_init(avr);
    avr_load_firmware(avr, &firmware);
    avr->gdb_port = 0; /* a crash would wait for a debugger */
    avr->sleep = do_not_sleep;
    usual_step = avr->run;
    wires_begin(count > 2 ? words[2] : NULL);
    reset(1);
    if (count > 2) keep_pace();
    for (;;) listen_to_stdin(-1);
}
