/* A stand-in for the drivers of devices that cannot be had here: preloaded into a port process, it
 * answers what is asked of a serial adapter's lines and of a keyboard. The test reads and writes
 * its state, a file mapped by both. A bare switch carries what is put out at its other pin, so that
 * it shows closed only while that line is set.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SET_SPEED 0x402C542BUL /* TCSETS2, which libc's headers do not have */

struct state {
    unsigned char closed;    /* bit 0: the switch from RTS to CTS; bit 1: from DTR to DSR */
    unsigned char grabbed;   /* the keyboard types nowhere else */
    unsigned char clock;     /* of its events */
    unsigned char taken;     /* another program has grabbed it */
    unsigned char slow;      /* the port knows the common speeds only */
    unsigned char held[96];  /* its keys */
};

static struct state *state;
static int put_out;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("RIG_TEST_DEVICE");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *there = mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    state = there == MAP_FAILED ? NULL : there;
}

static int lines(void)
{
    int in = put_out;
    if ((state->closed & 1) && (put_out & TIOCM_RTS))
        in |= TIOCM_CTS;
    if ((state->closed & 2) && (put_out & TIOCM_DTR))
        in |= TIOCM_DSR;
    return in;
}

static int answered(unsigned long request, void *argument)
{
    switch (request) {
    case TIOCMGET:
        *(int *)argument = lines();
        return 0;
    case TIOCMBIS:
        put_out |= *(int *)argument;
        return 0;
    case TIOCMBIC:
        put_out &= ~*(int *)argument;
        return 0;
    case EVIOCGRAB:
        if (state->taken) {
            errno = EBUSY;
            return -1;
        }
        state->grabbed = argument != NULL;
        return 0;
    case EVIOCSCLOCKID:
        state->clock = (unsigned char)*(int *)argument;
        return 0;
    case EVIOCGKEY(sizeof state->held):
        memcpy(argument, state->held, sizeof state->held);
        return sizeof state->held;
    default:
        errno = ENOTTY;
        return -1;
    }
}

/* The kernel is asked first: only it knows that a device is gone. */
int ioctl(int fd, unsigned long request, ...)
{
    va_list more;
    va_start(more, request);
    void *argument = va_arg(more, void *);
    va_end(more);
    if (request == SET_SPEED && state && state->slow) {
        errno = EINVAL;
        return -1;
    }
    long result = syscall(SYS_ioctl, fd, request, argument);
    if (result == -1 && (errno == ENOTTY || errno == EINVAL) && state)
        return answered(request, argument);
    return (int)result;
}
