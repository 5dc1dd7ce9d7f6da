namespace OProf.Capture.Sync;

/// <summary>
/// The codes that follow an <see cref="Escape"/> word in the event buffer. The numbers below 0x100 are OProfile's
/// (drivers/oprofile/event_buffer.h of Linux 4.7); from 0x100 up they are OProf's own, each of which says its length in
/// the word after the code, so that a reader skips what it does not know.
/// </summary>
public static class EventCode
{
    /// <summary>The word that announces a code: all ones.</summary>
    public const ulong Escape = ulong.MaxValue;

    /// <summary>Thread id, cookie of the process's executable (0 where it has none).</summary>
    public const ulong ContextSwitch = 1;

    /// <summary>CPU number; also forgets the last cookie, task and mode.</summary>
    public const ulong CpuSwitch = 2;

    /// <summary>Cookie that the following samples' offsets are in.</summary>
    public const ulong CookieSwitch = 3;

    /// <summary>The following samples are of the kernel. No words.</summary>
    public const ulong KernelEnterSwitch = 4;

    /// <summary>The following samples are of user space. No words.</summary>
    public const ulong KernelExitSwitch = 5;

    /// <summary>Kernel text changed. No words.</summary>
    public const ulong ModuleLoaded = 6;

    /// <summary>Process id; always follows a <see cref="ContextSwitch"/>.</summary>
    public const ulong ContextTgid = 7;

    /// <summary>The next samples are one call chain, innermost first. No words.</summary>
    public const ulong TraceBegin = 8;

    /// <summary>End of the call chain. No words.</summary>
    public const ulong TraceEnd = 9;

    /// <summary>The following samples are of the hypervisor. No words; decoded, never written here.</summary>
    public const ulong XenEnterSwitch = 10;

    /// <summary>Instruction-based sampling, fetch: pc offset, then two data words.</summary>
    public const ulong IbsFetch = 13;

    /// <summary>Instruction-based sampling, operation: pc offset, then five data words.</summary>
    public const ulong IbsOp = 14;

    /// <summary>
    /// OProf: what the next sample carries besides offset and event. Length 4: time in nanoseconds of CLOCK_MONOTONIC,
    /// period, number of the call chain in the <see cref="StackTable"/> (0 for none), row of the <see cref="TaskTable"/>.
    /// </summary>
    public const ulong SampleInfo = 0x100;

    /// <summary>OProf: values of the next sample's group of events, one word each, in the order of the group.</summary>
    public const ulong GroupValues = 0x101;

    /// <summary>OProf: a mode that OProfile had no code for. Length 1: a <see cref="ProcessorMode"/>.</summary>
    public const ulong ModeSwitch = 0x102;

    /// <summary>OProf: records that were lost. Length 4: time, CPU, <see cref="LossCause"/>, number.</summary>
    public const ulong Lost = 0x103;

    /// <summary>
    /// OProf: data of any length that belongs to a place in a program. Length 3 and up: time, kind, offset of the place
    /// in the last cookie, then the payload's words. A kind from <see cref="FirstSchema"/> up has a schema: the kind less that
    /// is its number in the session's <see cref="Payloads.SchemaTable"/>, and the words are packed as
    /// <see cref="Payloads.PayloadWriter"/> says. Such a record has no place, or offset 0, where its source knows none.
    /// </summary>
    public const ulong Data = 0x104;

    /// <summary>
    /// OProf, in exported files only: what a cookie stands for. Length 2 and up: the cookie, the number of bytes of the path,
    /// the path in UTF-8, filled up with zeros.
    /// </summary>
    public const ulong ImageName = 0x105;

    /// <summary>OProf, in exported files only: what an event's number stands for; like <see cref="ImageName"/>.</summary>
    public const ulong EventName = 0x106;

    /// <summary>First of the kinds of <see cref="Data"/> that have a schema.</summary>
    public const ulong FirstSchema = 1UL << 32;

    /// <summary>First of OProf's own codes; each of them is followed by the number of its words.</summary>
    public const ulong FirstOwn = 0x100;
}
