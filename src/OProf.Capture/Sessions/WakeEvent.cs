using System.Runtime.InteropServices;
using OProf.Capture.Environments;
using OProf.Capture.Native;

namespace OProf.Capture.Sessions;

/// <summary>An eventfd and an epoll: what the sync thread waits at, and how others wake it.</summary>
internal sealed class WakeEvent : IDisposable
{
    private readonly EpollEvent[] _events = new EpollEvent[EpollWait.MaximumEvents];
    private readonly byte[] _count = new byte[sizeof(ulong)];
    private readonly object _gate = new();
    private readonly int _epoll;
    private readonly int _wake;
    private bool _disposed;

    /// <exception cref="CaptureException">No descriptors are left.</exception>
    public WakeEvent()
    {
        _epoll = EpollCreate1.Invoke(EpollCreate1.EPOLL_CLOEXEC);
        _wake = _epoll < 0 ? -1 : Eventfd.Invoke(0, Eventfd.EFD_CLOEXEC | Eventfd.EFD_NONBLOCK);
        if (_wake < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (_epoll >= 0)
                _ = Close.Invoke(_epoll);
            throw PerfFailure.ToException(new PerfAttempt(PerfOperation.Control, "the session's wake-up", 0, -1), errno);
        }

        Watch(_wake);
    }

    /// <summary>Waits for a descriptor too.</summary>
    public void Watch(int fd) => _ = EpollCtl.Invoke(_epoll, EpollCtl.EPOLL_CTL_ADD, fd, new EpollEvent(EpollEvent.EPOLLIN, (ulong)fd));

    /// <summary>Waits until something is ready, someone wakes, or the time is over.</summary>
    public void Wait(int milliseconds)
    {
        int ready = EpollWait.Invoke(_epoll, _events, milliseconds);
        for (int i = 0; i < ready; i++)
        {
            int fd = (int)_events[i].Data;
            if (fd == _wake)
                _ = Read.Invoke(_wake, _count);

            // The task of an event has ended: its descriptor would be ready for ever. The timer serves what is left of it.
            else if ((_events[i].Events & (EpollEvent.EPOLLHUP | EpollEvent.EPOLLERR)) != 0)
                _ = EpollCtl.Invoke(_epoll, EpollCtl.EPOLL_CTL_DEL, fd, default);
        }
    }

    /// <summary>Wakes the waiting thread, or the next wait.</summary>
    public void Set()
    {
        lock (_gate)
        {
            if (!_disposed)
                _ = Write.Invoke(_wake, BitConverter.GetBytes(1UL));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            _ = Close.Invoke(_wake);
            _ = Close.Invoke(_epoll);
        }
    }
}
