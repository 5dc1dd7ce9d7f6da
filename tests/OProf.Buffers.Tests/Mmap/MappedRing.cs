using OProf.Buffers.Mmap;

namespace OProf.Buffers.Tests.Mmap;

/// <summary>A ring in a mapped file with its writer.</summary>
internal sealed class MappedRing : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MmapBuffer _buffer;

    public MappedRing(MmapMode mode, int dataPages)
    {
        File = _folder["ring"];
        _buffer = MmapBuffer.Create(File, mode);
        Mapping = _buffer.Map(MmapSize.Of(dataPages));
        Writer = new PerfRingWriter(Mapping);
    }

    public string File { get; }

    public MmapMapping Mapping { get; }

    public PerfRingWriter Writer { get; }

    /// <summary>A consumer that moves the tail.</summary>
    public unsafe PerfRingReader OpenReader() => new(Mapping.Metadata, Mapping.Data, Mapping.DataSize);

    /// <summary>Another mapping of the file, as another process has it.</summary>
    public FollowedRing Follow() => new(File);

    public void Dispose()
    {
        Writer.Dispose();
        Mapping.Dispose();
        _buffer.Dispose();
        _folder.Dispose();
    }
}
