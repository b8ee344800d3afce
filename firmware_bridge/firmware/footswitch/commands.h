/* What a box is told: frames from the host, each of which may come twice and do no more. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "box.h"

/* Does what a sound frame's body of one byte or more says. False when its length is not its kind's,
 * or it says what cannot be: then it does nothing. A kind it does not know it passes over. */
bool command_obey(struct box *box, const uint8_t *body, uint8_t size);

#endif
