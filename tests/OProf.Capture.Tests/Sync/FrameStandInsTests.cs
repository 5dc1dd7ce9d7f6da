using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class FrameStandInsTests
{
    private const int Process = 7;

    private readonly StackTable _stacks = new();
    private readonly Functions _standIns = new();

    [Fact]
    public void Places_of_an_image_without_names_are_asked_for_once()
    {
        int first = NumberOf(Functions.Nameless, 0x1234);
        for (ulong offset = 0; offset < 1000; offset++)
            Assert.Equal(first, NumberOf(Functions.Nameless, offset));
        Assert.Equal(1, _standIns.Asked);
        Assert.Equal(0UL, _stacks.Frame(first).Offset);
    }

    [Fact]
    public void Each_place_of_one_with_names_is_asked_for_once()
    {
        int[] numbers = [.. Enumerable.Range(0, 1000).Select(offset => NumberOf(1, (ulong)offset))];
        Assert.Equal(numbers, Enumerable.Range(0, 1000).Select(offset => NumberOf(1, (ulong)offset)));
        Assert.Equal(1000, _standIns.Asked);
        Assert.Equal(10, numbers.Distinct().Count());
    }

    [Fact]
    public void Memory_without_a_file_is_another_thing_in_each_process()
    {
        int nameless = NumberOf(Cookie.NoCookie, 0x10, Functions.NamelessProcess);
        int named = NumberOf(Cookie.NoCookie, 0x110);
        Assert.Equal(nameless, NumberOf(Cookie.NoCookie, 0x5000, Functions.NamelessProcess));
        Assert.NotEqual(named, NumberOf(Cookie.NoCookie, 0x5000));
        Assert.Equal(named, NumberOf(Cookie.NoCookie, 0x120));
        Assert.Equal(nameless, NumberOf(Cookie.NoCookie, 0x20, Functions.NamelessProcess));
        Assert.Equal(4, _standIns.Asked);
    }

    [Fact]
    public void What_no_mapping_held_is_one_frame_and_the_kernel_s_stand_for_themselves()
    {
        Assert.Equal(NumberOf(Cookie.InvalidCookie, 1), NumberOf(Cookie.InvalidCookie, 2, Process + 1));
        Assert.Equal(1, _standIns.Asked);
        var kernel = StackTable.KeyOf(Cookie.NoCookie, 0xffffffff81000010, ProcessorMode.Kernel, isReturnAddress: true);
        Assert.Equal(_stacks.InternFrame(kernel), _standIns.NumberOf(_stacks, kernel, Process));
        Assert.Equal(1, _standIns.Asked);
    }

    [Fact]
    public void Images_may_come_in_any_order()
    {
        ulong[] cookies = [5000, 3, 999, 257, 256, 1];
        foreach (ulong cookie in cookies.Concat(cookies))
            Assert.Equal((cookie, 100UL), (_stacks.Frame(NumberOf(cookie, 105)).Cookie, _stacks.Frame(NumberOf(cookie, 105)).Offset));
        Assert.Equal(cookies.Length, _standIns.Asked);
    }

    private int NumberOf(ulong cookie, ulong offset, int process = Process)
    {
        var frame = StackTable.KeyOf(cookie, offset, ProcessorMode.User, isReturnAddress: false);
        _standIns.Prefetch(_stacks, frame, process);
        return _standIns.NumberOf(_stacks, frame, process);
    }

    // Functions of 100 bytes.
    private sealed class Functions : FrameStandIns
    {
        public const ulong Nameless = 2;
        public const int NamelessProcess = 8;

        public int Asked { get; private set; }

        protected override FrameKey StandInOf(in FrameKey frame, int processId)
        {
            Asked++;
            return frame with { Offset = IsWhole(frame.Cookie, processId) ? 0 : frame.Offset / 100 * 100 };
        }

        protected override bool IsWhole(ulong cookie, int processId) =>
            cookie is Nameless or Cookie.InvalidCookie || (cookie == Cookie.NoCookie && processId == NamelessProcess);
    }
}
