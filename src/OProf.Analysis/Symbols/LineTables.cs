using System.Collections.Concurrent;
using OProf.Analysis.Symbols.Dwarf;
using OProf.Analysis.Symbols.Elf;
using OProf.Capture.Sync;

namespace OProf.Analysis.Symbols;

/// <summary>The line tables in memory, given up together where they become too many. Thread-safe.</summary>
/// <param name="maxBytes">Bytes to keep; the table in use is kept whatever its size.</param>
/// <param name="load">Reads the segments and lines of an image; must not throw.</param>
internal sealed class LineTables(long maxBytes, Func<ImageInfo, (ElfSegment[] Segments, LineTable Lines)> load)
{
    private readonly ConcurrentDictionary<ImageInfo, Lazy<(ElfSegment[] Segments, LineTable Lines)>> _tables = new();
    private long _bytes;

    /// <summary>The line of a file offset; null where none is known.</summary>
    internal SourceLine? Find(ImageInfo image, ulong offset)
    {
        var (segments, lines) = Get(image);
        return LoadedImage.AddressOf(segments, offset) is { } address ? lines.Find(address) : null;
    }

    private (ElfSegment[] Segments, LineTable Lines) Get(ImageInfo image)
    {
        if (_tables.TryGetValue(image, out var known))
            return known.Value;
        var table = _tables.GetOrAdd(image, key => new Lazy<(ElfSegment[], LineTable)>(() =>
        {
            var loaded = load(key);
            Interlocked.Add(ref _bytes, loaded.Lines.Bytes);
            return loaded;
        }));
        var value = table.Value;
        if (Interlocked.Read(ref _bytes) > maxBytes && _tables.Count > 1)
        {
            _tables.Clear();
            Interlocked.Exchange(ref _bytes, value.Lines.Bytes);
            _tables[image] = table;
        }

        return value;
    }
}
