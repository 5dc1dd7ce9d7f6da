namespace OProf.Capture.Sync;

/// <content>
/// OProfile's entries one by one, for a source that decides by itself when a switch is said. Each of them is false where
/// it did not fit; what comes after it would be misread then, so its writer has to say nothing more until the next CPU
/// switch.
/// </content>
public sealed partial class EventStreamWriter
{
    // Words of an IBS entry behind the offset, as a reader expects them.
    private const int IbsFetchWords = 2;
    private const int IbsOpWords = 5;

    /// <summary>Says the mode of the samples that follow, whether or not it is another one than before.</summary>
    internal bool Mode(ProcessorMode mode)
    {
        var room = Reserve(4);
        if (room.IsEmpty)
            return false;
        int n = 0;
        ModeSwitch(room, ref n, mode);
        _buffer.Commit(n);
        return true;
    }

    /// <summary>Says the task of the samples that follow, whether or not it is another one than before.</summary>
    internal bool Context(int processId, int threadId, ulong executableCookie)
    {
        var room = Reserve(7);
        if (room.IsEmpty)
            return false;
        int n = 0;
        Put(room, ref n, EventCode.Escape, EventCode.ContextSwitch, (uint)threadId, executableCookie);
        Put(room, ref n, EventCode.Escape, EventCode.ContextTgid, (uint)processId);
        _buffer.Commit(n);
        _processId = processId;
        _threadId = threadId;
        _executable = executableCookie;
        _task = -1;
        return true;
    }

    /// <summary>Says that the samples which follow, up to <see cref="TraceEnd"/>, are one call chain.</summary>
    internal bool TraceBegin() => Word(EventCode.TraceBegin);

    /// <summary>Says that a call chain is over.</summary>
    internal bool TraceEnd() => Word(EventCode.TraceEnd);

    /// <summary>Puts in a sample whose address is no file's: the kernel's.</summary>
    internal bool RawSample(ulong address, ulong eventNumber)
    {
        var room = Reserve(2);
        if (room.IsEmpty)
            return false;
        int n = 0;
        Put(room, ref n, address, eventNumber);
        _buffer.Commit(n, samples: 1);
        return true;
    }

    /// <summary>Puts in a sample in a file, after the cookie where that is not the last one said.</summary>
    internal bool RawSample(ulong cookie, ulong offset, ulong eventNumber)
    {
        var room = Reserve(5);
        if (room.IsEmpty)
            return false;
        int n = 0;
        CookieSwitch(room, ref n, cookie);
        Put(room, ref n, offset, eventNumber);
        _buffer.Commit(n, samples: 1);
        return true;
    }

    /// <summary>Puts in data that belongs to a place in a program.</summary>
    /// <param name="time">CLOCK_MONOTONIC nanoseconds; said only where the code is none of OProfile's.</param>
    /// <param name="code">OProfile's code, or the kind.</param>
    /// <param name="cookie">The place's file; null where it needs none.</param>
    /// <param name="offset">Offset in it, or the address.</param>
    /// <param name="payload">The words.</param>
    /// <returns>False where it did not fit.</returns>
    public bool Data(ulong time, ulong code, ulong? cookie, ulong offset, ReadOnlySpan<ulong> payload)
    {
        var room = Reserve(9 + payload.Length);
        if (room.IsEmpty)
            return false;
        int n = 0;
        if (cookie is { } said)
            CookieSwitch(room, ref n, said);
        bool isIbs = (code == EventCode.IbsFetch && payload.Length == IbsFetchWords)
            || (code == EventCode.IbsOp && payload.Length == IbsOpWords);
        if (isIbs)
        {
            Put(room, ref n, EventCode.Escape, code, offset);
        }
        else
        {
            Put(room, ref n, EventCode.Escape, EventCode.Data, 3 + (ulong)payload.Length);
            Put(room, ref n, time, code, offset);
        }

        payload.CopyTo(room[n..]);
        _buffer.Commit(n + payload.Length);
        return true;
    }

    private void CookieSwitch(Span<ulong> room, ref int n, ulong cookie)
    {
        if (cookie == _cookie)
            return;
        _cookie = cookie;
        Put(room, ref n, EventCode.Escape, EventCode.CookieSwitch, cookie);
    }

    private bool Word(ulong code)
    {
        var room = Reserve(2);
        if (room.IsEmpty)
            return false;
        int n = 0;
        Put(room, ref n, EventCode.Escape, code);
        _buffer.Commit(n);
        return true;
    }
}
