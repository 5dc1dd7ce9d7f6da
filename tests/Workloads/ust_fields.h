/* Every field macro of LTTng-UST 2.13 once, and an event in each of the ways that a provider declares them. */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER oprof_fields
#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "ust_fields.h"
#if !defined(UST_FIELDS_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define UST_FIELDS_H
#include <stdint.h>
#include <lttng/tracepoint.h>

LTTNG_UST_TRACEPOINT_ENUM(oprof_fields, colour,
    LTTNG_UST_TP_ENUM_VALUES(
        lttng_ust_field_enum_value("RED", 0)
        lttng_ust_field_enum_value("GREEN", 1)
        lttng_ust_field_enum_range("MANY", 10, 20)
        lttng_ust_field_enum_value("_odd name", 33)
        lttng_ust_field_enum_value("NEGATIVE", -5)
        lttng_ust_field_enum_auto("AFTER")
    )
)

LTTNG_UST_TRACEPOINT_EVENT(oprof_fields, integers,
    LTTNG_UST_TP_ARGS(uint64_t, value),
    LTTNG_UST_TP_FIELDS(
        lttng_ust_field_integer(uint8_t, u8, value)
        lttng_ust_field_integer(int8_t, s8, value)
        lttng_ust_field_integer(uint16_t, u16, value)
        lttng_ust_field_integer(int16_t, s16, value)
        lttng_ust_field_integer(uint32_t, u32, value)
        lttng_ust_field_integer(int32_t, s32, value)
        lttng_ust_field_integer(uint64_t, u64, value)
        lttng_ust_field_integer(int64_t, s64, value)
        lttng_ust_field_integer(char, character, value)
        lttng_ust_field_integer_hex(uint8_t, x8, value)
        lttng_ust_field_integer_hex(int16_t, x16, value)
        lttng_ust_field_integer_hex(uint32_t, x32, value)
        lttng_ust_field_integer_hex(uint64_t, x64, value)
        lttng_ust_field_integer_network(uint16_t, n16, (uint16_t)value)
        lttng_ust_field_integer_network(int32_t, n32, (int32_t)value)
        lttng_ust_field_integer_network(uint64_t, n64, value)
        lttng_ust_field_integer_network_hex(uint32_t, nx32, (uint32_t)value)
    )
)

LTTNG_UST_TRACEPOINT_EVENT(oprof_fields, floats,
    LTTNG_UST_TP_ARGS(double, value),
    LTTNG_UST_TP_FIELDS(
        lttng_ust_field_float(float, f, value)
        lttng_ust_field_float(double, d, value)
        lttng_ust_field_integer(uint8_t, pad, 1)
        lttng_ust_field_float(double, unaligned, -value)
    )
)

LTTNG_UST_TRACEPOINT_EVENT(oprof_fields, arrays,
    LTTNG_UST_TP_ARGS(uint8_t *, bytes, uint32_t *, words, size_t, length, const char *, text),
    LTTNG_UST_TP_FIELDS(
        lttng_ust_field_array(uint8_t, bytes, bytes, 4)
        lttng_ust_field_array_hex(uint32_t, words_hex, words, 3)
        lttng_ust_field_array_network(uint32_t, words_network, words, 2)
        lttng_ust_field_array_network_hex(uint32_t, words_network_hex, words, 2)
        lttng_ust_field_array_text(char, text8, text, 8)
        lttng_ust_field_sequence(uint32_t, sequence, words, size_t, length)
        lttng_ust_field_sequence_hex(uint8_t, bytes_hex, bytes, uint8_t, length)
        lttng_ust_field_sequence_network(uint32_t, sequence_network, words, uint16_t, length)
        lttng_ust_field_sequence_network_hex(uint32_t, sequence_network_hex, words, uint32_t, length)
        lttng_ust_field_sequence_text(char, text_sequence, text, size_t, length)
        lttng_ust_field_string(text, text)
        lttng_ust_field_unused(length)
    )
)

LTTNG_UST_TRACEPOINT_EVENT(oprof_fields, enums,
    LTTNG_UST_TP_ARGS(int, value),
    LTTNG_UST_TP_FIELDS(
        lttng_ust_field_enum(oprof_fields, colour, int, colour, value)
        lttng_ust_field_enum(oprof_fields, colour, int8_t, small, value)
        lttng_ust_field_enum(oprof_fields, colour, int64_t, large, value)
    )
)

LTTNG_UST_TRACEPOINT_EVENT(oprof_fields, empty, LTTNG_UST_TP_ARGS(), LTTNG_UST_TP_FIELDS())

LTTNG_UST_TRACEPOINT_EVENT_CLASS(oprof_fields, pair_class,
    LTTNG_UST_TP_ARGS(uint64_t, first, uint64_t, second),
    LTTNG_UST_TP_FIELDS(
        lttng_ust_field_integer(uint64_t, first, first)
        lttng_ust_field_integer_hex(uint64_t, second, second)
    )
)
LTTNG_UST_TRACEPOINT_EVENT_INSTANCE(oprof_fields, pair_class, oprof_fields, pair,
    LTTNG_UST_TP_ARGS(uint64_t, first, uint64_t, second))
LTTNG_UST_TRACEPOINT_LOGLEVEL(oprof_fields, pair, LTTNG_UST_TRACEPOINT_LOGLEVEL_WARNING)
LTTNG_UST_TRACEPOINT_MODEL_EMF_URI(oprof_fields, pair, "https://example.org/pair")

#endif
#include <lttng/tracepoint-event.h>
