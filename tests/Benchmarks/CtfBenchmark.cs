using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Analysis.Formats.Ctf.Recordings;
using OProf.Capture.Sync.Payloads;

namespace OProf.Benchmarks;

/// <summary>How long it takes to read traces of the Common Trace Format.</summary>
internal static class CtfBenchmark
{
    public static void Run(string path, int repetitions)
    {
        long events = 0;
        Measured.Milliseconds("CtfReader: all events, merged by time", repetitions, () => events = Read(path, decode: false));
        Measured.Milliseconds("and the integers in front of each", repetitions, () => Read(path, decode: true));
        Measured.Milliseconds("CtfRecording.Open: scan", repetitions, () => CtfRecording.Open(path).Dispose());
        using var session = CtfRecording.Open(path);
        Measured.Milliseconds("EventReader: all data records", repetitions, () =>
        {
            var reader = session.OpenReader();
            while (reader.TryRead(out _))
            {
            }
        });
        Measured.Milliseconds("and their fields as objects", repetitions, () =>
        {
            var reader = session.OpenReader();
            while (reader.TryRead(out var entry))
            {
                if (session.Tables.Schemas[entry.DataKind] is { } schema && !entry.Values.IsEmpty)
                    GC.KeepAlive(PayloadReader.Read(schema, entry.Values.Span));
            }
        });
        Console.WriteLine($"{events} events");
    }

    private static long Read(string path, bool decode)
    {
        Span<ulong> values = stackalloc ulong[16];
        long events = 0;
        using var folder = CtfTraceFolder.Open(path);
        using var reader = folder.Read();
        while (reader.Read())
        {
            events++;
            if (decode)
                reader.Current.Payload.CopyIntegers(values);
        }

        return events;
    }
}
