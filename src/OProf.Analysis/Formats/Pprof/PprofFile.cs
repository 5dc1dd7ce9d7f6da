using System.Globalization;
using System.IO.Compression;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>A file of pprof, compressed or not.</summary>
/// <param name="path">The file.</param>
internal sealed class PprofFile(string path)
{
    // Profiles shrink to a tenth, at best to a fiftieth; what becomes more is made to fill memory or disk.
    private const long MaxRatio = 256;
    private const long LeastLimit = 64L << 20;
    private const int HeadBytes = 512;

    /// <summary>The file.</summary>
    internal string Path => path;

    /// <summary>Whether a file begins as one of these does: fields of a profile, in the types that they have.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static bool IsPprof(string path)
    {
        var head = new byte[HeadBytes];
        try
        {
            using var stream = Inflate(path);
            return IsHead(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Opens it.</summary>
    /// <param name="part">Says which part of the file has been read: 0 to 1.</param>
    internal ProtoStream Open(out Func<double> part)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        long length = Math.Max(1, file.Length);
        part = () => (double)file.Position / length;
        bool isCompressed = IsCompressed(file);
        return new ProtoStream(
            isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file,
            isCompressed ? Math.Max(LeastLimit, length * MaxRatio) : long.MaxValue);
    }

    /// <summary>What is wrong at a place.</summary>
    internal ImportFormatException Error(long offset, string expected, string found, Exception? inner = null) => new(
        path, string.Create(CultureInfo.InvariantCulture, $"offset {offset} of the profile"), expected, found, inner);

    // Up to the first field that is not whole. A text file has other types, or other numbers, sooner.
    private static bool IsHead(ReadOnlySpan<byte> head)
    {
        var reader = new ProtoReader(head, 0);
        int fields = 0;
        try
        {
            while (reader.Read())
            {
                if (reader.Field is 0 or > PprofField.ProfileLast || !HasType(reader.Field, reader.IsNumber))
                    return false;
                if (!reader.IsNumber && reader.Field is PprofField.ProfileSampleType or PprofField.ProfilePeriodType && !IsValueType(reader.Bytes))
                    return false;
                fields++;
            }
        }
        catch (ProtoException)
        {
            return fields > 0 && head.Length == HeadBytes;
        }

        return fields > 0;
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

    private static Stream Inflate(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return IsCompressed(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static bool IsCompressed(FileStream file)
    {
        bool isCompressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return isCompressed;
    }
}
