namespace OProf.Capture.Sync;

/// <summary>What the name of a mapping, as the kernel writes it in MMAP records and /proc/PID/maps, says of what backs it.</summary>
internal static class MappingPath
{
    /// <summary>The kind of a mapping's backing.</summary>
    /// <param name="path">The name as UTF-8; empty for anonymous memory in /proc/PID/maps.</param>
    public static ImageKind KindOf(ReadOnlySpan<byte> path)
    {
        if (path.SequenceEqual("[vdso]"u8))
            return ImageKind.Vdso;

        // .NET's double mapping writes its code through one file of memory and runs it through another view of it: as
        // far as symbols go that is anonymous memory, described by the process's perf map.
        bool isAnonymous = path.IsEmpty
            || path[0] is (byte)'['
            || path.StartsWith("//"u8)
            || path.StartsWith("/memfd:doublemapper"u8)
            || path.StartsWith("/anon_hugepage"u8)
            || path.StartsWith("/dev/zero"u8)
            || path.StartsWith("/SYSV"u8)
            || path.StartsWith("anon_inode:"u8);
        return isAnonymous ? ImageKind.Anonymous : ImageKind.File;
    }
}
