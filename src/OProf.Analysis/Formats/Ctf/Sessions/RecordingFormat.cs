using System.Globalization;
using OProf.Analysis.Formats.Ctf.Metadata;
using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Capture.Sessions.Definitions;
using Writing = OProf.Capture.Recording.Ctf;

namespace OProf.Analysis.Formats.Ctf.Sessions;

/// <summary>Tells recordings of OProf from other traces, and checks that their events are those that this version knows.</summary>
internal static class RecordingFormat
{
    private const string Domain = "oprof";

    // What this version writes, in the form in which a reader sees it.
    private static readonly Lazy<CtfMetadata> s_own = new(() => CtfMetadata.Parse(
        "metadata",
        Writing.CtfMetadata.Of(new SessionDescription { Name = "", Target = "", Events = [], Groups = [], Cpus = [] }, Guid.Empty)));

    /// <summary>Whether OProf wrote a trace.</summary>
    public static bool IsRecording(CtfMetadata metadata) => metadata.FindEnvironment("domain")?.Text == Domain;

    /// <summary>Checks that every event has the fields that this version expects.</summary>
    /// <exception cref="CtfFormatException">It has not.</exception>
    public static void Check(CtfTrace trace)
    {
        string file = Path.Combine(trace.Path, CtfTrace.MetadataName);
        long? version = trace.Metadata.FindEnvironment("oprof_format")?.Number;
        if (version is not (Writing.CtfMetadata.FormatVersion or Writing.CtfMetadata.FormatWithoutCgroups))
        {
            throw new CtfFormatException(
                file, 0, string.Create(CultureInfo.InvariantCulture, $"oprof_format = {Writing.CtfMetadata.FormatVersion}"),
                version?.ToString(CultureInfo.InvariantCulture) ?? "none");
        }

        foreach (var expected in s_own.Value.Events)
        {
            var found = trace.Metadata.Events.FirstOrDefault(e => e.Stream.Id == expected.Stream.Id && e.Id == expected.Id);
            if (version == Writing.CtfMetadata.FormatWithoutCgroups && IsTaskWithoutCgroup(found, expected))
                continue;
            if (found is null || Shape(found) != Shape(expected))
                throw new CtfFormatException(file, 0, Shape(expected), found is null ? "no such event" : Shape(found));
        }
    }

    private static bool IsTaskWithoutCgroup(CtfEventClass? found, CtfEventClass expected) =>
        found is not null && expected.Stream.Id == 1 && expected.Id == (ulong)Writing.DefinitionEventId.Task
        && Shape(found) == Shape(expected, fieldsLess: 1);

    private static string Shape(CtfEventClass kind, int fieldsLess = 0) =>
        $"{kind.Name} {{ {string.Join("; ", (kind.Payload?.Fields ?? []).SkipLast(fieldsLess).Select(field => $"{Shape(field.Type)} {field.Name}"))} }}";

    private static string Shape(CtfType type) => type switch
    {
        CtfIntegerType integer => string.Create(CultureInfo.InvariantCulture, $"{(integer.IsSigned ? "int" : "uint")}{integer.Size}"),
        CtfEnumType enumeration => "enum " + Shape(enumeration.Container),
        CtfSequenceType sequence => Shape(sequence.Element) + "[]",
        _ => type.GetType().Name,
    };
}
