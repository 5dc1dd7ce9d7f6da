using System.Buffers.Text;

namespace OProf.Capture.Sources.PerfEvents.Processes;

/// <summary>
/// A line of /proc/PID/maps, read in place: <c>start-end perms offset major:minor inode path</c>, all but the inode
/// hexadecimal (proc_pid_maps(5)).
/// </summary>
internal readonly ref struct MapsLine
{
    public ulong Start { get; private init; }

    public ulong End { get; private init; }

    public bool IsExecutable { get; private init; }

    public ulong FileOffset { get; private init; }

    public uint DeviceMajor { get; private init; }

    public uint DeviceMinor { get; private init; }

    public ulong Inode { get; private init; }

    /// <summary>The path; empty for anonymous memory.</summary>
    public ReadOnlySpan<byte> Path { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> line, out MapsLine result)
    {
        result = default;
        if (!Hex(ref line, (byte)'-', out ulong start) || !Hex(ref line, (byte)' ', out ulong end) || line.Length < 5)
            return false;
        bool executable = line[2] == (byte)'x';
        line = line[5..];
        if (!Hex(ref line, (byte)' ', out ulong offset) || !Hex(ref line, (byte)':', out ulong major)
            || !Hex(ref line, (byte)' ', out ulong minor)
            || !Utf8Parser.TryParse(line, out ulong inode, out int used))
            return false;
        result = new MapsLine
        {
            Start = start,
            End = end,
            IsExecutable = executable,
            FileOffset = offset,
            DeviceMajor = (uint)major,
            DeviceMinor = (uint)minor,
            Inode = inode,
            Path = line[used..].TrimStart((byte)' '),
        };
        return end > start;
    }

    private static bool Hex(ref ReadOnlySpan<byte> text, byte terminator, out ulong value)
    {
        if (!Utf8Parser.TryParse(text, out value, out int used, 'x') || used >= text.Length || text[used] != terminator)
            return false;
        text = text[(used + 1)..];
        return true;
    }
}
