using System.Globalization;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>A file of pprof, compressed or not.</summary>
/// <param name="path">The file.</param>
internal sealed class PprofFile(string path)
{
    private const int HeadBytes = 512;

    /// <summary>The file.</summary>
    internal string Path => path;

    /// <summary>Whether a file begins as one of these does: fields of a profile, in the types that they have.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static bool IsPprof(string path)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        return IsHead(head[..InflatedFile.ReadHead(path, head)]);
    }

    /// <summary>Opens it.</summary>
    internal ProtoStream Open() => new(new InflatedFile(path));

    /// <summary>What is wrong at a place.</summary>
    internal ImportFormatException Error(long offset, string expected, string found, Exception? inner = null) => new(
        path, string.Create(CultureInfo.InvariantCulture, $"offset {offset} of the profile"), expected, found, inner);

    // Up to the first field that is not whole: each of the type that it has in a profile, and the type of the values among them,
    // unless more strings come before it than are looked at. Text has other types, or other numbers, sooner.
    private static bool IsHead(ReadOnlySpan<byte> head)
    {
        var reader = new ProtoReader(head, 0);
        bool any = false;
        bool hasTypes = false;
        try
        {
            while (reader.Read())
            {
                bool isKnown = reader.Field is not 0 and <= PprofField.ProfileLast;
                if (!isKnown && !any)
                    return false;
                if (isKnown && !HasType(reader.Field, reader.IsNumber))
                    return false;
                if (reader.Field is PprofField.ProfileSampleType or PprofField.ProfilePeriodType && !IsValueType(reader.Bytes))
                    return false;
                hasTypes |= reader.Field == PprofField.ProfileSampleType;
                any = true;
            }
        }
        catch (ProtoException)
        {
            return hasTypes || (any && head.Length == HeadBytes);
        }

        return hasTypes;
    }

    // A list of numbers (comments) may be packed or not.
    private static bool HasType(int field, bool isNumber) => field switch
    {
        >= PprofField.ProfileSampleType and <= PprofField.ProfileStringTable or PprofField.ProfilePeriodType => !isNumber,
        PprofField.ProfileComment => true,
        _ => isNumber,
    };

    private static bool IsValueType(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes, 0);
        while (reader.Read())
        {
            if (!reader.IsNumber || reader.Field is 0 or > PprofField.ValueTypeUnit)
                return false;
        }

        return true;
    }
}
