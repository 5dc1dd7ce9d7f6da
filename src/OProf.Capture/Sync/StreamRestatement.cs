namespace OProf.Capture.Sync;

/// <summary>A place in an event stream from which on everything is said again, so that a reader can begin there.</summary>
/// <param name="Words">Words before it.</param>
/// <param name="Samples">Samples before it.</param>
internal readonly record struct StreamRestatement(long Words, long Samples);
