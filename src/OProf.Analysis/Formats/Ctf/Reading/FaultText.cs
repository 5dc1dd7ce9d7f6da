using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Says a decoder's fault in words.</summary>
internal static class FaultText
{
    /// <summary>Adds a fault to the diagnostics.</summary>
    /// <param name="diagnostics">Where it goes.</param>
    /// <param name="id">What kind of damage it is.</param>
    /// <param name="packet">File and offset of the packet.</param>
    /// <param name="decoder">The decoder that stopped.</param>
    internal static void Add(CtfDiagnostics diagnostics, CtfDiagnosticId id, (string File, ulong Offset) packet, PacketDecoder decoder)
    {
        var (expected, found) = Of(decoder);
        diagnostics.Add(id, packet.File, packet.Offset + (decoder.FaultPosition / 8), expected, found);
    }

    private static (string Expected, string Found) Of(PacketDecoder decoder)
    {
        var node = decoder.FaultNode;
        string name = node is null ? "" : node.Name.Length > 0 ? $"'{node.Name}'" : node.Kind == LayoutKind.Struct ? "a struct" : "an element";
        ulong left = decoder.End > decoder.FaultPosition ? decoder.End - decoder.FaultPosition : 0;
        ulong value = decoder.FaultValue;
        return decoder.Fault switch
        {
            DecodeFault.BeyondContent => ($"{value} bits of {name}", $"{left} bits to the end of the packet's content"),
            DecodeFault.Unterminated => ($"a NUL that ends the string {name}", "the end of the packet's content"),
            DecodeFault.LengthBeyondContent => ($"at most {left} bits of the sequence {name}", $"a length of {value}"),
            DecodeFault.NoOption => ($"a tag of the variant {name} that selects an option ({Labels(node)})", $"{value}"),
            DecodeFault.NoReference => ($"what {name} refers to", "a variant's option that was not taken"),
            DecodeFault.ByteOrderWithinByte => ($"{name} at a whole byte, as its byte order is another one", $"bit {decoder.FaultPosition & 7} of a byte"),
            DecodeFault.TooManyFields => ("fields that take room", "more empty ones than the packet has bits"),
            DecodeFault.EventTooLarge => ($"an event of at most {PacketDecoder.MaxEventBytes} bytes", "a larger one"),
            DecodeFault.UnknownEvent => ("the id of an event that the metadata describes", $"{value}"),
            DecodeFault.EmptyEvent => ("an event of at least one bit", "none"),
            _ => ("a whole field", "something else"),
        };
    }

    private static string Labels(LayoutNode? node) => node?.Type is CtfVariantType variant
        ? string.Join(", ", variant.Options.Take(8).Select(option => option.Name)) + (variant.Options.Count > 8 ? ", …" : "")
        : "";
}
