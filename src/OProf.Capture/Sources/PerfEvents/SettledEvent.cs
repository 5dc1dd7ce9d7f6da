using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Capture.Sources.PerfEvents;

/// <summary>How an event was opened the first time: so it is opened on all CPUs and for all tasks.</summary>
/// <param name="Key">Its group, and its number in the group.</param>
/// <param name="Definition">The event, or what stands in for it.</param>
/// <param name="Attr">What the kernel was asked for.</param>
internal sealed record SettledEvent((int Group, int Member) Key, EventDefinition Definition, PerfEventAttr Attr);
