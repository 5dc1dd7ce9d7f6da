using System.Net.Sockets;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// The bytes that a process sends. Keeps the first of them, which tell its clock, and takes the loss of the connection for the
/// end: a process that is killed leaves none.
/// </summary>
internal sealed class EventStream : Stream
{
    private readonly Stream _inner;
    private readonly byte[] _head = new byte[TraceHeader.Length];
    private int _headLength;

    public EventStream(Stream inner) => _inner = inner;

    /// <summary>Called when the process has sent nothing more for now, before that is waited for.</summary>
    public Action? Idle { get; set; }

    /// <summary>What the first bytes were.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _headLength);

    /// <summary>Whether the connection broke, or was given up.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether the process has closed its end.</summary>
    public bool HasEnded { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int length;
        try
        {
            if (_inner is NetworkStream { DataAvailable: false })
                Idle?.Invoke();
            length = _inner.Read(buffer);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            IsBroken = true;
            return 0;
        }

        HasEnded |= length == 0 && buffer.Length > 0;
        int kept = Math.Min(length, _head.Length - _headLength);
        buffer[..kept].CopyTo(_head.AsSpan(_headLength));
        _headLength += kept;
        return length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
