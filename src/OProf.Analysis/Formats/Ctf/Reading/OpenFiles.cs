namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// Keeps a bounded number of a trace's files open: the one that was not used for longest is closed first, and opened again
/// when it is read again. A trace may have more streams than a process may have files.
/// </summary>
internal sealed class OpenFiles : IDisposable
{
    private const int MaxOpen = 256;

    private readonly LinkedList<TraceFile> _open = new();
    private bool _isDisposed;

    /// <summary>Reads from a file.</summary>
    internal void Read(TraceFile file, ulong offset, Span<byte> buffer)
    {
        lock (_open)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (file.Place is { } place)
            {
                _open.Remove(place);
                _open.AddFirst(place);
            }
            else
            {
                file.Open();
                file.Place = _open.AddFirst(file);
                if (_open.Count > MaxOpen)
                    Close(_open.Last!.Value);
            }

            file.Opened!.Read(offset, buffer);
        }
    }

    /// <summary>Closes a file, where it is open.</summary>
    internal void Release(TraceFile file)
    {
        lock (_open)
        {
            if (file.Place is not null)
                Close(file);
        }
    }

    /// <summary>Closes them all.</summary>
    public void Dispose()
    {
        lock (_open)
        {
            _isDisposed = true;
            while (_open.First is { } first)
                Close(first.Value);
        }
    }

    private void Close(TraceFile file)
    {
        _open.Remove(file.Place!);
        file.Place = null;
        file.Opened!.Dispose();
        file.Opened = null;
    }
}
