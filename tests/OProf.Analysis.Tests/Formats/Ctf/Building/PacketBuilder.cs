namespace OProf.Analysis.Tests.Formats.Ctf.Building;

/// <summary>
/// Writes a packet with the head that <see cref="Metadata"/> describes, which is that of LTTng, and compact event headers
/// of 5 bits id and 27 bits time, or extended ones where these do not do.
/// </summary>
internal sealed class PacketBuilder
{
    // magic 4, uuid 16, stream id 4, stream instance id 8
    private const int ContextOffset = 32;

    private readonly ulong _begin;
    private ulong _now;
    private ulong _end;

    internal PacketBuilder(bool isBigEndian, uint stream, ulong begin, ulong sequence = 0, ulong discarded = 0, uint cpu = 0, Guid? uuid = null, uint magic = 0xC1FC1FC1)
    {
        Bits = new BitWriter(isBigEndian);
        _begin = _now = begin;
        Bits.Integer(magic, 32);
        Bits.Bytes((uuid ?? TraceFolder.Uuid).ToByteArray(bigEndian: true));
        Bits.Integer(stream, 32);
        Bits.Integer(cpu, 64);
        Bits.Integer(begin, 64);
        for (int i = 0; i < 3; i++)
            Bits.Integer(0, 64);
        Bits.Integer(sequence, 64);
        Bits.Integer(discarded, 64);
        Bits.Integer(cpu, 32);
    }

    internal BitWriter Bits { get; }

    /// <summary>The metadata up to the events: types, trace, clock, streams 0 and up with or without a context.</summary>
    internal static string Metadata(bool isBigEndian, params string[] contexts) => $$"""
        /* CTF 1.8 */

        typealias integer { size = 8; align = 8; signed = false; } := uint8_t;
        typealias integer { size = 32; align = 8; signed = false; } := uint32_t;
        typealias integer { size = 64; align = 8; signed = false; } := uint64_t;
        typealias integer { size = 64; align = 8; signed = false; } := unsigned long;
        typealias integer { size = 5; align = 1; signed = false; } := uint5_t;

        trace {
            major = 1;
            minor = 8;
            uuid = "{{TraceFolder.Uuid}}";
            byte_order = {{(isBigEndian ? "be" : "le")}};
            packet.header := struct {
                uint32_t magic;
                uint8_t uuid[16];
                uint32_t stream_id;
                uint64_t stream_instance_id;
            };
        };

        env {
            domain = "kernel";
            tracer_name = "made-for-tests";
            tracer_major = 2;
        };

        clock {
            name = "monotonic";
            uuid = "62beab4d-c037-426e-9b23-81ea472f5946";
            freq = 1000000000;
            offset = 1300000000000000000;
        };

        typealias integer { size = 27; align = 1; signed = false; map = clock.monotonic.value; } := uint27_clock_t;
        typealias integer { size = 64; align = 8; signed = false; map = clock.monotonic.value; } := uint64_clock_t;

        struct packet_context {
            uint64_clock_t timestamp_begin;
            uint64_clock_t timestamp_end;
            uint64_t content_size;
            uint64_t packet_size;
            uint64_t packet_seq_num;
            unsigned long events_discarded;
            uint32_t cpu_id;
        };

        struct event_header_compact {
            enum : uint5_t { compact = 0 ... 30, extended = 31 } id;
            variant <id> {
                struct {
                    uint27_clock_t timestamp;
                } compact;
                struct {
                    uint32_t id;
                    uint64_clock_t timestamp;
                } extended;
            } v;
        } align(8);

        {{string.Concat(contexts.Select((context, id) => $$"""
        stream {
            id = {{id}};
            event.header := struct event_header_compact;
            packet.context := struct packet_context;
            {{context}}
        };

        """))}}
        """;

    /// <summary>Begins an event.</summary>
    internal PacketBuilder Event(uint id, ulong time)
    {
        Bits.Align(8);
        if (id <= 30 && time - _now < 1UL << 27)
        {
            Bits.Integer(id, 5);
            Bits.Integer(time & ((1UL << 27) - 1), 27);
        }
        else
        {
            Bits.Integer(31, 5);
            Bits.Integer(id, 32, 8);
            Bits.Integer(time, 64, 8);
        }

        _now = time;
        _end = time;
        return this;
    }

    /// <summary>Closes the packet.</summary>
    /// <param name="padding">Bytes behind its content.</param>
    /// <param name="end">Time of its end; that of the last event where it is not given.</param>
    internal byte[] Close(int padding = 0, ulong? end = null)
    {
        ulong content = (ulong)Bits.Position;
        Bits.Align(8);
        for (int i = 0; i < padding; i++)
            Bits.Integer(0xAA, 8);
        Bits.Patch(ContextOffset + 8, end ?? Math.Max(_end, _begin));
        Bits.Patch(ContextOffset + 16, content);
        Bits.Patch(ContextOffset + 24, (ulong)Bits.Position);
        return Bits.ToArray();
    }
}
