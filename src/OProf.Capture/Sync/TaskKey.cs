namespace OProf.Capture.Sync;

/// <summary>A <see cref="TaskInfo"/> in the form it is kept.</summary>
internal readonly record struct TaskKey(int ProcessId, int ThreadId, int CommandIndex, int CgroupIndex, ulong ExecutableCookie) : IHashed
{
    /// <summary>A hash of it.</summary>
    public ulong Hash => HashMixing.Mix(
        ((ulong)(uint)ProcessId << 32) | (uint)ThreadId, ExecutableCookie ^ (uint)CgroupIndex ^ ((ulong)(uint)CommandIndex << 32));
}
