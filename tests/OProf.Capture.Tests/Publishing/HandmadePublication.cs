using System.Runtime.InteropServices;
using OProf.Buffers.Mmap;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sessions.Publishing;

namespace OProf.Capture.Tests.Publishing;

/// <summary>What a session publishes, written step by step.</summary>
internal sealed class HandmadePublication : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("oprof-published-").FullName;
    private readonly AppendFileWriter _session;
    private readonly MmapBuffer _buffer;
    private readonly MmapMapping _mapping;
    private readonly PerfRingWriter _ring;
    private AppendFileWriter _file;

    public HandmadePublication(SessionDescription description)
    {
        Directory.CreateDirectory(Path.Combine(_root, "1-1"));
        Folder = PublishedFolder.TryParse(Path.Combine(_root, "1-1"))!;
        _session = new AppendFileWriter(Folder.Session, 1 << 20);
        new DefinitionPacker(_session.Append).Describe(description);
        _session.Publish();
        _file = new AppendFileWriter(Folder.Definitions(0), 1 << 20);
        Definitions = new DefinitionPacker(_file.Append);
        _buffer = MmapBuffer.Create(Folder.Events, MmapMode.Overwrite);
        _mapping = _buffer.Map(MmapSize.Of(32));
        _ring = new PerfRingWriter(_mapping);
    }

    public PublishedFolder Folder { get; }

    public DefinitionPacker Definitions { get; private set; }

    public void Publish()
    {
        Definitions.Flush();
        _file.Publish();
    }

    /// <summary>Goes on with another file of definitions.</summary>
    public void Replace(int number)
    {
        var next = new AppendFileWriter(Folder.Definitions(number), 1 << 20);
        Definitions.Flush();
        _file.Append(PublishedRecord.Next, 0, []);
        _file.Dispose();
        File.Delete(Folder.Definitions(number - 1));
        _file = next;
        Definitions = new DefinitionPacker(next.Append);
    }

    public void Words(ulong samplesBefore, ReadOnlySpan<ulong> words) => _ring.TryWrite(
        PublishedRecord.Words, PublishedRecord.Restates, MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(ref samplesBefore)), MemoryMarshal.AsBytes(words));

    public void Say(uint type, string text) => new DefinitionPacker((t, misc, body) => _ring.TryWrite(t, misc, body)).Text(type, text);

    public void Close() => _mapping.Close();

    public void Dispose()
    {
        _ring.Dispose();
        _mapping.Dispose();
        _buffer.Dispose();
        _file.Dispose();
        _session.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
