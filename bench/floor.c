/* The knob, and the floor under it: floor NAME PORT.
 *
 * Turns a knob in the JACK process callback, one step in every other period, and at the same moment
 * sends a datagram with the step's number: what nobody who hears the knob can be faster than.
 * Reads from its input how many steps to turn; prints "ready" first; leaves when its input ends.
 */
#include <arpa/inet.h>
#include <jack/jack.h>
#include <jack/midiport.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

/* A knob is measured from where it is first heard: it rests for a while, so that a first step
 * which is lost does no harm. */
#define REST 10

/* Odd, so that 128 steps visit every position and no two neighbours are alike: a program that
 * does not send a value twice sends a packet for each. Small, as a knob that is turned to and fro
 * faster than a hand can may be taken for a loop. */
#define STRIDE 5

/* Periods of a step: 11.6 ms with the benchmark's server. A program may send a value a hundred
 * times a second and no faster. */
#define PERIODS 2

static jack_port_t *knob;
static int floor_socket;
static atomic_uint steps_left;
static unsigned period;

static int turn(jack_nframes_t frames, void *unused)
{
    static uint32_t step;
    (void)unused;
    void *buffer = jack_port_get_buffer(knob, frames);
    jack_midi_clear_buffer(buffer);
    if (atomic_load(&steps_left) == 0 || ++period % PERIODS != 0)
        return 0;
    const jack_midi_data_t message[] = {0xB0, 7, step < REST ? 0 : step * STRIDE % 128};
    const uint32_t number = htonl(step++);
    jack_midi_event_write(buffer, 0, message, sizeof message);
    send(floor_socket, &number, sizeof number, 0);
    atomic_fetch_sub(&steps_left, 1);
    return 0;
}

int main(int count, char **words)
{
    if (count != 3)
        return 2;
    const struct sockaddr_in receiver = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)atoi(words[2])),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    floor_socket = socket(AF_INET, SOCK_DGRAM, 0);
    if (connect(floor_socket, (const struct sockaddr *)&receiver, sizeof receiver) != 0)
        return 1;
    jack_client_t *client = jack_client_open(words[1], JackNoStartServer, NULL);
    if (client == NULL)
        return 1;
    knob = jack_port_register(client, "out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput, 0);
    /* Where the knob would be lit: a device has both directions. */
    const jack_port_t *lights =
        jack_port_register(client, "lights", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput, 0);
    if (knob == NULL || lights == NULL || jack_set_process_callback(client, turn, NULL) != 0
        || jack_activate(client) != 0)
        return 1;
    puts("ready");
    fflush(stdout);
    unsigned steps;
    while (scanf("%u", &steps) == 1)
        atomic_fetch_add(&steps_left, steps);
    jack_client_close(client);
    return 0;
}
