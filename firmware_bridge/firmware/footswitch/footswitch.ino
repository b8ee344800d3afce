/* The footswitch box on an Arduino. Nothing here decides anything: it brings the core its inputs,
 * its bytes and the time, three thousand times a second.
 *
 * A switch goes from its pin to ground. A normally-closed one has 100 kOhm across its contact, so
 * that a foot can be told from a cut cable. A pedal's ends go to 5 V and ground, its wiper to its
 * pin; a light goes from its pin through a resistor to ground.
 */
#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

extern "C" {
#include "box.h"
}

/* By the name of the analog input where a normally-closed switch can be measured. */
#if defined(__AVR_ATmega328P__)
static const uint8_t SWITCH_PINS[BOX_SWITCHES] = {A2, A3, A4, A5, 2, 3};
static const uint8_t LIGHT_PINS[BOX_LIGHTS] = {4, 5, 6, 7, 8, 9};
static const struct box_board BOARD = {1, BOX_SWITCHES, BOX_PEDALS, BOX_LIGHTS, 0x0F};
#elif defined(__AVR_ATmega32U4__)
static const uint8_t SWITCH_PINS[BOX_SWITCHES] = {A2, A3, A6, A7, A8, A9}; /* A2 A3 D4 D6 D8 D9 */
static const uint8_t LIGHT_PINS[BOX_LIGHTS] = {2, 3, 5, 7, 10, 1};
static const struct box_board BOARD = {2, BOX_SWITCHES, BOX_PEDALS, BOX_LIGHTS, 0x3F};
#elif defined(__AVR_ATmega2560__)
static const uint8_t SWITCH_PINS[BOX_SWITCHES] = {A2, A3, A4, A5, A6, A7};
static const uint8_t LIGHT_PINS[BOX_LIGHTS] = {2, 3, 4, 5, 6, 7};
static const struct box_board BOARD = {3, BOX_SWITCHES, BOX_PEDALS, BOX_LIGHTS, 0x3F};
#else
#error "This sketch knows the ATmega328P, the ATmega32U4 and the ATmega2560."
#endif
static const uint8_t PEDAL_PINS[BOX_PEDALS] = {A0, A1};

/* Of 1023: 4.6 V. With the switch pressed the pull-up of 20 to 50 kOhm leaves 3.3 to 4.2 V over the
 * 100 kOhm, with the cable cut all five. */
static const uint16_t CUT_FROM = 941;

/* Timer0, which already runs for micros(), overflows every 1024 us; two compares in between make
 * it wake the chip every 341. */
static const uint8_t FIRST_THIRD = 85, SECOND_THIRD = 170;

static const uint8_t WATCHDOG_PERIOD = _BV(WDP3) | _BV(WDP2) | _BV(WDP1) | _BV(WDP0);

static struct box box;
static struct box_inputs inputs;
static uint8_t reset_flags __attribute__((section(".noinit")));

EMPTY_INTERRUPT(TIMER0_COMPA_vect)
EMPTY_INTERRUPT(TIMER0_COMPB_vect)

/* Before anything else: after a reset by the watchdog it still runs, and soon bites again. */
void keep_reset_flags(void) __attribute__((naked, used, section(".init3")));
void keep_reset_flags(void)
{
    reset_flags = MCUSR;
    MCUSR = 0;
    wdt_disable();
}

/* As HELLO tells it. Power sets other flags too, and a bootloader may have cleared them all. */
static uint8_t reset_cause(void)
{
    return reset_flags & _BV(PORF)    ? 1
           : reset_flags & _BV(WDRF)  ? 4
           : reset_flags & _BV(BORF)  ? 3
           : reset_flags & _BV(EXTRF) ? 2
                                      : 0;
}

/* What memory holds when power comes is another in every chip. */
static uint32_t chance(void)
{
    extern const uint8_t __heap_start[];
    uint32_t mixed = 5381;
    for (const uint8_t *at = __heap_start; at < (const uint8_t *)SP; at++) {
        mixed = mixed * 33 + *at;
    }
    return mixed;
}

static void read_switches(void)
{
    const uint8_t supervised = box_supervised(&box);
    uint8_t bit = 1;
    inputs.high = inputs.cut = 0;
    for (uint8_t n = 0; n < BOX_SWITCHES; n++, bit <<= 1) {
        if (digitalRead(SWITCH_PINS[n]) == LOW) {
            continue;
        }
        inputs.high |= bit;
        if (supervised & bit && analogRead(SWITCH_PINS[n]) >= CUT_FROM) {
            inputs.cut |= bit;
        }
    }
}

/* One a sample: a conversion takes 30 us. */
static void read_next_pedal(void)
{
    static uint8_t n;
    inputs.pedal[n] = analogRead(PEDAL_PINS[n]);
    n = (n + 1) % BOX_PEDALS;
}

static void show(uint8_t lights)
{
    static uint8_t shown;
    if (lights == shown) {
        return;
    }
    for (uint8_t n = 0; n < BOX_LIGHTS; n++) {
        if ((shown ^ lights) >> n & 1) {
            digitalWrite(LIGHT_PINS[n], lights >> n & 1 ? HIGH : LOW);
        }
    }
    shown = lights;
}

static uint8_t third(void)
{
    const uint8_t count = TCNT0;
    return count < FIRST_THIRD ? 0 : count < SECOND_THIRD ? 1 : 2;
}

/* A board with USB of its own is uploaded to by a reset that its core asks of the watchdog, with
 * another period: only our own is fed. */
static void feed_watchdog(void)
{
    if ((WDTCSR & WATCHDOG_PERIOD) == WDTO_250MS) {
        wdt_reset();
    }
}

static void sleep_through(uint8_t this_third)
{
    noInterrupts();
    if (third() == this_third) {
        sleep_enable();
        /* The instruction behind this one comes before any interrupt: none can be slept over. */
        interrupts();
        sleep_cpu();
        sleep_disable();
    }
    interrupts();
}

void setup()
{
    uint8_t settings[BOX_SETTINGS_SIZE];
    wdt_enable(WDTO_250MS);
    for (uint8_t n = 0; n < BOX_SWITCHES; n++) {
        pinMode(SWITCH_PINS[n], INPUT_PULLUP);
    }
    for (uint8_t n = 0; n < BOX_LIGHTS; n++) {
        pinMode(LIGHT_PINS[n], OUTPUT);
    }
    Serial.begin(115200);
    /* A clock of 500 kHz: a conversion in 26 us instead of 104, for a bit that nobody hears. */
    ADCSRA = (ADCSRA & ~(_BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0))) | _BV(ADPS2) | _BV(ADPS0);
    OCR0A = FIRST_THIRD;
    OCR0B = SECOND_THIRD;
    TIMSK0 |= _BV(OCIE0A) | _BV(OCIE0B);
    set_sleep_mode(SLEEP_MODE_IDLE);
    eeprom_read_block(settings, 0, sizeof settings);
    const uint32_t made_of_chance = chance();
    delay(2); /* a long cable has to be pulled up */
    for (uint8_t n = 0; n < BOX_PEDALS; n++) {
        read_next_pedal();
    }
    read_switches();
    box_begin(&box, &BOARD, settings, made_of_chance, reset_cause(), &inputs, micros());
}

void loop()
{
    static uint8_t sampled;
    const uint8_t this_third = third();
    bool moved = false;
    uint8_t byte, at;
    feed_watchdog();
    if (this_third != sampled) {
        const uint32_t now_us = micros();
        sampled = this_third;
        read_switches();
        read_next_pedal();
        box_sample(&box, &inputs, now_us);
        show(box_lights(&box, now_us));
    }
    /* One byte each way and round: no sample waits for a whole frame. */
    if (Serial.available() > 0) {
        box_receive(&box, Serial.read(), micros());
        moved = true;
    }
    if (Serial.availableForWrite() > 0 && box_send(&box, &byte)) {
        Serial.write(byte);
        moved = true;
    }
    if (eeprom_is_ready() && box_setting(&box, &at, &byte)) {
        eeprom_write_byte((uint8_t *)(uintptr_t)at, byte);
    }
    if (!moved) {
        sleep_through(sampled);
    }
}
