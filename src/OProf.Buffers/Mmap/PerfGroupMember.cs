using System.Runtime.InteropServices;

namespace OProf.Buffers.Mmap;

/// <summary>A member of a group record: its value, then its event's id (struct read_format of perf_event_open(2)).</summary>
/// <param name="Value">The event's count.</param>
/// <param name="Id">The event's id.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PerfGroupMember(ulong Value, ulong Id);
