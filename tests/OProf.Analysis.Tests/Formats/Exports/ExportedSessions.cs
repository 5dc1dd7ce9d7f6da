using OProf.Analysis.Tests.Formats.PerfData;
using static OProf.Analysis.Tests.Formats.PerfData.PerfDataWriter;

namespace OProf.Analysis.Tests.Formats.Exports;

/// <summary>Files of perf record whose sessions have all that an export has to carry.</summary>
internal static class ExportedSessions
{
    public const ulong User = unchecked((ulong)-512);
    public const ulong Kernel = unchecked((ulong)-128);

    /// <summary>Two samples of one process.</summary>
    public static byte[] Small() => new PerfDataWriter().Event(1, 0)
        .Comm(10, 10, "small", 0).Mmap2(10, 0x1000, 0x1000, 0, "/bin/small", 0)
        .Sample(10, 10, 0x1010, 100, chain: [User, 0x1010, 0x1020]).Sample(10, 10, 0x1030, 200, chain: [User, 0x1030]).ToArray();

    /// <summary>
    /// Two CPUs; two events; threads; a fork with the parent's files, and its exec; a thread's id that becomes a process; names
    /// that change; chains through the kernel, memory without a file and addresses in no mapping; a loss.
    /// </summary>
    public static byte[] Full()
    {
        var writer = new PerfDataWriter { SampleType = Identifier | Ip | Tid | Time | Cpu | Period | CallChain };
        writer.Event(1, 0, 11).Event(1, 2, 12);
        writer.Comm(10, 10, "parent", 0).Mmap2(10, 0x400000, 0x10000, 0x2000, "/bin/parent", 0, inode: 5);
        writer.Mmap2(10, 0x7f0000000000, 0x20000, 0, "/lib/libshared.so", 0, inode: 6).Mmap2(10, 0x7f1000000000, 0x3000, 0x7f1000000, "//anon", 0, inode: 0);
        writer.Sample(10, 10, 0x400100, 1000, id: 11, chain: [User, 0x400100, 0x7f0000000123, 0x7f1000000040, 0x9999]);
        writer.Fork(10, 10, 11, 10, 1100).Comm(10, 11, "worker", 1150);
        writer.Sample(10, 11, 0xffffffff81000010, 1200, cpu: 1, id: 11, misc: 1, period: 77, chain: [Kernel, 0xffffffff81000010, 0xffffffff81000020, User, 0x400200]);
        writer.Fork(20, 10, 20, 10, 1300, cpu: 1);
        writer.Sample(20, 20, 0x400300, 1400, cpu: 1, id: 12, period: 1, chain: [User, 0x400300, 0x7f0000000200]);
        writer.Comm(20, 20, "child", 1500, cpu: 1, isExec: true).Mmap2(20, 0x400000, 0x10000, 0, "/bin/child", 1500, inode: 8, cpu: 1);
        writer.Sample(20, 20, 0x400300, 1600, cpu: 1, id: 11, chain: [User, 0x400300, 0x7f0000000200]);
        writer.Exit(10, 11, 1700).Fork(11, 10, 11, 10, 1800).Comm(11, 11, "reused", 1850, isExec: true).Mmap2(11, 0x10000, 0x1000, 0, "/bin/reused", 1860, inode: 9);
        writer.Lost(5, 1880).Sample(11, 11, 0x10040, 1900, id: 12, period: 3, chain: [User, 0x10040]);
        writer.Comm(10, 10, "renamed", 1950).Sample(10, 10, 0x400100, 2000, id: 11, chain: [User, 0x400100]);
        writer.Sample(0, 0, 0xffffffff81000999, 2001, cpu: 1, id: 11, misc: 1, chain: [Kernel, 0xffffffff81000999]);
        return writer.Round().ToArray();
    }

    /// <summary>A group whose samples carry the counts of its members.</summary>
    public static byte[] Group()
    {
        var writer = new PerfDataWriter { SampleType = Identifier | Ip | Tid | Time | Cpu | Period | Read, ReadFormat = 4 | 8 };
        writer.Event(1, 0, 11).Event(1, 2, 12).Comm(10, 10, "group", 0).Mmap2(10, 0x1000, 0x1000, 0, "/bin/group", 0);
        writer.Sample(10, 10, 0x1010, 100, id: 11, read: [2, 1000, 11, 3, 12]).Sample(10, 10, 0x1020, 200, id: 11, read: [2, 2500, 11, 3, 12]);
        return writer.Sample(10, 10, 0x1030, 300, id: 11, read: [2, 3000, 11, 10, 12]).ToArray();
    }
}
