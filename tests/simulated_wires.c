/* The world round the chip. All of it happens in one cycle timer of simavr, which is set to
 * whatever is due next, so that no instant depends on how far simavr runs at once. */
#define _GNU_SOURCE
#include "simulated_wires.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <simavr/avr_adc.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum {
    CHANGES_MAX = 4096,
    HEARD_MAX = 4096,
    SENDING_MAX = 4, /* the chip holds two */
    BITS = 10,       /* start, eight, stop */
    HOST_BYTE = 1389, /* cycles, at 115,200 bits a second */
    UCSR0A = 0xC0,
    UBRR0 = 0xC4,
    PINB = 0x23 /* then DDRB, PORTB, and the same of C and D */
};

struct change {
    uint64_t at;
    char port, level;
    uint8_t bit;
};

avr_t *avr;

static uint64_t stop_at;

static struct change changes[CHANGES_MAX];
static size_t change_count;
static uint8_t tied[3], tied_high[3];

static uint8_t heard[HEARD_MAX];
static size_t heard_count;
static uint64_t heard_at; /* when the first of them has come whole */

static struct {
    uint64_t at;
    uint8_t byte;
} sending[SENDING_MAX];
static size_t sending_count;
static uint64_t line_free_at;

static const char *link_path;
static int line = -1;
static bool opened; /* by a host */

static avr_irq_t *pin(char port, int bit)
{
    return avr_io_getirq(avr, (uint32_t)AVR_IOCTL_IOPORT_GETIRQ(port), bit);
}

static void drive(char port, uint8_t bit, char level)
{
    int at = port - 'B';
    uint8_t mask = (uint8_t)(1 << bit);
    bool pulled_up = avr->data[PINB + 3 * at + 2] & mask;
    tied[at] = (uint8_t)(level == 'z' ? tied[at] & ~mask : tied[at] | mask);
    tied_high[at] = (uint8_t)(level == '1' ? tied_high[at] | mask : tied_high[at] & ~mask);
    /* At each write to the port simavr gives an input its pull-up again, unless this says no. */
    avr_ioport_external_t hold = {(unsigned)port & 0x7F, tied[at], tied_high[at]};
    avr_ioctl(avr, (uint32_t)AVR_IOCTL_IOPORT_SET_EXTERNAL(port), &hold);
    avr_raise_irq(pin(port, bit), level == 'z' ? pulled_up : level == '1');
}

static uint64_t byte_cycles(void)
{
    uint64_t divisor = (avr->data[UBRR0] | (avr->data[UBRR0 + 1] & 0x0F) << 8) + 1u;
    return BITS * divisor * (avr->data[UCSR0A] & 1 << 1 ? 8 : 16);
}

void wires_say(const uint8_t *bytes, size_t count)
{
    if (!link_path)
        for (size_t at = 0; at < count; at++)
            printf("tx %" PRIu64 " %02x\n", avr->cycle / MHZ, bytes[at]);
    /* What a host does not read in time is lost, as on a wire. */
    else if (line >= 0 && opened && write(line, bytes, count) < 0 && errno != EAGAIN)
        opened = false;
}

static avr_cycle_count_t happen(avr_t *unused, avr_cycle_count_t when, void *nothing);

static void arm(void)
{
    uint64_t due = stop_at;
    if (change_count && changes[0].at < due) due = changes[0].at;
    if (heard_count && heard_at < due) due = heard_at;
    if (sending_count && sending[0].at < due) due = sending[0].at;
    avr_cycle_timer_register(avr, due > avr->cycle ? due - avr->cycle : 1, happen, NULL);
}

static avr_cycle_count_t happen(avr_t *unused, avr_cycle_count_t when, void *nothing)
{
    (void)unused, (void)when, (void)nothing;
    for (; change_count && changes[0].at <= avr->cycle; change_count--) {
        drive(changes[0].port, changes[0].bit, changes[0].level);
        memmove(changes, changes + 1, (change_count - 1) * sizeof *changes);
    }
    if (heard_count && heard_at <= avr->cycle) {
        avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT), heard[0]);
        memmove(heard, heard + 1, --heard_count);
        heard_at += HOST_BYTE;
    }
    if (sending_count && sending[0].at <= avr->cycle) {
        wires_say(&sending[0].byte, 1);
        memmove(sending, sending + 1, --sending_count * sizeof *sending);
    }
    if (avr->cycle < stop_at) arm();
    return 0;
}

/* simavr tells a byte when it is written to the data register; it is sent when the byte before it
 * is gone, and takes its time. */
static void send(avr_irq_t *unused, uint32_t byte, void *uart)
{
    (void)unused;
    uint64_t took = byte_cycles();
    line_free_at = (line_free_at > avr->cycle ? line_free_at : avr->cycle) + took;
    if (sending_count == SENDING_MAX) abort();
    sending[sending_count].at = line_free_at;
    sending[sending_count++].byte = (uint8_t)byte;
    ((avr_uart_t *)uart)->cycles_per_byte = took; /* simavr would add a parity bit to each byte */
    arm();
}

void wires_stop_at(uint64_t cycle)
{
    stop_at = cycle;
    arm();
}

void wires_change(char port, uint8_t bit, char level, uint64_t after_us)
{
    if (port < 'B' || port > 'D' || bit > 7 || change_count == CHANGES_MAX) abort();
    struct change change = {avr->cycle + after_us * MHZ, port, level, bit};
    size_t at = change_count++;
    for (; at > 0 && changes[at - 1].at > change.at; at--) changes[at] = changes[at - 1];
    changes[at] = change;
    arm();
}

void wires_voltage(unsigned channel, unsigned millivolts)
{
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, (int)channel), millivolts);
}

void wires_hear(const uint8_t *bytes, size_t count)
{
    if (count > HEARD_MAX - heard_count) count = HEARD_MAX - heard_count;
    if (heard_count == 0) heard_at = avr->cycle + HOST_BYTE;
    memcpy(heard + heard_count, bytes, count);
    heard_count += count;
    arm();
}

void wires_listen(void)
{
    uint8_t bytes[256];
    ssize_t count = line < 0 ? -1 : read(line, bytes, sizeof bytes);
    opened = count >= 0 || (line >= 0 && errno == EAGAIN);
    if (count > 0) wires_hear(bytes, (size_t)count);
}

void wires_cut(void)
{
    if (line < 0) return;
    unlink(link_path);
    close(line);
    line = -1;
}

void wires_mend(void)
{
    if (!link_path || line >= 0) return;
    line = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (line < 0 || grantpt(line) || unlockpt(line)) exit(3);
    /* Opened and closed once, so that it tells whether a host has it open. */
    int host = open(ptsname(line), O_RDWR | O_NOCTTY);
    struct termios raw;
    if (host < 0 || tcgetattr(host, &raw)) exit(3);
    cfmakeraw(&raw);
    tcsetattr(host, TCSANOW, &raw);
    close(host);
    unlink(link_path);
    if (symlink(ptsname(line), link_path)) exit(3);
}

void wires_after_reset(void)
{
    uint32_t quiet = 0; /* neither printed nor slowed down */
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &quiet);
    sending_count = 0;
    for (char port = 'B'; port <= 'D'; port++)
        for (uint8_t bit = 0; bit < 8; bit++) {
            /* The registers are zero now; a pin that thinks otherwise would keep it to itself. */
            pin(port, bit)->value = 0;
            if (tied_high[port - 'B'] & 1 << bit) drive(port, bit, '1');
        }
    arm();
}

void wires_begin(const char *link)
{
    avr_irq_t *output = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT);
    avr_io_t *uart = avr->io_port;
    while (strcmp(uart->kind, "uart")) uart = uart->next;
    avr_irq_register_notify(output, send, uart);
    link_path = link;
    wires_mend();
}
