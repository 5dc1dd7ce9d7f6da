using System.Text.Json;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Firefox;

/// <summary>Writes a profile for the Firefox Profiler (https://profiler.firefox.com): a track for each thread and event.</summary>
/// <remarks>
/// Format: the profiler's "processed profile" (github.com/firefox-devtools/profiler, docs-developer/CHANGELOG-formats.md, src/types/profile.ts)
/// of version 60, the first whose tables all threads share; newer profilers bring it up to their own version as they load it.
/// </remarks>
public static class FirefoxWriter
{
    /// <summary>Writes a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">The stream did not take it.</exception>
    public static void Write(Profile profile, Stream stream, FirefoxOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        var threads = new FirefoxThreads(profile, json, cancellation);
        WriteMeta(profile, json, options ?? new FirefoxOptions(), threads.First);
        var tables = new FirefoxTables(profile, json, cancellation);
        tables.WriteLibs();
        tables.WriteShared();
        threads.Write();
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteMeta(Profile profile, Utf8JsonWriter json, FirefoxOptions options, long first)
    {
        json.WriteStartObject("meta");
        json.WriteNumber("preprocessedProfileVersion", 60);
        json.WriteNumber("version", 24);
        json.WriteString("product", profile.Name);
        json.WriteString("importedFrom", "OProf");
        json.WriteNumber("interval", IntervalOf(profile));
        json.WriteNumber("startTime", options.StartTime?.ToUnixTimeMilliseconds() ?? 0);
        json.WriteNumber("startTimeAsClockMonotonicNanosecondsSinceBoot", first);
        json.WriteNumber("processType", 0);
        json.WriteNumber("stackwalk", 1);
        json.WriteNumber("debug", 0);
        json.WriteBoolean("symbolicated", true);
        json.WriteBoolean("sourceCodeIsNotOnSearchfox", true);
        json.WriteBoolean("usesOnlyOneStackType", true);
        json.WriteStartObject("sampleUnits");
        json.WriteString("time", "ms");
        json.WriteString("eventDelay", "ms");
        json.WriteString("threadCPUDelta", "ns");
        json.WriteEndObject();
        FirefoxCategories.Write(json);
        json.WriteStartArray("markerSchema");
        json.WriteEndArray();
        WriteNotices(profile, json);
        json.WriteEndObject();
    }

    // Milliseconds between samples: the profiler draws gaps where there are none for longer.
    private static double IntervalOf(Profile profile)
    {
        var clock = profile.Events.FirstOrDefault(static row => row.IsTime && row.Period > 0 && row.Samples > 0);
        return clock is null ? 1 : clock.Period / (double)clock.Samples / 1e6;
    }

    private static void WriteNotices(Profile profile, Utf8JsonWriter json)
    {
        if (profile.Notices.Count == 0)
            return;
        json.WriteStartArray("extra");
        json.WriteStartObject();
        json.WriteString("label", "Notices");
        json.WriteStartArray("entries");
        foreach (var notice in profile.Notices)
        {
            json.WriteStartObject();
            json.WriteString("label", notice.Id);
            json.WriteString("format", "string");
            json.WriteString("value", notice.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
