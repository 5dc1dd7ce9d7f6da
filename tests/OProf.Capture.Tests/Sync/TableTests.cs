using System.Text;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class TableTests
{
    [Fact]
    public void Gives_each_key_one_index_however_often_the_table_grows()
    {
        var table = new ByteKeyTable();
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < 50_000; i++)
            {
                Assert.Equal(i, table.Intern(Encoding.ASCII.GetBytes($"key {i}"), out bool added));
                Assert.Equal(pass == 0, added);
            }
        }

        Assert.Equal(50_000, table.Count);
        Assert.True(table.Bytes > 50_000 * 8);
    }

    [Fact]
    public void Tells_keys_apart_that_fall_into_the_same_slot()
    {
        // Keys whose hashes agree in the low 16 bits collide in every table of up to 65,536 slots.
        var keys = Enumerable.Range(0, 4_000_000).Select(i => BitConverter.GetBytes((long)i))
            .Where(key => (ByteKeyTable.Hash(key) & 0xFFFF) == 0x1234).ToList();
        Assert.True(keys.Count > 20, $"{keys.Count} keys collide");
        var table = new ByteKeyTable();
        for (int i = 0; i < keys.Count; i++)
            Assert.Equal(i, table.Intern(keys[i], out _));
        for (int i = 0; i < keys.Count; i++)
            Assert.Equal(i, table.Intern(keys[i], out _));
    }

    [Fact]
    public void Tells_keys_apart_that_differ_in_length_only()
    {
        var table = new ByteKeyTable();
        for (int length = 0; length < 64; length++)
            Assert.Equal(length, table.Intern(new byte[length], out _));
    }

    [Fact]
    public void Keeps_a_key_when_the_bytes_it_was_given_change()
    {
        var table = new ByteKeyTable();
        byte[] key = [1, 2, 3];
        table.Intern(key, out _);
        key[0] = 9;
        Assert.Equal(0, table.Intern([1, 2, 3], out bool added));
        Assert.False(added);
    }

    [Fact]
    public void Interns_strings_with_the_empty_one_first()
    {
        var table = new StringTable();
        Assert.Equal((0, ""), (table.Intern([]), table[0]));
        Assert.Equal(1, table.Intern("bash"u8));
        Assert.Equal((1, "bash", 2), (table.Intern("bash"u8), table[1], table.Count));
        Assert.Equal("\uFFFD", table[table.Intern([0xFF])]);
        Assert.Throws<ArgumentOutOfRangeException>(() => table[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => table[-1]);
    }

    [Fact]
    public void Gives_a_file_one_cookie_whoever_maps_it_and_another_where_its_identity_differs()
    {
        var table = new CookieTable();
        ulong first = table.Intern(ImageKind.File, "/lib/a"u8, [], 8, 1, 100, 10);
        Assert.Equal(1UL, first);
        Assert.Equal(first, table.Intern(ImageKind.File, "/lib/a"u8, [], 8, 1, 100, 20));
        ulong[] others =
        [
            table.Intern(ImageKind.File, "/lib/a"u8, [], 8, 1, 101, 10),
            table.Intern(ImageKind.File, "/lib/a"u8, [], 8, 2, 100, 10),
            table.Intern(ImageKind.File, "/lib/a"u8, [], 9, 1, 100, 10),
            table.Intern(ImageKind.File, "/lib/b"u8, [], 8, 1, 100, 10),
            table.Intern(ImageKind.Vdso, "/lib/a"u8, [], 8, 1, 100, 10),
            table.Intern(ImageKind.File, "/lib/a"u8, [1, 2, 3], 8, 1, 100, 10),
            table.Intern(ImageKind.File, "/lib/a"u8, [1, 2, 4], 8, 1, 100, 10),
            table.Intern(ImageKind.File, "a"u8, [1, 2], 0, 0, 0, 10),
            table.Intern(ImageKind.File, ""u8, [1, 2, (byte)'a'], 0, 0, 0, 10),
        ];
        Assert.Equal(others.Length, others.Distinct().Count());
        Assert.DoesNotContain(first, others);
        Assert.Equal(others.Length + 1, table.Count);

        // With a build id the device and inode are no part of the identity.
        Assert.Equal(others[5], table.Intern(ImageKind.File, "/lib/a"u8, [1, 2, 3], 1, 1, 1, 10));
    }

    [Fact]
    public void Tells_what_a_cookie_is_of_and_nothing_for_others()
    {
        var table = new CookieTable();
        ulong cookie = table.Intern(ImageKind.File, "/lib/a"u8, [1, 2], 0, 0, 0, 10);
        var image = table[cookie];
        Assert.NotNull(image);
        Assert.Equal(("/lib/a", 10, cookie), (image.Path, image.ProcessId, image.Cookie));
        Assert.Equal([1, 2], image.BuildId.ToArray());
        Assert.Null(table[Cookie.NoCookie]);
        Assert.Null(table[Cookie.InvalidCookie]);
        Assert.Null(table[cookie + 1]);
    }

    [Fact]
    public void Cuts_paths_and_build_ids_that_are_too_long()
    {
        var table = new CookieTable();
        ulong cookie = table.Intern(ImageKind.File, Enumerable.Repeat((byte)'x', 70_000).ToArray(), new byte[300], 0, 0, 0, 1);
        Assert.Equal((4096, 20), (table[cookie]!.Path.Length, table[cookie]!.BuildId.Length));
    }

    [Fact]
    public void Shares_what_chains_have_in_common_and_keeps_each()
    {
        var table = new StackTable();
        var chains = new Dictionary<int, ulong[]>();
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            var offsets = Enumerable.Range(0, random.Next(1, 8)).Select(depth => (ulong)random.Next(depth + 3)).ToArray();
            var frames = offsets.Select(offset => StackTable.KeyOf(1, offset, ProcessorMode.User, isReturnAddress: true)).ToArray();
            int stack = table.InternChain(frames);
            if (!chains.TryAdd(stack, offsets))
                Assert.Equal(chains[stack], offsets);
        }

        foreach (var (stack, offsets) in chains)
        {
            int node = stack;
            for (int i = offsets.Length - 1; i >= 0; i--, node = table.ParentOf(node))
            {
                Assert.Equal(new StackFrame(1, offsets[i], ProcessorMode.User, true), table.Frame(table.FrameOf(node)));
                Assert.True(table.ParentOf(node) < node);
            }

            Assert.Equal(0, node);
        }

        Assert.Equal((10, 0, 0), (table.FrameCount, table.FrameOf(0), table.ParentOf(0)));
        Assert.True(table.Count > 256 && table.Bytes > 0);
    }

    [Fact]
    public void Tells_frames_apart_by_each_of_their_parts()
    {
        var table = new StackTable();
        FrameKey[] keys =
        [
            StackTable.KeyOf(1, 5, ProcessorMode.User, false),
            StackTable.KeyOf(2, 5, ProcessorMode.User, false),
            StackTable.KeyOf(1, 6, ProcessorMode.User, false),
            StackTable.KeyOf(1, 5, ProcessorMode.Kernel, false),
            StackTable.KeyOf(1, 5, ProcessorMode.User, true),
        ];
        int[] frames = [.. keys.Select(key => table.InternFrame(key))];
        Assert.Equal(5, frames.Distinct().Count());
        Assert.DoesNotContain(0, frames);
        Assert.Equal(new StackFrame(1, 5, ProcessorMode.Kernel, false), table.Frame(frames[3]));
    }

    [Fact]
    public async Task Lets_readers_follow_a_list_that_grows()
    {
        const int Items = 300_000;
        var list = new AppendOnlyList<(long A, long B)>();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                int seen = 0;
                while (seen < Items)
                {
                    int count = list.Count;
                    for (; seen < count; seen++)
                    {
                        var (a, b) = list[seen];
                        if (a != seen || b != -seen)
                            throw new InvalidOperationException($"item {seen} is ({a}, {b})");
                    }

                    Thread.Yield();
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        for (int i = 0; i < Items; i++)
            Assert.Equal(i, list.Add((i, -i)));
        await Task.WhenAll(readers);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[Items]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[-1]);
    }

    [Fact]
    public void Gives_a_task_a_row_for_each_of_its_names()
    {
        var tables = new SessionTables();
        int bash = tables.Strings.Intern("bash"u8);
        int row = tables.Tasks.Intern(1, 2, bash, 3);
        Assert.Equal(row, tables.Tasks.Intern(1, 2, bash, 3));
        Assert.NotEqual(row, tables.Tasks.Intern(1, 2, 0, 3));
        Assert.Equal(new TaskInfo(1, 2, "bash", 3), tables.Tasks[row]);
        Assert.Equal(2, tables.Tasks.Count);
    }
}
