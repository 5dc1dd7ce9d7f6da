namespace OProf.Capture.Sync;

/// <summary>A call chain as its innermost frame and the chain of that frame's callers.</summary>
/// <param name="Parent">Number of the callers' chain; 0 where there is none.</param>
/// <param name="Frame">Number of the frame.</param>
internal readonly record struct StackNode(int Parent, int Frame);
