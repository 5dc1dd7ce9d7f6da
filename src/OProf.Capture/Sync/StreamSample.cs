namespace OProf.Capture.Sync;

/// <summary>A sample on its way into the event buffer, attributed already.</summary>
internal ref struct StreamSample
{
    public ulong Time;
    public int Cpu;
    public ProcessorMode Mode;
    public int Task;
    public int ProcessId;
    public int ThreadId;
    public ulong ExecutableCookie;
    public ulong Cookie;
    public ulong Offset;
    public int Event;
    public ulong Period;
    public int Stack;
    public ReadOnlySpan<ulong> Values;
}
