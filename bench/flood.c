/* A flood, and the floor under it: flood NAME PORT.
 *
 * Three desks of eight knobs each, which all move at once, and a foot that presses once a second:
 * four ports of one JACK client. For each message a datagram says at the same moment which port
 * sends its how-manieth: what nobody who hears it can be faster than.
 * Reads from its input for how many seconds to flood; prints "ready" first, and when a flood is
 * over how many messages it has sent and how often JACK came too late, which loses some; leaves
 * when its input ends.
 */
#include <arpa/inet.h>
#include <jack/jack.h>
#include <jack/midiport.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DESKS 3
#define FOOT DESKS
#define KNOBS 8
#define RATE 2000 /* messages a second of each desk */
#define SWEEP 127 /* a knob goes up and down, a step at a time */

static jack_port_t *ports[DESKS + 1];
static uint32_t sent[DESKS + 1];
static uint64_t frame, end_frame;
static jack_nframes_t per_second;
static int floor_socket;
static atomic_uint seconds, xruns;
static atomic_int floods;

static void put(int port, void *buffer, jack_nframes_t at, const jack_midi_data_t *message)
{
    const uint32_t datagram[] = {htonl((uint32_t)port), htonl(sent[port]++)};
    jack_midi_event_write(buffer, at, message, 3);
    send(floor_socket, datagram, sizeof datagram, 0);
}

static void turn(int desk, void *buffer, jack_nframes_t at)
{
    const uint32_t knob = sent[desk] % KNOBS, step = sent[desk] / KNOBS % (2 * SWEEP);
    const int rises = step < SWEEP;
    const uint32_t value = rises ? step : 2 * SWEEP - step;
    /* The last knob is an endless encoder: a step up, or a step down. */
    const uint32_t told = knob < KNOBS - 1 ? value : rises ? 1 : 127;
    const jack_midi_data_t message[] = {0xB0, 16 + knob, told};
    put(desk, buffer, at, message);
}

static void tread(void *buffer, jack_nframes_t at)
{
    const jack_midi_data_t message[] = {0x90, 60, sent[FOOT] % 2 ? 0 : 127};
    put(FOOT, buffer, at, message);
}

static int flood(jack_nframes_t frames, void *unused)
{
    void *buffers[DESKS + 1];
    (void)unused;
    for (int port = 0; port <= FOOT; port++) {
        buffers[port] = jack_port_get_buffer(ports[port], frames);
        jack_midi_clear_buffer(buffers[port]);
    }
    const unsigned asked = atomic_exchange(&seconds, 0);
    if (asked) {
        frame = 0;
        end_frame = (uint64_t)asked * per_second;
        atomic_store(&floods, 1);
    }
    if (atomic_load(&floods) != 1)
        return 0;
    for (jack_nframes_t at = 0; at < frames && frame < end_frame; at++, frame++) {
        /* Desks are no twins: each is a third of a step behind the one before. */
        for (int desk = 0; desk < DESKS; desk++)
            if ((frame * RATE + per_second * desk / DESKS) % per_second < RATE)
                turn(desk, buffers[desk], at);
        if (frame % (per_second / 2) == per_second / 4)
            tread(buffers[FOOT], at);
    }
    if (frame == end_frame)
        atomic_store(&floods, 2);
    return 0;
}

static int late(void *unused)
{
    (void)unused;
    atomic_fetch_add(&xruns, 1);
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
    per_second = jack_get_sample_rate(client);
    for (int port = 0; port <= FOOT; port++) {
        char name[] = "desk1";
        name[4] = (char)('1' + port);
        ports[port] = jack_port_register(client, port == FOOT ? "foot" : name,
                                         JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput, 0);
        if (ports[port] == NULL)
            return 1;
    }
    if (jack_set_process_callback(client, flood, NULL) != 0
        || jack_set_xrun_callback(client, late, NULL) != 0 || jack_activate(client) != 0)
        return 1;
    puts("ready");
    fflush(stdout);
    unsigned asked;
    while (scanf("%u", &asked) == 1) {
        atomic_store(&floods, 0);
        atomic_store(&xruns, 0);
        atomic_store(&seconds, asked);
        while (atomic_load(&floods) != 2)
            usleep(10000);
        printf("%u %u\n", sent[0] + sent[1] + sent[2] + sent[FOOT], atomic_load(&xruns));
        fflush(stdout);
    }
    jack_client_close(client);
    return 0;
}
