using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Finds the clock of a stream's time stamps.</summary>
internal static class StreamClock
{
    // Assumed where the metadata describes none: CTF 1.8.3, section 8.
    private static readonly CtfClock s_default = new() { Name = "default" };

    /// <summary>The clock.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="stream">The kind of stream.</param>
    /// <param name="mapsTimestamps">Whether integers count as time stamps by their name where they have no clock.</param>
    /// <returns>The clock that its header and contexts are mapped to; null where it has no time stamps.</returns>
    internal static CtfClock? Of(CtfMetadata metadata, CtfStreamClass stream, out bool mapsTimestamps)
    {
        mapsTimestamps = metadata.Clocks.Count <= 1;
        var mapped = In(stream.EventHeader) ?? In(stream.PacketContext) ?? In(stream.EventContext);
        if (mapped is not null || !mapsTimestamps)
            return mapped;
        if (!HasTimestamp(stream.EventHeader, CtfScope.EventHeader) && !HasTimestamp(stream.PacketContext, CtfScope.PacketContext))
            return null;
        return metadata.Clocks.Count == 1 ? metadata.Clocks[0] : s_default;
    }

    private static CtfClock? In(CtfType? type) => type switch
    {
        CtfIntegerType integer => integer.Clock,
        CtfEnumType labels => labels.Container.Clock,
        CtfStructType structure => structure.Fields.Select(field => In(field.Type)).FirstOrDefault(clock => clock is not null),
        CtfVariantType variant => variant.Options.Select(option => In(option.Type)).FirstOrDefault(clock => clock is not null),
        CtfArrayType array => In(array.Element),
        CtfSequenceType sequence => In(sequence.Element),
        _ => null,
    };

    private static bool HasTimestamp(CtfType? type, CtfScope scope) => type switch
    {
        CtfStructType structure => structure.Fields.Any(field => Is(field, scope)),
        CtfVariantType variant => variant.Options.Any(option => Is(option, scope)),
        _ => false,
    };

    private static bool Is(CtfField field, CtfScope scope) => field.Type is CtfIntegerType or CtfEnumType
        ? LayoutRoles.IsTimestamp(scope, field.Name)
        : HasTimestamp(field.Type, scope);
}
