using System.Runtime.InteropServices;
using OProf.Capture.Native;
using Xunit;

namespace OProf.Capture.Tests.Native;

public class EpollTests
{
    [Fact]
    public void Says_which_descriptors_are_ready()
    {
        var epoll = EpollCreate1.Invoke(EpollCreate1.EPOLL_CLOEXEC);
        var first = Eventfd.Invoke(1, Eventfd.EFD_CLOEXEC | Eventfd.EFD_NONBLOCK);
        var second = Eventfd.Invoke(0, Eventfd.EFD_CLOEXEC | Eventfd.EFD_NONBLOCK);
        try
        {
            Assert.True(epoll >= 0 && first >= 0 && second >= 0);
            Assert.Equal(0, EpollCtl.Invoke(epoll, EpollCtl.EPOLL_CTL_ADD, first, new(EpollEvent.EPOLLIN, 0xFEDC_BA98_7654_3210)));
            Assert.Equal(0, EpollCtl.Invoke(epoll, EpollCtl.EPOLL_CTL_ADD, second, new(EpollEvent.EPOLLIN, 2)));
            var ready = new EpollEvent[4];
            Assert.Equal(1, EpollWait.Invoke(epoll, ready, 0));
            Assert.Equal(new EpollEvent(EpollEvent.EPOLLIN, 0xFEDC_BA98_7654_3210), ready[0]);

            Span<byte> one = stackalloc byte[8];
            MemoryMarshal.Write(one, 1UL);
            Assert.Equal(8, Write.Invoke(second, one));
            Assert.Equal(2, EpollWait.Invoke(epoll, ready, 0));
            Assert.Equal([2UL, 0xFEDC_BA98_7654_3210], ready.Take(2).Select(e => e.Data).Order().ToArray());

            Assert.Equal(8, Read.Invoke(first, one));
            Assert.Equal(-1, Read.Invoke(first, one));
            Assert.Equal(Errno.EAGAIN, Marshal.GetLastPInvokeError());
        }
        finally
        {
            Close.Invoke(first);
            Close.Invoke(second);
            Close.Invoke(epoll);
        }
    }

    [Fact]
    public void Monotonic_clock_is_the_one_dotnet_reads()
    {
        var before = System.Diagnostics.Stopwatch.GetTimestamp();
        var now = ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
        var after = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.InRange(now, before, after);
        Assert.Equal(-1, ClockGettime.Nanoseconds(12345));
        Assert.Equal(Errno.EINVAL, Marshal.GetLastPInvokeError());
    }
}
