using System.Globalization;
using System.Text.Json;
using OProf.Analysis.Formats.Speedscope;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Chrome;

/// <summary>Writes a profile as trace events: for chrome://tracing, Perfetto, and whatever reads their JSON.</summary>
/// <remarks>
/// Format: "Trace Event Format", JSON object form. The samples stand in it twice: as they are (<c>stackFrames</c>, <c>samples</c>, with their
/// weights), which chrome://tracing shows, and those of the first event as complete events (<c>X</c>), which every viewer does: a
/// function's box goes on from sample to sample of its thread for as long as it stays in the call chain.
/// </remarks>
public static class ChromeWriter
{
    private const int EventsBetweenFlushes = 1 << 12;

    /// <summary>Writes a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">The stream did not take it.</exception>
    public static void Write(Profile profile, Stream stream, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { SkipValidation = true });
        var threads = SpeedscopeThreads.Of(profile);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ns");
        WriteMetadata(profile, json);
        json.WriteStartArray("traceEvents");
        WriteNames(profile, json);
        var boxes = new ChromeBoxes(profile, json);
        foreach (var thread in threads.ByWeight)
        {
            cancellation.ThrowIfCancellationRequested();
            if (thread.Event == 0)
                boxes.Write(profile.Threads[thread.Thread], profile.Events[0], threads.SamplesOf(thread));
        }

        json.WriteEndArray();
        WriteFrames(profile, json, cancellation);
        WriteSamples(profile, json, cancellation);
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>A time as the format has it: microseconds.</summary>
    internal static void Time(Utf8JsonWriter json, string name, long nanoseconds) => json.WriteNumber(name, nanoseconds / 1000m);

    private static void WriteMetadata(Profile profile, Utf8JsonWriter json)
    {
        json.WriteStartObject("otherData");
        json.WriteString("name", profile.Name);
        json.WriteString("exporter", "OProf");
        for (int index = 0; index < profile.Notices.Count; index++)
            json.WriteString(string.Create(CultureInfo.InvariantCulture, $"notice{index + 1}"), $"{profile.Notices[index].Id}: {profile.Notices[index].Message}");
        json.WriteEndObject();
    }

    private static void WriteNames(Profile profile, Utf8JsonWriter json)
    {
        var processes = new HashSet<int>();
        foreach (var row in profile.Threads)
        {
            if (processes.Add(row.ProcessId))
                WriteName(json, "process_name", row, profile.Strings[row.ProcessName]);
            WriteName(json, "thread_name", row, profile.Strings[row.Name]);
        }
    }

    private static void WriteName(Utf8JsonWriter json, string what, in ThreadRow row, string name)
    {
        json.WriteStartObject();
        json.WriteString("ph", "M");
        json.WriteString("name", what);
        json.WriteNumber("pid", row.ProcessId);
        json.WriteNumber("tid", row.ThreadId);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // One for each chain: its innermost function, and the chain of its callers.
    private static void WriteFrames(Profile profile, Utf8JsonWriter json, CancellationToken cancellation)
    {
        json.WriteStartObject("stackFrames");
        for (int stack = 1; stack < profile.Stacks.Count; stack++)
        {
            int function = profile.Frames[profile.Stacks.FrameOf(stack)].Function;
            json.WriteStartObject(stack.ToString(CultureInfo.InvariantCulture));
            json.WriteString("category", profile.ImageOf(function));
            json.WriteString("name", profile.LabelOf(function));
            if (profile.Stacks.ParentOf(stack) is var parent and not 0)
                json.WriteString("parent", parent.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
            FlushNowAndThen(json, stack, cancellation);
        }

        json.WriteEndObject();
    }

    private static void WriteSamples(Profile profile, Utf8JsonWriter json, CancellationToken cancellation)
    {
        json.WriteStartArray("samples");
        int written = 0;
        foreach (var sample in profile.Samples)
        {
            var kind = profile.Events[sample.Event];
            json.WriteStartObject();
            json.WriteNumber("cpu", sample.Cpu);

            // The format asks for no process; speedscope finds the thread by both.
            json.WriteNumber("pid", profile.Threads[sample.Thread].ProcessId);
            json.WriteNumber("tid", profile.Threads[sample.Thread].ThreadId);
            Time(json, "ts", sample.Time);
            json.WriteString("name", kind.Name);
            if (sample.Stack != 0)
                json.WriteString("sf", sample.Stack.ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("weight", kind.WeightOf(sample.Period));
            json.WriteEndObject();
            FlushNowAndThen(json, ++written, cancellation);
        }

        json.WriteEndArray();
    }

    private static void FlushNowAndThen(Utf8JsonWriter json, int written, CancellationToken cancellation)
    {
        if (written % EventsBetweenFlushes != 0)
            return;
        cancellation.ThrowIfCancellationRequested();
        json.Flush();
    }
}
