using System.Globalization;
using System.Text;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;

namespace OProf.Capture.Recording.Ctf;

/// <summary>
/// The <c>metadata</c> file of a recording: what its streams look like, in the Trace Stream Description Language of Common
/// Trace Format 1.8 (appendix C).
/// </summary>
public static class CtfMetadata
{
    /// <summary>Version of the events and fields below, as <c>env.oprof_format</c> says it.</summary>
    public const int FormatVersion = 2;

    /// <summary>The version before: its tasks do not end with their control group.</summary>
    public const int FormatWithoutCgroups = 1;

    /// <summary>Name of the file.</summary>
    public const string FileName = "metadata";

    // An event's head: one byte of id and four of time; where the time is 2^32 ns or more behind the last, the long form.
    private const string Types = """
        typealias integer { size = 8; align = 8; signed = false; } := uint8_t;
        typealias integer { size = 16; align = 8; signed = false; } := uint16_t;
        typealias integer { size = 32; align = 8; signed = false; } := uint32_t;
        typealias integer { size = 64; align = 8; signed = false; } := uint64_t;
        typealias integer { size = 64; align = 8; signed = false; base = 16; } := address_t;
        typealias integer { size = 32; align = 8; signed = true; } := int32_t;
        typealias integer { size = 64; align = 8; signed = true; } := int64_t;
        typealias integer { size = 8; align = 8; signed = false; encoding = UTF8; } := char_t;

        """;

    private const string Streams = """
        typealias integer { size = 32; align = 8; signed = false; map = clock.monotonic.value; } := stamp32_t;
        typealias integer { size = 64; align = 8; signed = false; map = clock.monotonic.value; } := stamp64_t;

        struct event_header {
            enum : uint8_t { compact = 0 ... 254, extended = 255 } id;
            variant <id> {
                struct { stamp32_t timestamp; } compact;
                struct { uint32_t id; stamp64_t timestamp; } extended;
            } v;
        } align(8);

        stream {
            id = 0;
            event.header := struct event_header;
            packet.context := struct {
                stamp64_t timestamp_begin;
                stamp64_t timestamp_end;
                uint64_t content_size;
                uint64_t packet_size;
                uint64_t packet_seq_num;
                uint64_t events_discarded;
                uint32_t cpu_id;
            };
        };

        stream {
            id = 1;
            event.header := struct event_header;
            packet.context := struct {
                stamp64_t timestamp_begin;
                stamp64_t timestamp_end;
                uint64_t content_size;
                uint64_t packet_size;
                uint64_t packet_seq_num;
                uint64_t events_discarded;
            };
        };


        """;

    /// <summary>The text for a session.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="uuid">Uuid of the trace, as its packets have it.</param>
    public static string Of(SessionDescription description, Guid uuid)
    {
        var text = new StringBuilder("/* CTF 1.8 */\n\n");
        text.Append(Types.ReplaceLineEndings("\n"));
        text.Append(string.Create(CultureInfo.InvariantCulture, $$"""
            trace {
                major = 1;
                minor = 8;
                uuid = "{{uuid}}";
                byte_order = le;
                packet.header := struct {
                    uint32_t magic;
                    uint8_t uuid[16];
                    uint32_t stream_id;
                };
            };

            env {
                hostname = {{Quote(description.HostName)}};
                domain = "oprof";
                sysname = "Linux";
                kernel_release = {{Quote(description.KernelRelease)}};
                architecture = {{Quote(description.Architecture)}};
                tracer_name = "oprof";
                tracer_major = 1;
                tracer_minor = 0;
                oprof_format = {{FormatVersion}};
                session_name = {{Quote(description.Name)}};
                target = {{Quote(description.Target)}};
            };

            clock {
                name = "monotonic";
                {{BootUuid(description.BootId)}}description = "CLOCK_MONOTONIC, in nanoseconds";
                freq = 1000000000;
                offset = {{ClockOffset(description)}};
            };


            """).ReplaceLineEndings("\n"));
        text.Append(Streams.ReplaceLineEndings("\n"));
        string modes = Enumeration<ProcessorMode>();
        Event(text, 0, (int)CpuEventId.Sample, "sample", "uint32_t task; uint32_t chain; uint64_t period; uint16_t event_index;");
        Event(text, 0, (int)CpuEventId.SampleInFull, "sample_in_full",
            $"uint64_t time; int32_t task; int32_t pid; int32_t tid; uint64_t executable; {modes} mode; uint64_t image; address_t offset; uint32_t chain; uint64_t period; uint16_t event_index; uint16_t value_count; uint64_t values[value_count];");
        Event(text, 0, (int)CpuEventId.Lost, "lost", $"uint64_t time; {Enumeration<LossCause>()} cause; uint64_t records;");
        Event(text, 0, (int)CpuEventId.Data, "data", "uint64_t time; int32_t task; int32_t pid; int32_t tid; uint64_t executable; uint64_t kind; uint64_t image; address_t offset; uint32_t word_count; uint64_t words[word_count];");
        Event(text, 0, (int)CpuEventId.ModuleLoaded, "module_loaded", "");
        Event(text, 1, (int)DefinitionEventId.Text, "text", $"{Enumeration<CtfText>()} kind; uint8_t more; uint16_t length; char_t text[length];");
        Event(text, 1, (int)DefinitionEventId.Name, "name", "uint32_t number; uint16_t length; char_t text[length];");
        Event(text, 1, (int)DefinitionEventId.Image, "image",
            $"uint64_t number; {Enumeration<ImageKind>()} kind; uint32_t major; uint32_t minor; uint64_t inode; int32_t pid; uint8_t build_id_length; uint8_t build_id[build_id_length]; uint16_t length; char_t path[length];");
        Event(text, 1, (int)DefinitionEventId.Task, "task", "uint32_t number; int32_t pid; int32_t tid; uint32_t name; uint64_t executable; uint32_t cgroup;");
        Event(text, 1, (int)DefinitionEventId.Frames, "frames", $"uint32_t number; uint16_t count; uint32_t images[count]; address_t offsets[count]; {modes} modes[count]; uint8_t are_return_addresses[count];");
        Event(text, 1, (int)DefinitionEventId.Chains, "chains", "uint32_t number; uint16_t count; uint32_t callers[count]; uint32_t frames[count];");
        Event(text, 1, (int)DefinitionEventId.KernelSymbol, "kernel_symbol", "uint64_t time; address_t address; uint32_t size; uint8_t is_registered; uint16_t length; char_t text[length];");
        Event(text, 1, (int)DefinitionEventId.Owner, "owner", "int32_t pid; uint32_t uid;");
        Event(text, 1, (int)DefinitionEventId.Notice, "notice", "uint16_t id_length; char_t id[id_length]; uint16_t length; char_t text[length];");
        Event(text, 1, (int)DefinitionEventId.Ledger, "ledger", "uint32_t cpu; uint16_t count; int64_t counts[count];");
        return text.ToString();
    }

    // Nanoseconds since the epoch at the clock's zero.
    private static long ClockOffset(SessionDescription description) =>
        ((description.StartTime - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick) - (long)description.StartTimestamp;

    // Two traces of one boot have the same clock; readers tell by the uuid.
    private static string BootUuid(string bootId) =>
        Guid.TryParse(bootId, out var id) ? $"uuid = \"{id}\";\n    " : "";

    private static void Event(StringBuilder text, int stream, int id, string name, string fields) =>
        text.Append(CultureInfo.InvariantCulture, $"event {{ id = {id}; name = \"{name}\"; stream_id = {stream}; fields := struct {{ {fields} }}; }};\n");

    private static string Enumeration<T>()
        where T : struct, Enum =>
        "enum : uint8_t { " + string.Join(", ", Enum.GetValues<T>().Select(
            value => string.Create(CultureInfo.InvariantCulture, $"\"{value}\" = {Convert.ToInt32(value, CultureInfo.InvariantCulture)}"))) + " }";

    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char c in value)
        {
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else
                text.Append(c < ' ' ? ' ' : c);
        }

        return text.Append('"').ToString();
    }
}
