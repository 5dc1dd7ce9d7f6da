namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>
/// Reads the C declaration of a field: <c>char comm[16]</c>, <c>__data_loc char[] name</c>, <c>const char * filename</c>,
/// <c>u8 gid[sizeof(union ib_gid)]</c>, <c>void (*function)(struct x *)</c>.
/// </summary>
internal static class FieldDeclaration
{
    private const string DataLocation = "__data_loc ";
    private const string RelativeLocation = "__rel_loc ";

    /// <summary>The field; null where the text is no declaration.</summary>
    public static TracepointField? Read(ReadOnlySpan<char> text, int offset, int size, bool isSigned)
    {
        var place = text.StartsWith(DataLocation) ? TracepointFieldPlace.DataLocation
            : text.StartsWith(RelativeLocation) ? TracepointFieldPlace.RelativeLocation
            : TracepointFieldPlace.Inline;
        if (place != TracepointFieldPlace.Inline)
            text = text[text.IndexOf(' ')..].Trim();
        int function = text.IndexOf("(*");
        if (function >= 0)
            return Function(text[(function + 2)..], place, offset, size);

        // The array's length may hold anything: sizeof(), a macro, a product.
        bool isArray = place != TracepointFieldPlace.Inline;
        int count = -1;
        if (text.EndsWith("]") && text.IndexOf('[') is > 0 and var bracket)
        {
            isArray = true;
            count = ConstantExpression.TryEvaluate(text[(bracket + 1)..^1], out long value) && value is > 0 and <= ushort.MaxValue ? (int)value : -1;
            if (text[(bracket + 1)..^1].IsWhiteSpace())
                count = 0;
            text = text[..bracket].TrimEnd();
        }

        int start = text.LastIndexOfAny(" *]") + 1;
        if (start <= 0 || start == text.Length)
            return null;
        var name = text[start..];
        var type = text[..start].Trim();
        if (type.EndsWith("[]"))
            type = type[..^2].TrimEnd();
        if (place == TracepointFieldPlace.Inline && isArray && count == 0 && size == 0)
            place = TracepointFieldPlace.Rest;
        return Make(name.ToString(), type.ToString(), place, isArray, count, offset, size, isSigned);
    }

    private static TracepointField? Function(ReadOnlySpan<char> rest, TracepointFieldPlace place, int offset, int size)
    {
        int end = rest.IndexOf(')');
        return end > 0 && place == TracepointFieldPlace.Inline && size is 4 or 8
            ? new TracepointField(rest[..end].Trim().ToString(), "void *", place, TracepointFieldKind.Integer, offset, size, size, false)
            : null;
    }

    private static TracepointField? Make(
        string name, string type, TracepointFieldPlace place, bool isArray, int count, int offset, int size, bool isSigned)
    {
        if (place is TracepointFieldPlace.DataLocation or TracepointFieldPlace.RelativeLocation && size != sizeof(uint))
            return null;
        if (!isArray)
        {
            return size is 1 or 2 or 4 or 8
                ? new TracepointField(name, type, place, TracepointFieldKind.Integer, offset, size, size, isSigned)
                : new TracepointField(name, type, place, TracepointFieldKind.Bytes, offset, size, 1, false);
        }

        if (type is "char" or "const char" or "string")
            return new TracepointField(name, type, place, TracepointFieldKind.Text, offset, size, 1, false);
        int element = CType.SizeOf(type);
        if (element == 0 && place == TracepointFieldPlace.Inline && count > 0 && size % count == 0 && CType.MayBeInteger(type))
            element = size / count;

        // Arrays of single bytes are addresses, identifiers and buffers rather than numbers.
        bool isIntegers = element is 2 or 4 or 8 && (place != TracepointFieldPlace.Inline || size % element == 0);
        return isIntegers
            ? new TracepointField(name, type, place, TracepointFieldKind.Integers, offset, size, element, isSigned)
            : new TracepointField(name, type, place, TracepointFieldKind.Bytes, offset, size, 1, false);
    }
}
