using System.Diagnostics;
using System.Runtime.InteropServices;
using OProf.Buffers.Mmap;

namespace OProf.Benchmarks.Followers;

/// <summary>
/// What it costs to publish 48 KiB, some 260 samples, while so many processes follow the ring, beside a plain copy of as many
/// bytes. Each is timed alone, so the median is that of the undisturbed ones however busy the machine is.
/// </summary>
internal static class PieceCopy
{
    private const int Piece = 48 * 1024;
    private const int Bursts = 300;
    private const int PiecesOfBurst = 20;
    private const int RingPages = 1024;

    public static void Run(int[] followers)
    {
        foreach (int count in followers.Where(count => count >= 0))
        {
            var (copied, published) = Measure(count);
            Console.WriteLine(
                $"48 KiB into 4 MiB, {count,2} followers: copied {copied[copied.Count / 2] / 1e3:F2} us (a tenth of them in {copied[copied.Count / 10] / 1e3:F2}), published {published[published.Count / 2] / 1e3:F2} us ({published[published.Count / 10] / 1e3:F2})");
        }
    }

    /// <summary>The other process: reads all that is published until the ring is closed.</summary>
    public static void Follow(string path)
    {
        using var buffer = MmapBuffer.Open(path);
        using var mapping = buffer.Map();
        var follower = new PerfRingFollower(mapping);
        Console.WriteLine("connected");
        while (!mapping.IsClosed)
        {
            while (follower.TryRead(out _))
            {
            }

            Thread.Sleep(10);
        }
    }

    private static unsafe (List<double> Copied, List<double> Published) Measure(int followers)
    {
        string path = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"oprof-bench-{Environment.ProcessId}-{followers}");
        byte[] piece = new byte[Piece];
        new Random(1).NextBytes(piece);
        nuint size = (nuint)RingPages * 4096;
        byte* target = (byte*)NativeMemory.Alloc(size);
        var copied = new List<double>();
        var published = new List<double>();
        using var buffer = MmapBuffer.Create(path, MmapMode.Overwrite);
        using var mapping = buffer.Map(MmapSize.Of(RingPages));
        using var ring = new PerfRingWriter(mapping);
        var processes = Enumerable.Range(0, followers).Select(_ => FollowerProcess.StartOnRing(path)).ToList();
        for (int n = 0; n < Bursts * PiecesOfBurst; n++)
        {
            if (n % PiecesOfBurst == 0)
                Thread.Sleep(5);
            long begin = Stopwatch.GetTimestamp();
            piece.CopyTo(new Span<byte>(target + ((nuint)n * Piece % (size - Piece)), Piece));
            copied.Add(Stopwatch.GetElapsedTime(begin).TotalNanoseconds);
            begin = Stopwatch.GetTimestamp();
            ring.TryWrite(70, 0, piece);
            published.Add(Stopwatch.GetElapsedTime(begin).TotalNanoseconds);
        }

        mapping.Close();
        foreach (var process in processes)
            process.Dispose();
        File.Delete(path);
        NativeMemory.Free(target);
        copied.Sort();
        published.Sort();
        return (copied, published);
    }
}
