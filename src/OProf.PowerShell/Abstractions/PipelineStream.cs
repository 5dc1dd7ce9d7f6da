using System.Management.Automation;
using System.Text;

namespace OProf.PowerShell.Abstractions;

/// <summary>
/// What is written to it goes down a cmdlet's pipeline: text line by line, bytes in arrays. For the cmdlet's thread. Once the
/// pipeline has stopped, what writers still have is dropped.
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="isText">Whether it is UTF-8 text.</param>
internal sealed class PipelineStream(Cmdlet cmdlet, bool isText) : Stream
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private bool _isStopped;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_isStopped || buffer.IsEmpty)
            return;
        if (!isText)
        {
            Emit(buffer.ToArray());
            return;
        }

        var text = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        var left = text.AsSpan(0, _decoder.GetChars(buffer, text, flush: false));
        for (int end = left.IndexOf('\n'); end >= 0 && !_isStopped; end = left.IndexOf('\n'))
        {
            _line.Append(left[..end]);
            left = left[(end + 1)..];
            EmitLine();
        }

        _line.Append(left);
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Emits a last line that has no end.</summary>
    public void Complete()
    {
        if (_line.Length > 0 && !_isStopped)
            EmitLine();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void EmitLine()
    {
        if (_line.Length > 0 && _line[^1] == '\r')
            _line.Length--;
        string line = _line.ToString();
        _line.Clear();
        Emit(line);
    }

    private void Emit(object item)
    {
        try
        {
            cmdlet.WriteObject(item, enumerateCollection: false);
        }
        catch (PipelineStoppedException)
        {
            _isStopped = true;
            throw;
        }
    }
}
