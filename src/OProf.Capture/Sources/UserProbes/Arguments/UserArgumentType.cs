using System.Globalization;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.UserProbes.Arguments;

/// <summary>The kernel's types of fetched arguments (Documentation/trace/kprobetrace.rst, "Types") as types of a payload.</summary>
internal static class UserArgumentType
{
    /// <summary>The type; null for what is none.</summary>
    public static PayloadType? Of(string type)
    {
        int bracket = type.IndexOf('[', StringComparison.Ordinal);
        if (bracket > 0)
        {
            bool isLength = type.EndsWith(']') && int.TryParse(type.AsSpan(bracket + 1, type.Length - bracket - 2), NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length is > 0 and <= 64;
            return !isLength || Of(type[..bracket]) is not { Size: > 0 } element ? null
                : type.StartsWith("char[", StringComparison.Ordinal) ? PayloadType.Text
                : element.Size == 1 ? PayloadType.Bytes
                : PayloadType.Array(element);
        }

        if (type is "string" or "ustring")
            return PayloadType.Text;
        if (type is "char")
            return PayloadType.Integer(true, 8);
        char kind = type.Length > 1 ? type[0] : '\0';
        if (kind == 'b' && type.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
            return Bits(type.AsSpan(slash + 1)) is { } container ? PayloadType.Integer(false, container) : null;
        if (Bits(type.AsSpan(Math.Min(1, type.Length))) is not { } bits)
            return null;
        return kind switch
        {
            'u' => PayloadType.Integer(false, bits),
            's' => PayloadType.Integer(true, bits),
            'x' => PayloadType.Integer(false, bits, 16),
            _ => null,
        };
    }

    private static int? Bits(ReadOnlySpan<char> text) => text switch
    {
        "8" => 8,
        "16" => 16,
        "32" => 32,
        "64" => 64,
        _ => null,
    };
}
