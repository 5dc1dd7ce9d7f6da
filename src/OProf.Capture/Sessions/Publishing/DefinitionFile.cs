using OProf.Buffers.Mmap;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>The growing file of a published session's definitions.</summary>
internal sealed class DefinitionFile : IDisposable
{
    private const long LeastToReplace = 16 << 20;

    private readonly AppendFileWriter _file;

    /// <summary>Makes the file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="maxLength">Most bytes that it may have.</param>
    /// <param name="number">How many files were before it.</param>
    /// <exception cref="MappedFileException">It cannot be made.</exception>
    public DefinitionFile(string path, long maxLength, int number = 0)
    {
        _file = new AppendFileWriter(path, maxLength);
        Number = number;
        Packer = new DefinitionPacker(_file.Append);
    }

    /// <summary>How many files were before it.</summary>
    public int Number { get; }

    /// <summary>Takes the definitions; they are seen after <see cref="Publish"/>.</summary>
    public DefinitionPacker Packer { get; }

    /// <summary>Whether most of what is in it is no longer held by the session.</summary>
    /// <param name="held">Bytes that the session's tables hold: several times what the same things take here.</param>
    public bool ShouldBeReplaced(long held) => _file.Length > LeastToReplace && _file.Length > held;

    /// <summary>Lets readers see what was said.</summary>
    public void Publish()
    {
        Packer.Flush();
        _file.Publish();
    }

    /// <summary>Says that the next file goes on, and closes this one.</summary>
    public void EndWithNext()
    {
        Packer.Flush();
        _file.Append(PublishedRecord.Next, 0, []);
        Dispose();
    }

    public void Dispose() => _file.Dispose();
}
