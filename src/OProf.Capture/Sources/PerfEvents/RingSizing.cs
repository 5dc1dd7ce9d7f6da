using OProf.Capture.Environments;
using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.PerfEvents;

/// <summary>How large the rings are where the user does not say, and what is said where they can't be had.</summary>
internal static class RingSizing
{
    /// <summary>
    /// Largest default for one CPU. At 10 kHz with call chains and the switches of a busy machine a CPU writes about
    /// 15 MB a second; this holds half a second of it, which is the longest that the sync thread was seen not to run.
    /// </summary>
    private const long Largest = 8L << 20;

    /// <summary>The size to try first: a power of two; it is halved for as long as it is not permitted.</summary>
    public static long Default(int cpus)
    {
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        long share = Math.Max(memory / 64 / Math.Max(cpus, 1), Environment.SystemPageSize);
        return Math.Min(Largest, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)share + 1) / 2);
    }

    /// <summary>Throws where a size that the user gave is none that the kernel takes.</summary>
    /// <exception cref="CaptureException">It is no power of two, less than a page, or too large to be addressed.</exception>
    public static void Check(long size)
    {
        if (size >= Environment.SystemPageSize && long.IsPow2(size) && size <= 1L << 40)
            return;
        long next = size <= Environment.SystemPageSize
            ? Environment.SystemPageSize
            : (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Min(size, 1L << 40));
        throw new CaptureException(
            new CaptureError(
                "OProfBufferSizeInvalid", CaptureErrorCategory.InvalidArgument,
                $"A ring of {size} bytes cannot be had: the kernel wants a power of two of at least a page ({Environment.SystemPageSize} bytes).",
                $"Use {next} bytes."),
            size);
    }

    /// <summary>The error for rings that could not be mapped.</summary>
    public static CaptureException ErrorOf(int errno, long size, int cpus) => PerfFailure.ToException(
        new PerfAttempt(PerfOperation.Map, "the rings", -1, -1) { RingBytes = size, AllRingBytes = size * cpus }, errno);
}
