using System.Runtime.InteropServices;

namespace OProf.Capture.Markers;

/// <summary>Who was at a marker, as it lies in an <see cref="InboxRecord"/>.</summary>
/// <param name="Cpu">The CPU; -1 where it is not known.</param>
/// <param name="ProcessId">The process; -1 where it is not known.</param>
/// <param name="ThreadId">The thread; -1 where it is not known.</param>
/// <param name="Flags">See <see cref="InboxRecord"/>.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct InboxHead(int Cpu, int ProcessId, int ThreadId, uint Flags);
