namespace OProf.Capture.Sources.PerfEvents;

/// <summary>One open event: of one kind, on one CPU, of one task or all.</summary>
/// <remarks>A class: lists of classes are compiled in the framework, those of each kind of struct when a session begins.</remarks>
/// <param name="Fd">Its descriptor.</param>
/// <param name="RingIndex">Index of the CPU whose ring it writes to.</param>
/// <param name="EventIndex">Index of the event in the session, or <see cref="Records.EventIdMap.Tracker"/>.</param>
/// <param name="IsSwitched">Whether it is switched on and off by itself: a sampled event that leads a group or has none.</param>
/// <param name="IsGroup">Whether reading it gives the values of a group.</param>
internal sealed record OpenEvent(int Fd, int RingIndex, int EventIndex, bool IsSwitched, bool IsGroup);
