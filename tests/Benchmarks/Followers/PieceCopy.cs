using System.Diagnostics;
using System.Runtime.InteropServices;
using OProf.Buffers.Mmap;

namespace OProf.Benchmarks.Followers;

/// <summary>What a piece of 48 KiB costs to publish, beside a plain copy of as many bytes.</summary>
internal static class PieceCopy
{
    private const int Piece = 48 * 1024;
    private const int Pieces = 20_000;
    private const int RingPages = 1024;

    public static unsafe void Run(int repetitions)
    {
        var folder = Directory.CreateTempSubdirectory("oprof-bench-");
        byte[] piece = new byte[Piece];
        new Random(1).NextBytes(piece);
        nuint size = (nuint)RingPages * 4096;
        byte* target = (byte*)NativeMemory.Alloc(size);
        try
        {
            using var buffer = MmapBuffer.Create(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : folder.FullName, $"oprof-bench-{Environment.ProcessId}"), MmapMode.Overwrite);
            using var mapping = buffer.Map(MmapSize.Of(RingPages));
            File.Delete(buffer.Path);
            using var ring = new PerfRingWriter(mapping);
            var copied = new List<double>();
            var published = new List<double>();
            for (int i = 0; i < repetitions; i++)
            {
                long begin = Stopwatch.GetTimestamp();
                for (int n = 0; n < Pieces; n++)
                    piece.CopyTo(new Span<byte>(target + ((nuint)n * Piece % (size - Piece)), Piece));
                copied.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds / Pieces);
                begin = Stopwatch.GetTimestamp();
                for (int n = 0; n < Pieces; n++)
                    ring.TryWrite(70, 0, piece);
                published.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds / Pieces);
            }

            copied.Sort();
            published.Sort();
            Console.WriteLine($"48 KiB into 4 MiB: copied {copied[repetitions / 2]:F2} us ({copied[0]:F2} to {copied[^1]:F2}), published {published[repetitions / 2]:F2} us ({published[0]:F2} to {published[^1]:F2})");
        }
        finally
        {
            NativeMemory.Free(target);
            folder.Delete(recursive: true);
        }
    }
}
