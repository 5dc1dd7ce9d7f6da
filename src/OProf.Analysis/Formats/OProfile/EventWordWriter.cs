using System.Runtime.InteropServices;
using System.Text;
using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Profiles;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.OProfile;

/// <summary>
/// Writes samples as OProfile's kernel module hands them out (drivers/oprofile/event_buffer.h and buffer_sync.c of Linux 4.7):
/// 64-bit words, little-endian; CPU, mode, task and file are said when they change, a call chain is its frames between two
/// codes. OProf's own records, which say their length, hold what that form has no place for.
/// </summary>
/// <remarks>
/// <code>
///   ESC CPU_SWITCH 0   ESC CTX_SWITCH 812 3   ESC CTX_TGID 810   ESC KERNEL_EXIT   ESC COOKIE 3
///   ESC 0x100 4 time period 0 -1      what the next sample carries besides
///   ESC TRACE_BEGIN   offset event   offset event   …   ESC TRACE_END
/// </code>
/// Invariant: the fields here are what a reader of the words so far knows.
/// </remarks>
internal sealed class EventWordWriter(ExportSource source, Stream stream)
{
    private const int Room = 1 << 14;

    // All that comes before the first frame, a group's values among it, and one frame with its switches; names look themselves.
    private const int MaxAtOnce = 512;

    private readonly IProfileSource _samples = source.Resolver.Source;
    private readonly ulong[] _words = new ulong[Room];
    private readonly HashSet<ulong> _named = [];
    private readonly HashSet<int> _namedEvents = [];
    private int _count;
    private int _cpu = -1;
    private (int Process, int Thread, ulong Executable) _task = (-1, -1, 0);
    private ProcessorMode _mode;
    private ulong _cookie = Cookie.InvalidCookie;

    /// <summary>Writes all samples, losses and changes of the kernel's text.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Write()
    {
        var reader = _samples.OpenReader();
        long read = 0;
        long leftOut = 0;
        while (reader.TryRead(out var entry))
        {
            if (_count > Room - MaxAtOnce)
                Flush();
            switch (entry.Kind)
            {
                case EventKind.Sample:
                    source.Count(ref read);
                    if (source.Wants(entry))
                        Sample(entry);
                    break;
                case EventKind.Lost:
                    Put(EventCode.Lost, 4, entry.Time, (uint)entry.Cpu, (ulong)entry.LossCause, (ulong)entry.LostCount);
                    break;
                case EventKind.ModuleLoaded:
                    Put(EventCode.ModuleLoaded);
                    break;
                case EventKind.Data:
                    leftOut++;
                    break;
                default:
                    break;
            }
        }

        Flush();
        if (leftOut > 0)
            source.Say("OProfExportDataLeftOut", FormattableString.Invariant($"{leftOut} data records (hits of markers, marks) are not in the file: the format has samples only."));
    }

    private void Sample(in StreamEvent entry)
    {
        if (_namedEvents.Add(entry.Event))
            Name(EventCode.EventName, (uint)entry.Event, source.Resolver.EventOf(entry.Event));
        if (entry.Cpu != _cpu)
        {
            Put(EventCode.CpuSwitch, (uint)entry.Cpu);
            (_cpu, _task, _mode, _cookie) = (entry.Cpu, (-1, -1, 0), ProcessorMode.Unknown, Cookie.InvalidCookie);
        }

        var task = (entry.ProcessId, entry.ThreadId, entry.ExecutableCookie);
        if (task != _task)
        {
            _task = task;
            NameImage(entry.ExecutableCookie);
            Put(EventCode.ContextSwitch, (uint)entry.ThreadId, entry.ExecutableCookie);
            Put(EventCode.ContextTgid, (uint)entry.ProcessId);
        }

        var stacks = _samples.Stacks;
        bool hasChain = stacks.FrameOf(entry.Stack) != 0;
        if (hasChain)
            Put(EventCode.TraceBegin);
        Put(EventCode.SampleInfo, 4, entry.Time, entry.Period, 0, uint.MaxValue);
        if (!entry.Values.IsEmpty)
        {
            Put(EventCode.GroupValues, (ulong)entry.Values.Length);
            foreach (ulong value in entry.Values.Span)
                Word(value);
        }

        if (!hasChain)
        {
            Frame(new StackFrame(entry.Cookie, entry.Offset, entry.Mode, false), entry.Event);
            return;
        }

        for (int stack = entry.Stack; stack != 0; stack = stacks.ParentOf(stack))
        {
            if (_count > Room - MaxAtOnce)
                Flush();
            Frame(stacks.Frame(stacks.FrameOf(stack)), entry.Event);
        }

        Put(EventCode.TraceEnd);
    }

    private void Frame(in StackFrame frame, int number)
    {
        if (frame.Mode != _mode)
        {
            _mode = frame.Mode;
            switch (frame.Mode)
            {
                case ProcessorMode.Kernel:
                    Put(EventCode.KernelEnterSwitch);
                    break;
                case ProcessorMode.User:
                    Put(EventCode.KernelExitSwitch);
                    break;
                default:
                    Put(EventCode.ModeSwitch, 1, (ulong)frame.Mode);
                    break;
            }
        }

        // An address of the kernel is in no file: it goes under whatever file was said last.
        bool isKernel = frame.Mode is ProcessorMode.Kernel or ProcessorMode.GuestKernel or ProcessorMode.Hypervisor;
        if (!isKernel && frame.Cookie != _cookie)
        {
            _cookie = frame.Cookie;
            NameImage(frame.Cookie);
            Put(EventCode.CookieSwitch, frame.Cookie);
        }

        Word(frame.Offset);
        Word((uint)number);
    }

    // Once for each file, before the first word that refers to it.
    private void NameImage(ulong cookie)
    {
        if (_samples.Cookies[cookie] is { } image && _named.Add(cookie))
            Name(EventCode.ImageName, cookie, image.Path);
    }

    private void Name(ulong code, ulong number, string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        int words = (length + sizeof(ulong) - 1) / sizeof(ulong);
        if (_count > Room - MaxAtOnce - words)
            Flush();
        Put(code, (ulong)words + 2, number, (uint)length);
        var room = _words.AsSpan(_count, words);
        room.Clear();
        Encoding.UTF8.GetBytes(text, MemoryMarshal.AsBytes(room));
        _count += words;
    }

    private void Word(ulong word) => _words[_count++] = word;

    private void Put(ulong code, params ReadOnlySpan<ulong> words)
    {
        Word(EventCode.Escape);
        Word(code);
        words.CopyTo(_words.AsSpan(_count));
        _count += words.Length;
    }

    private void Flush()
    {
        stream.Write(MemoryMarshal.AsBytes(_words.AsSpan(0, _count)));
        _count = 0;
    }
}
