namespace OProf.Buffers.Rings;

/// <content>The reader's side.</content>
public sealed unsafe partial class LockFreeRing<TStorage, TMode, TClock, TFraming, TWriters, TSwitch>
{
    /// <inheritdoc/>
    public long Taken => _reader.Taken;

    /// <inheritdoc/>
    public long Entries => _reader.Entries;

    /// <inheritdoc/>
    public bool TryTake(out SubBuffer subBuffer) =>
        _reader.TryTake(out subBuffer) || (RevokeOldest() && _reader.TryTake(out subBuffer));

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Bytes(int offset = 0) => _reader.Bytes(offset);

    /// <inheritdoc/>
    public void Release() => _reader.Release();

    /// <inheritdoc/>
    public bool TryCopy(ref long position, Span<byte> destination, out SubBuffer subBuffer) =>
        _reader.TryCopy(ref position, destination, out subBuffer);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The records are not framed, or a sub-buffer is held.</exception>
    /// <exception cref="InvalidDataException">The ring's memory was changed by something else.</exception>
    public bool TryConsume(out RingRecord record) =>
        _reader.TryConsume(default(CommittedPrefix<TWriters>), out record)
            || (RevokeOldest() && _reader.TryConsume(default(CommittedPrefix<TWriters>), out record));
}
