namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>Whether an event can be had on this machine by this user, as the kernel answered.</summary>
/// <param name="Available">The kernel opened the event.</param>
/// <param name="CanSample">The kernel opened it for sampling; false for an event that only counts, such as msr/tsc/.</param>
/// <param name="Reason">Why it is not available or only counts, with the errno by name; empty where it samples.</param>
/// <param name="Errno">The kernel's answer; 0 where it samples.</param>
public readonly record struct EventAvailability(bool Available, bool CanSample, string Reason, int Errno);
