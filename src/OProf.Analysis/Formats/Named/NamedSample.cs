namespace OProf.Analysis.Formats.Named;

/// <summary>Samples as a file says them: some formats put together those that are alike.</summary>
/// <param name="Time">Nanoseconds; 0 where the file says none.</param>
/// <param name="Cpu">The CPU; -1 where the file says none.</param>
/// <param name="Task">Row of the task table.</param>
/// <param name="Event">Index of the event.</param>
/// <param name="Stack">Number of the call chain.</param>
/// <param name="Weight">What all of them stand for, in the event's unit; 0 where the file counts samples only.</param>
/// <param name="Count">Number of samples.</param>
internal readonly record struct NamedSample(ulong Time, int Cpu, int Task, int Event, int Stack, ulong Weight, ulong Count);
