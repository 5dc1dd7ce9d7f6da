using System.Globalization;
using System.Text.Json;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Speedscope;

/// <summary>
/// Writes a profile as speedscope's own JSON: one sampled profile for each thread and event, that of the most weight first.
/// </summary>
/// <remarks>Format: https://www.speedscope.app/file-format-schema.json, "SampledProfile"; the frames of a sample begin with the outermost.</remarks>
public static class SpeedscopeWriter
{
    private const string Schema = "https://www.speedscope.app/file-format-schema.json";
    private const int EventsBetweenFlushes = 4096;

    /// <summary>Writes a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="options">How; null for everything.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Nanoseconds of the slices in which samples were put together; 0 where they were not.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">The stream did not take it.</exception>
    public static long Write(Profile profile, Stream stream, SpeedscopeOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("exporter", "OProf");
        json.WriteString("name", profile.Name);
        json.WriteNumber("activeProfileIndex", 0);
        json.WriteStartObject("shared");
        WriteFrames(profile, json, stream);
        json.WriteEndObject();

        var threads = SpeedscopeThreads.Of(profile);
        var slices = new SpeedscopeSlices(profile);
        long slice = SliceOf(profile, threads, slices, options?.MaxSamples);
        json.WriteStartArray("profiles");
        foreach (var thread in threads.ByWeight)
        {
            cancellation.ThrowIfCancellationRequested();
            slices.Fill(threads.SamplesOf(thread), slice);
            WriteThread(profile, json, stream, thread, slices);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return slice;
    }

    // One for each function, and for what has no name one for each image: speedscope merges by them.
    private static void WriteFrames(Profile profile, Utf8JsonWriter json, Stream stream)
    {
        json.WriteStartArray("frames");
        for (int function = 0; function < profile.Functions.Count; function++)
        {
            json.WriteStartObject();
            json.WriteString("name", profile.NameOf(function));
            json.WriteString("file", profile.ImageOf(function));
            if (profile.Functions[function].Line is > 0 and var line)
                json.WriteNumber("line", line);
            json.WriteEndObject();
            FlushNowAndThen(json, stream, function);
        }

        json.WriteEndArray();
    }

    // Halves the resolution until it fits; each pass is over integers alone.
    private static long SliceOf(Profile profile, SpeedscopeThreads threads, SpeedscopeSlices slices, int? most)
    {
        if (most is null || profile.Samples.Count == 0)
            return 0;
        long slice = 0;
        long span = threads.Last - threads.First + 1;
        while (true)
        {
            long count = 0;
            foreach (var thread in threads.ByWeight)
            {
                slices.Fill(threads.SamplesOf(thread), slice);
                count += slices.Entries.Count;
            }

            if (count <= most || slice > span)
                return slice;
            slice = slice == 0 ? Math.Max(1_000_000, span / most.Value) : slice * 2;
        }
    }

    private static void WriteThread(Profile profile, Utf8JsonWriter json, Stream stream, in SpeedscopeThread thread, SpeedscopeSlices slices)
    {
        var row = profile.Threads[thread.Thread];
        var kind = profile.Events[thread.Event];
        json.WriteStartObject();
        json.WriteString("type", "sampled");
        json.WriteString("name", string.Create(
            CultureInfo.InvariantCulture, $"{profile.Strings[row.Name]} {row.ProcessId}/{row.ThreadId} {kind.Name}"));
        json.WriteString("unit", kind.IsTime ? "nanoseconds" : "none");
        json.WriteNumber("startValue", 0);
        json.WriteNumber("endValue", slices.Weight);
        json.WriteStartArray("samples");
        Span<int> functions = stackalloc int[1024];
        int written = 0;
        foreach (var (stack, _) in slices.Entries)
        {
            json.WriteStartArray();
            int depth = 0;
            for (int at = stack; at != 0 && depth < functions.Length; at = profile.Stacks.ParentOf(at))
                functions[depth++] = profile.Frames[profile.Stacks.FrameOf(at)].Function;
            while (depth > 0)
                json.WriteNumberValue(functions[--depth]);
            json.WriteEndArray();
            FlushNowAndThen(json, stream, written++);
        }

        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach (var (_, weight) in slices.Entries)
        {
            json.WriteNumberValue(weight);
            FlushNowAndThen(json, stream, written++);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void FlushNowAndThen(Utf8JsonWriter json, Stream stream, int written)
    {
        if (written % EventsBetweenFlushes != 0)
            return;

        // Lines, though long ones: what takes a text apart by them need not hold all of it.
        json.Flush();
        stream.WriteByte((byte)'\n');
    }
}
