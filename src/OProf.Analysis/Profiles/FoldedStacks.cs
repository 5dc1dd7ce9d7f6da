using System.Buffers;
using System.Collections.Concurrent;

namespace OProf.Analysis.Profiles;

/// <summary>Call chains as text: the symbols, outermost first, with a semicolon between them.</summary>
/// <remarks>
/// Keeps what it made, up to a bound: samples come in thousands of the same few chains, but a capture may have a million
/// different ones of kilobytes each.
/// </remarks>
internal sealed class FoldedStacks(IProfileSource source, FrameNames names, AnonymousChains anonymous)
{
    private const long MaxCharacters = 32L << 20;

    private readonly ConcurrentDictionary<long, string> _texts = new();
    private long _characters;

    /// <summary>The text of a chain; empty for the empty one.</summary>
    internal string Of(int stack, int processId)
    {
        if (stack == 0)
            return "";
        long key = FrameNames.Pack(anonymous.Contains(stack) ? processId : 0, stack);
        if (_texts.TryGetValue(key, out string? text))
            return text;
        text = Fold(stack, processId, out bool stays);
        if (stays && _texts.TryAdd(key, text) && Interlocked.Add(ref _characters, text.Length) > MaxCharacters)
        {
            _texts.Clear();
            Interlocked.Exchange(ref _characters, 0);
        }

        return text;
    }

    private string Fold(int stack, int processId, out bool stays)
    {
        var stacks = source.Stacks;
        var frames = ArrayPool<string>.Shared.Rent(128);
        int count = 0;
        int length = -1;
        stays = true;
        for (; stack != 0; stack = stacks.ParentOf(stack))
        {
            if (count == frames.Length)
                Grow(ref frames);
            var (name, nameStays) = names.Of(stacks.FrameOf(stack), processId);
            stays &= nameStays;
            frames[count++] = name.Folded;
            length += name.Folded.Length + 1;
        }

        string text = string.Create(length, (frames, count), static (room, chain) =>
        {
            for (int index = chain.count - 1; index >= 0; index--)
            {
                chain.frames[index].CopyTo(room);
                room = room[chain.frames[index].Length..];
                if (index == 0)
                    break;
                room[0] = ';';
                room = room[1..];
            }
        });
        ArrayPool<string>.Shared.Return(frames, clearArray: true);
        return text;
    }

    private static void Grow(ref string[] frames)
    {
        var larger = ArrayPool<string>.Shared.Rent(frames.Length * 2);
        frames.CopyTo(larger, 0);
        ArrayPool<string>.Shared.Return(frames, clearArray: true);
        frames = larger;
    }
}
