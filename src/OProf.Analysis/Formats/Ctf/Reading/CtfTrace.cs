using OProf.Analysis.Formats.Ctf.Metadata;
using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// A trace of the Common Trace Format 1.8: a folder with a metadata file and stream files. Hidden files and sub-folders are
/// no streams. Damage within streams is said in <see cref="Diagnostics"/>, as it is come upon.
/// </summary>
public sealed class CtfTrace : IDisposable
{
    /// <summary>Name of the metadata's file.</summary>
    public const string MetadataName = "metadata";

    private readonly OpenFiles _files = new();

    private CtfTrace(string path, CtfMetadata metadata, TraceLayout layout)
    {
        Path = path;
        Metadata = metadata;
        Layout = layout;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What the metadata says.</summary>
    public CtfMetadata Metadata { get; }

    /// <summary>The streams, in the order of their names.</summary>
    public IReadOnlyList<CtfStream> Streams { get; private set; } = [];

    /// <summary>What was left out so far.</summary>
    public CtfDiagnostics Diagnostics { get; } = new();

    internal TraceLayout Layout { get; }

    /// <summary>Opens a trace: reads its metadata, and the head of each stream's first packet.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="further">Packets that are not in its files.</param>
    /// <exception cref="TsdlException">The metadata is none of CTF 1.8.</exception>
    /// <exception cref="CtfFormatException">The folder has no metadata or no stream, or none that can be read.</exception>
    /// <exception cref="IOException">The folder or a file is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    public static CtfTrace Open(string path, params IReadOnlyList<CtfPacketSource> further)
    {
        string file = System.IO.Path.Combine(path, MetadataName);
        string text;
        Guid? uuid;
        using (var opened = OpenMetadata(path, file))
            text = MetadataText.Read(opened, out uuid);
        var metadata = CtfMetadata.Parse(file, text);
        if (uuid is not null && metadata.Uuid is not null && uuid != metadata.Uuid)
            throw new CtfFormatException(file, 4, $"metadata packets of the trace {metadata.Uuid}", $"{uuid}");
        var trace = new CtfTrace(path, metadata, LayoutBuilder.Build(metadata, file));
        try
        {
            trace.FindStreams(further);
            return trace;
        }
        catch
        {
            trace.Dispose();
            throw;
        }
    }

    /// <summary>Whether a folder has a metadata file.</summary>
    public static bool IsTrace(string path) => File.Exists(System.IO.Path.Combine(path, MetadataName));

    /// <summary>Reads all streams' events in the order of their time.</summary>
    public CtfReader Read() => new(Streams);

    /// <summary>Closes its files.</summary>
    public void Dispose() => _files.Dispose();

    private static RegularFile OpenMetadata(string folder, string file)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{folder}: there is no such folder.");
        var opened = RegularFile.Open(file, null, followLinks: false, out var failure);
        return failure switch
        {
            OpenFailure.None => opened!,
            OpenFailure.Denied => throw new UnauthorizedAccessException($"{file}: the permissions do not allow to read it."),
            OpenFailure.NotFound => throw new CtfFormatException(folder, 0, $"a file '{MetadataName}', without which stream files mean nothing", "none"),
            OpenFailure.NotRegular => throw new CtfFormatException(file, 0, "a regular file", "something else"),
            _ => throw new IOException($"{file}: it cannot be opened."),
        };
    }

    private static IByteSource Limited(string name, TraceFile file, IReadOnlyList<CtfPacketSource> further)
    {
        var packets = further.FirstOrDefault(packets => packets.Stream == name);
        return packets is null || packets.After >= file.Length ? file : new BytePrefix(file, packets.After);
    }

    private void FindStreams(IReadOnlyList<CtfPacketSource> further)
    {
        var sources = new List<(string Name, IByteSource Source)>();
        foreach (string name in Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(NaturalOrder.Instance))
        {
            if (name == MetadataName || name[0] == '.')
                continue;
            string file = System.IO.Path.Combine(Path, name);
            if (TraceFile.Find(_files, file, out var failure) is { } found)
                sources.Add((name, Limited(name, found, further)));
            else
                Diagnostics.Add(CtfDiagnosticId.Unreadable, file, 0, "a regular file that can be read", failure.ToString());
        }

        if (sources.Count == 0 && further.Count == 0 && Diagnostics.Count == 0)
            throw new CtfFormatException(Path, 0, $"stream files beside '{MetadataName}'", "none");
        var streams = new StreamCollector(this);
        foreach (var (name, source) in sources)
            streams.Add(name, source);
        foreach (var packets in further)
            streams.Append(packets);
        Streams = streams.Finish();
        if (Streams.Count == 0 && Diagnostics.Kept is [var first, ..])
            throw new CtfFormatException(first.File, first.Offset, first.Expected, first.Found);
    }
}
