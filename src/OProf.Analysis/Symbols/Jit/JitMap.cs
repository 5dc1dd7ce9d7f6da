using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Symbols.Jit;

/// <summary>
/// One perf-PID.map (kernel, tools/perf/Documentation/jit-interface.txt): lines "START SIZE NAME", the numbers
/// hexadecimal. A runtime appends to it while it runs; where code was replaced the later line holds. Not thread-safe.
/// </summary>
internal sealed class JitMap
{
    private const int Window = 1 << 20;
    private const int MaxLine = 1 << 16;
    private const int MaxNameBytes = 1 << 30;

    private readonly List<ulong> _starts = [];
    private readonly List<ulong> _ends = [];
    private readonly List<int> _names = [];
    private readonly List<byte> _nameBytes = [];
    private byte[] _rest = [];
    private bool _skipsLine;
    private RangeIndex? _index;

    /// <summary>Bytes of the file that were read so far.</summary>
    internal ulong Consumed { get; private set; }

    /// <summary>Device and inode of the file they were read from.</summary>
    internal (uint Major, uint Minor, ulong Inode) Identity { get; private init; }

    /// <summary>Whether the file is longer than the limit, so that its end was not read.</summary>
    internal bool IsCut { get; private set; }

    /// <summary>Bytes held, near enough for a memory bound.</summary>
    internal long Bytes => (_starts.Count * 20L) + _nameBytes.Capacity + (_index?.Bytes ?? 0);

    /// <summary>A map without lines, to be read from a file.</summary>
    internal static JitMap For(RegularFile file) => new() { Identity = IdentityOf(file) };

    internal static (uint Major, uint Minor, ulong Inode) IdentityOf(RegularFile file) =>
        (file.DeviceMajor, file.DeviceMinor, file.Inode);

    /// <summary>Reads what the file has more than before.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal void Append(RegularFile file, long maxBytes)
    {
        ulong end = Math.Min(file.Length, (ulong)maxBytes);
        IsCut = file.Length > end;
        byte[] window = new byte[(int)Math.Min(Window, end > Consumed ? end - Consumed : 0) + MaxLine];
        while (Consumed < end)
        {
            _rest.CopyTo(window, 0);
            int count = (int)Math.Min((ulong)(window.Length - _rest.Length), end - Consumed);
            file.Read(Consumed, window.AsSpan(_rest.Length, count));
            Consumed += (ulong)count;
            ReadLines(window.AsSpan(0, _rest.Length + count));
        }
    }

    /// <summary>The name and start of the code at an address.</summary>
    internal bool TryFind(ulong address, out string name, out ulong start)
    {
        _index ??= MakeIndex();
        int at = _index.Find(address);
        name = "";
        start = 0;
        if (at < 0)
            return false;
        name = Encoding.UTF8.GetString(SymbolNames.At(CollectionsMarshal.AsSpan(_nameBytes), _names[at]));
        start = _starts[at];
        return true;
    }

    private RangeIndex MakeIndex()
    {
        int[] order = new int[_starts.Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(_starts.ToArray(), order);
        return RangeIndex.Build(
            order, CollectionsMarshal.AsSpan(_starts),
            CollectionsMarshal.AsSpan(_ends));
    }

    /// <summary>Takes whole lines; what is behind the last one waits for the rest of its line.</summary>
    private void ReadLines(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            if (!_skipsLine)
                ReadLine(bytes[..end].TrimEnd((byte)'\r'));
            _skipsLine = false;
            bytes = bytes[(end + 1)..];
        }

        // A line beyond the limit is left out as a whole, whatever number of windows it takes.
        _skipsLine |= bytes.Length >= MaxLine;
        _rest = _skipsLine ? [] : bytes.ToArray();
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        if (!TryTakeNumber(ref line, out ulong start) || !TryTakeNumber(ref line, out ulong size)
            || size == 0 || line.IsEmpty || _nameBytes.Count > MaxNameBytes)
            return;
        _starts.Add(start);
        _ends.Add(size > ulong.MaxValue - start ? ulong.MaxValue : start + size);
        _names.Add(_nameBytes.Count);
        _nameBytes.AddRange(line);
        _nameBytes.Add(0);
        _index = null;
    }

    private static bool TryTakeNumber(scoped ref ReadOnlySpan<byte> line, out ulong number)
    {
        number = 0;
        if (line.StartsWith("0x"u8))
            line = line[2..];
        int space = line.IndexOf((byte)' ');
        if (space is <= 0 or > 16
            || !Utf8Parser.TryParse(line[..space], out number, out int used, 'x') || used != space)
            return false;
        line = line[(space + 1)..];
        return true;
    }
}
