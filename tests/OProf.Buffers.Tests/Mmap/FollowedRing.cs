using OProf.Buffers.Mmap;

namespace OProf.Buffers.Tests.Mmap;

/// <summary>A follower of a ring with a read-only mapping of its own.</summary>
internal sealed class FollowedRing : IDisposable
{
    private readonly MmapBuffer _buffer;
    private readonly MmapMapping _mapping;

    public FollowedRing(string file)
    {
        _buffer = MmapBuffer.Open(file);
        _mapping = _buffer.Map();
        Follower = new PerfRingFollower(_mapping);
    }

    public PerfRingFollower Follower { get; }

    public void Dispose()
    {
        _mapping.Dispose();
        _buffer.Dispose();
    }
}
