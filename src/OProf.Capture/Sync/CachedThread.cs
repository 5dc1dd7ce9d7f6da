namespace OProf.Capture.Sync;

/// <summary>What a sample needs to know of its thread, in one place; see <see cref="ThreadCache"/>.</summary>
/// <param name="thread">The thread.</param>
/// <param name="version">The <see cref="AddressSpaces.Version"/> under which this is true; 0 for none.</param>
internal struct CachedThread(ThreadEntry thread, long version)
{
    /// <summary>The <see cref="AddressSpaces.Version"/> under which this is true; 0 for none.</summary>
    public readonly long Version = version;

    /// <summary>Generation of the address space.</summary>
    public readonly long Generation = thread.Process.Space.Generation;

    /// <summary>Cookie of the process's executable.</summary>
    public readonly ulong ExecutableCookie = thread.Process.Space.ExecutableCookie;

    /// <summary>The kernel's id of its control group.</summary>
    public readonly ulong Cgroup = thread.Cgroup;

    /// <summary>The thread.</summary>
    public readonly ThreadEntry Thread = thread;

    /// <summary>Its id.</summary>
    public readonly int ThreadId = thread.ThreadId;

    /// <summary>Its process's id.</summary>
    public readonly int ProcessId = thread.Process.ProcessId;

    /// <summary>Its row in the <see cref="TaskTable"/>; -1 until a sample needs it.</summary>
    public int TaskRow = thread.TaskRow;
}
