using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Layout of a kind of event behind its head.</summary>
/// <param name="Class">The kind.</param>
/// <param name="Context">Its context; null where it has none.</param>
/// <param name="Payload">Its fields; null where it has none.</param>
internal sealed record EventLayout(CtfEventClass Class, LayoutNode? Context, LayoutNode? Payload)
{
    /// <summary>Number of its fields and those of the stream's scopes, of all levels.</summary>
    internal readonly long FieldCount = CountOf(Class.Context) + CountOf(Class.Payload) + CountOf(Class.Stream.EventHeader) + CountOf(Class.Stream.EventContext);

    private static long CountOf(CtfStructType? type) => type?.FieldCount ?? 0;
}
