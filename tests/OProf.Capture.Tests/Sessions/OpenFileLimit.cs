using System.Runtime.InteropServices;
using Xunit;

namespace OProf.Capture.Tests.Sessions;

/// <summary>Leaves this process only a few descriptors to open, until it is disposed of.</summary>
internal sealed partial class OpenFileLimit : IDisposable
{
    // asm-generic/resource.h.
    private const int RLIMIT_NOFILE = 7;

    private readonly Limit _before;

    private OpenFileLimit(Limit before) => _before = before;

    public static OpenFileLimit LeaveOpen(int count)
    {
        // The limit is on the number of a descriptor, not on how many there are: the free numbers below it count.
        var open = Directory.GetFiles("/proc/self/fd").Select(path => int.Parse(Path.GetFileName(path), null)).ToHashSet();
        ulong limit = 0;
        for (int free = 0; free < count || open.Contains((int)limit); limit++)
            free += open.Contains((int)limit) ? 0 : 1;
        Assert.Equal(0, Get(RLIMIT_NOFILE, out var before));
        Assert.Equal(0, Set(RLIMIT_NOFILE, before with { Soft = limit }));
        return new OpenFileLimit(before);
    }

    public void Dispose() => Assert.Equal(0, Set(RLIMIT_NOFILE, _before));

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int Get(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int Set(int resource, in Limit limit);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
