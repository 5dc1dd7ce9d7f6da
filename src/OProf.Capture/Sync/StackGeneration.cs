namespace OProf.Capture.Sync;

/// <summary>Where a generation of the <see cref="StackTable"/> begins.</summary>
/// <param name="Number">Its number.</param>
/// <param name="FirstFrame">Number of its first frame.</param>
/// <param name="FirstStack">Number of its first chain.</param>
internal sealed record StackGeneration(int Number, int FirstFrame, int FirstStack);
