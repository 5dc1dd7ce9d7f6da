namespace OProf.Analysis.Profiles.Columns;

/// <summary>
/// Numbers by numbers, of which some are another one in each process. 0 is what is not there. Only pieces that occur take memory.
/// </summary>
/// <remarks>
/// Code that is generated seldom lies at the same address in two processes. So the first process that has a number there has
/// its place in the array, and the others one in a dictionary.
/// </remarks>
internal sealed class ProcessNumbers
{
    /// <summary>Stands for all processes: the number is the same one in each of them.</summary>
    internal const int AnyProcess = int.MinValue;

    private const int PieceBits = 12;

    private readonly Dictionary<long, int> _ofOthers = [];
    private (int Value, int ProcessId)[]?[] _pieces = new (int, int)[16][];

    /// <summary>Looks a number up.</summary>
    /// <param name="number">The number; 0 and up.</param>
    /// <param name="processId">The process.</param>
    /// <param name="value">What is there for it; else 0.</param>
    internal bool TryGet(int number, int processId, out int value)
    {
        var (found, owner) = At(number);
        if (owner == processId || owner == AnyProcess)
            value = found;
        else if (found != 0)
            _ofOthers.TryGetValue(FrameNames.Pack(processId, number), out value);
        else
            value = 0;
        return value != 0;
    }

    /// <summary>Whether what is there for a number is the same in all processes.</summary>
    internal bool IsOfAny(int number) => At(number).ProcessId == AnyProcess;

    /// <summary>Sets what is there for a number.</summary>
    /// <param name="number">The number; 0 and up.</param>
    /// <param name="processId">The process, or <see cref="AnyProcess"/>; for a number either always or never that one.</param>
    /// <param name="value">The value; not 0.</param>
    internal void Set(int number, int processId, int value)
    {
        int piece = number >> PieceBits;
        if (piece >= _pieces.Length)
            Array.Resize(ref _pieces, Math.Max(piece + 1, _pieces.Length * 2));
        ref var entry = ref (_pieces[piece] ??= new (int, int)[1 << PieceBits])[number & ((1 << PieceBits) - 1)];
        if (entry.Value == 0 || entry.ProcessId == processId)
            entry = (value, processId);
        else
            _ofOthers[FrameNames.Pack(processId, number)] = value;
    }

    private (int Value, int ProcessId) At(int number)
    {
        int piece = number >> PieceBits;
        return (uint)piece < (uint)_pieces.Length && _pieces[piece] is { } values ? values[number & ((1 << PieceBits) - 1)] : default;
    }
}
