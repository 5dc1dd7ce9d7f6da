using System.Runtime.CompilerServices;

namespace OProf.Buffers.Mmap;

/// <summary>
/// The sequence lock of a metadata page: the writer makes it odd, writes, makes it even; a reader believes what it read
/// where it has seen the same even value before and after.
/// </summary>
internal static unsafe class PerfPageLock
{
    // A writer that died in between leaves the lock odd for ever; one that lost its CPU comes back. About a second.
    private const int MaxTries = 1000;

    /// <summary>Writes the fields; for one writer at a time. Readers never hold it up.</summary>
    public static void Write(byte* page, in PerfPageFields fields)
    {
        ref uint sequence = ref Unsafe.AsRef<uint>(page + PerfMmapPage.Lock);
        uint before = sequence & ~1u;
        sequence = before + 1;
        Interlocked.MemoryBarrier();
        Unsafe.AsRef<uint>(page + PerfMmapPage.Index) = fields.Index;
        Unsafe.AsRef<long>(page + PerfMmapPage.Offset) = fields.Offset;
        Unsafe.AsRef<ulong>(page + PerfMmapPage.TimeEnabled) = fields.TimeEnabled;
        Unsafe.AsRef<ulong>(page + PerfMmapPage.TimeRunning) = fields.TimeRunning;
        Unsafe.AsRef<ushort>(page + PerfMmapPage.TimeShift) = fields.TimeShift;
        Unsafe.AsRef<uint>(page + PerfMmapPage.TimeMult) = fields.TimeMult;
        Unsafe.AsRef<ulong>(page + PerfMmapPage.TimeOffset) = fields.TimeOffset;
        Unsafe.AsRef<ulong>(page + PerfMmapPage.TimeZero) = fields.TimeZero;
        Volatile.Write(ref sequence, before + 2);
    }

    /// <summary>Reads the fields as they were at one moment.</summary>
    /// <returns>False where the writer never let go of them: it died while it wrote.</returns>
    public static bool TryRead(byte* page, out PerfPageFields fields)
    {
        ref uint sequence = ref Unsafe.AsRef<uint>(page + PerfMmapPage.Lock);
        var wait = default(SpinWait);
        for (int i = 0; i < MaxTries; i++)
        {
            uint before = Volatile.Read(ref sequence);
            fields = new PerfPageFields
            {
                Index = Unsafe.AsRef<uint>(page + PerfMmapPage.Index),
                Offset = Unsafe.AsRef<long>(page + PerfMmapPage.Offset),
                TimeEnabled = Unsafe.AsRef<ulong>(page + PerfMmapPage.TimeEnabled),
                TimeRunning = Unsafe.AsRef<ulong>(page + PerfMmapPage.TimeRunning),
                TimeShift = Unsafe.AsRef<ushort>(page + PerfMmapPage.TimeShift),
                TimeMult = Unsafe.AsRef<uint>(page + PerfMmapPage.TimeMult),
                TimeOffset = Unsafe.AsRef<ulong>(page + PerfMmapPage.TimeOffset),
                TimeZero = Unsafe.AsRef<ulong>(page + PerfMmapPage.TimeZero),
            };
            Interlocked.MemoryBarrier();
            if ((before & 1) == 0 && Volatile.Read(ref sequence) == before)
                return true;
            wait.SpinOnce();
        }

        fields = default;
        return false;
    }
}
