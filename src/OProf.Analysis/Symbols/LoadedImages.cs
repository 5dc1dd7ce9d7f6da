using OProf.Capture.Sync;

namespace OProf.Analysis.Symbols;

/// <summary>The images in memory, the least recently used given up first. Thread-safe; each image is read by one thread at a time.</summary>
/// <param name="maxBytes">Bytes of symbol tables to keep; the image in use is kept whatever its size.</param>
/// <param name="load">Reads an image; must not throw.</param>
internal sealed class LoadedImages(long maxBytes, Func<ImageInfo, LoadedImage> load)
{
    private readonly object _gate = new();
    private readonly Dictionary<ImageInfo, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <summary>Bytes of the tables that are kept now.</summary>
    internal long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>The image of a file, from memory or read now.</summary>
    internal LoadedImage Get(ImageInfo image)
    {
        LinkedListNode<Entry>? node;
        lock (_gate)
        {
            if (_entries.TryGetValue(image, out node))
            {
                _byUse.Remove(node);
            }
            else
            {
                node = new LinkedListNode<Entry>(new Entry(image, new Lazy<LoadedImage>(() => load(image))));
                _entries.Add(image, node);
            }

            _byUse.AddFirst(node);
        }

        // Outside of the lock: reading one image does not keep others waiting.
        var loaded = node.Value.Image.Value;
        if (!node.Value.IsCounted)
            Count(node);
        return loaded;
    }

    private void Count(LinkedListNode<Entry> node)
    {
        lock (_gate)
        {
            if (node.Value.IsCounted || node.List is null)
                return;
            node.Value.IsCounted = true;
            _bytes += node.Value.Image.Value.Bytes;
            for (var last = _byUse.Last; _bytes > maxBytes && last is not null && last != node;)
            {
                var before = last.Previous;
                if (last.Value.IsCounted)
                {
                    _bytes -= last.Value.Image.Value.Bytes;
                    _entries.Remove(last.Value.Key);
                    _byUse.Remove(last);
                }

                last = before;
            }
        }
    }

    private sealed class Entry(ImageInfo key, Lazy<LoadedImage> image)
    {
        internal readonly ImageInfo Key = key;
        internal readonly Lazy<LoadedImage> Image = image;
        internal volatile bool IsCounted;
    }
}
