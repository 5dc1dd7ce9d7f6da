using System.Runtime.InteropServices;

namespace OProf.Analysis.Formats.PerfData.Compression;

/// <summary>Decompresses one stream that comes in pieces, by the system's libzstd.</summary>
internal sealed unsafe class ZstdStream : SafeHandle
{
    /// <summary>The library's name, which every distribution has it under.</summary>
    internal const string Library = "libzstd.so.1";

    private static readonly Lazy<bool> s_isAvailable = new(static () => NativeLibrary.TryLoad(Library, out _));

    /// <summary>Begins a stream.</summary>
    /// <exception cref="DllNotFoundException">The library is not installed.</exception>
    /// <exception cref="IOException">There is no memory.</exception>
    public ZstdStream()
        : base(0, ownsHandle: true)
    {
        SetHandle(ZstdCreateStream.Invoke());
        if (IsInvalid)
            throw new IOException("libzstd has no memory for a decompressor.");
    }

    /// <summary>Whether the library is installed.</summary>
    public static bool IsAvailable => s_isAvailable.Value;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Decompresses as much as there is input, or room.</summary>
    /// <param name="input">The next bytes of the stream; what was used is taken off.</param>
    /// <param name="output">Where to.</param>
    /// <param name="error">What is wrong with the input; null where nothing is.</param>
    /// <returns>Number of bytes written.</returns>
    public int Decompress(ref ReadOnlySpan<byte> input, Span<byte> output, out string? error)
    {
        fixed (byte* source = input)
        fixed (byte* target = output)
        {
            var from = new ZstdBuffer { Data = source, Size = (nuint)input.Length };
            var to = new ZstdBuffer { Data = target, Size = (nuint)output.Length };
            nuint result = ZstdDecompress.Invoke(handle, &to, &from);
            error = ZstdIsError.Invoke(result) == 0 ? null : Marshal.PtrToStringUTF8((nint)ZstdErrorName.Invoke(result)) ?? "an error";
            input = input[(int)from.Position..];
            return (int)to.Position;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => ZstdFreeStream.Invoke(handle) == 0;
}
