using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

/// <summary>A stack table whose older generations are dropped.</summary>
public class StackGenerationTests
{
    private const int Chains = 20_000;

    [Fact]
    public void A_new_generation_refers_to_none_before_it()
    {
        var stacks = new StackTable();
        int before = Add(stacks, 1);
        stacks.StartGeneration();
        int after = Add(stacks, 1);
        Assert.NotEqual(before, after);
        Assert.Equal(1, stacks.Generation);
        Assert.Equal(Texts(stacks, before), Texts(stacks, after));
        for (int stack = after; stack != 0; stack = stacks.ParentOf(stack))
            Assert.InRange(stack, before + 1, after);
    }

    [Fact]
    public void Dropping_gives_memory_back_and_leaves_what_came_later()
    {
        var stacks = new StackTable();
        int[] old = [.. Enumerable.Range(0, Chains).Select(i => Add(stacks, (ulong)i))];
        stacks.StartGeneration();
        Assert.Equal(0, stacks.GenerationBytes);
        int[] young = [.. Enumerable.Range(0, Chains).Select(i => Add(stacks, (ulong)i))];
        long held = stacks.Bytes;
        long added = stacks.GenerationBytes;
        stacks.DropGenerationsBefore(1);
        Assert.InRange(stacks.Bytes, 1, held - (15_000 * (24 + 8)));
        Assert.Equal(added, stacks.GenerationBytes);
        for (int i = 0; i < Chains; i++)
            Assert.Equal($"{i:x};2;1", Texts(stacks, young[i]));

        // What has been dropped reads as the empty chain, whole chunks at a time.
        Assert.Equal((0, 0), (stacks.FrameOf(old[0]), stacks.ParentOf(old[0])));
    }

    [Fact]
    public void A_generation_that_is_referred_to_is_kept()
    {
        var stacks = new StackTable();
        int first = Add(stacks, 5);
        stacks.StartGeneration();
        stacks.StartGeneration();
        stacks.DropGenerationsBefore(0);
        Assert.Equal("5;2;1", Texts(stacks, first));
    }

    [Fact]
    public void A_table_that_is_read_takes_over_numbers_with_gaps_and_refuses_others()
    {
        var stacks = new StackTable();
        Assert.True(stacks.LoadFrame(50_000, StackTable.KeyOf(7, 8, ProcessorMode.User, false)));
        Assert.False(stacks.LoadFrame(50_000, default));
        Assert.False(stacks.LoadFrame(-1, default));
        Assert.False(stacks.LoadFrame(int.MaxValue, default));
        Assert.True(stacks.LoadStack(100_000, 99_999, 50_000));
        Assert.False(stacks.LoadStack(100_001, 100_001, 50_000));
        Assert.False(stacks.LoadStack(100_002, 0, 50_001));
        Assert.False(stacks.LoadStack(5, 0, 50_000));
        Assert.Equal(50_000, stacks.FrameOf(100_000));
        Assert.Equal(0, stacks.FrameOf(99_999));
    }

    private static int Add(StackTable stacks, ulong inner)
    {
        FrameKey[] frames = [Key(1), Key(2), Key(inner)];
        return stacks.InternChain(frames);
    }

    private static FrameKey Key(ulong offset) => StackTable.KeyOf(1, offset, ProcessorMode.User, false);

    private static string Texts(StackTable stacks, int stack)
    {
        var texts = new List<string>();
        for (; stack != 0; stack = stacks.ParentOf(stack))
            texts.Add(stacks.Frame(stacks.FrameOf(stack)).Offset.ToString("x", null));
        return string.Join(";", texts);
    }
}
