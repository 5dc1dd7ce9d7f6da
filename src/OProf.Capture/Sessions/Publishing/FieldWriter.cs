using System.Text;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>Writes the fields of a description or status, of any length, behind each other. What is null has a number for that.</summary>
/// <remarks>
/// JSON would do, but its first use costs some twenty milliseconds, on the thread that starts a session and on the one that
/// empties its rings.
/// </remarks>
internal sealed class FieldWriter
{
    private const int MaxNumber = 10;

    private byte[] _bytes = new byte[1024];
    private VarintWriter _writer;

    /// <summary>Writes from an empty beginning.</summary>
    public FieldWriter() => _writer = new VarintWriter(_bytes);

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _writer.Written;

    /// <summary>A number.</summary>
    public void Number(long value)
    {
        MakeRoom(MaxNumber);
        _writer.Signed(value);
    }

    /// <summary>A number that may be missing.</summary>
    public void Optional(long? value)
    {
        Number(value is null ? 0 : 1);
        if (value is { } number)
            Number(number);
    }

    /// <summary>A text.</summary>
    public void Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        MakeRoom(MaxNumber + utf8.Length);
        _writer.Bytes(utf8);
    }

    /// <summary>A text that may be missing.</summary>
    public void OptionalText(string? text)
    {
        Number(text is null ? 0 : 1);
        if (text is not null)
            Text(text);
    }

    /// <summary>Things of a kind, after their number.</summary>
    public void List<T>(IReadOnlyCollection<T> items, Action<T> write)
    {
        Number(items.Count);
        foreach (var item in items)
            write(item);
    }

    private void MakeRoom(int bytes)
    {
        if (_writer.Length + bytes <= _bytes.Length)
            return;
        Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _writer.Length + bytes));
        _writer = new VarintWriter(_bytes, _writer.Length);
    }
}
