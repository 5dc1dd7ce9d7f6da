namespace OProf.Capture.Sync;

/// <summary>Whose a process is.</summary>
/// <param name="ProcessId">Its id.</param>
/// <param name="UserId">The user's.</param>
internal readonly record struct ProcessOwner(int ProcessId, uint UserId);
