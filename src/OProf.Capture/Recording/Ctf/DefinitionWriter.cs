using System.Text;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Recording.Ctf;

/// <summary>Puts the definitions of a session into their stream of a recording. For one thread.</summary>
/// <remarks>
/// No definition may be lost: what refers to it could not be read. So where the ring is full, this waits until the
/// recording's thread has made room, or has failed.
/// </remarks>
internal sealed class DefinitionWriter : IDefinitionSink
{
    private const int MaxTextPiece = 8 * 1024;

    // Frames and chains come in thousands: said together, one takes 14 and 8 bytes.
    private const int MostTogether = 1024;

    private readonly CtfStream _stream;
    private readonly Func<bool> _waitForRoom;
    private readonly byte[] _scratch = new byte[64 * 1024];
    private readonly FrameKey[] _frames = new FrameKey[MostTogether];
    private readonly StackNode[] _chains = new StackNode[MostTogether];
    private int _firstFrame;
    private int _frameCount;
    private int _firstChain;
    private int _chainCount;

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="waitForRoom">Waits until there may be room; false where there will be none.</param>
    public DefinitionWriter(CtfStream stream, Func<bool> waitForRoom)
    {
        _stream = stream;
        _waitForRoom = waitForRoom;
    }

    /// <summary>The time that the next definitions get; never lower than before.</summary>
    public ulong Time { get; set; }

    /// <inheritdoc/>
    public void Describe(SessionDescription description) => Text(CtfText.Description, DefinitionJson.Write(description));

    /// <inheritdoc/>
    public void String(int index, string text)
    {
        var record = new CtfRecord(_scratch);
        record.Int32(index);
        record.Text(text);
        Put(DefinitionEventId.Name, record.Length);
    }

    /// <inheritdoc/>
    public void Image(ImageInfo image)
    {
        var record = new CtfRecord(_scratch);
        record.UInt64(image.Cookie);
        record.Byte((byte)image.Kind);
        record.UInt32(image.DeviceMajor);
        record.UInt32(image.DeviceMinor);
        record.UInt64(image.Inode);
        record.Int32(image.ProcessId);
        record.Byte((byte)image.BuildId.Length);
        record.Bytes(image.BuildId.Span);
        record.Text(image.Path);
        Put(DefinitionEventId.Image, record.Length);
    }

    /// <inheritdoc/>
    public void Task(int row, int processId, int threadId, int command, ulong executableCookie, int cgroup)
    {
        var record = new CtfRecord(_scratch);
        record.Int32(row);
        record.Int32(processId);
        record.Int32(threadId);
        record.Int32(command);
        record.UInt64(executableCookie);
        record.Int32(cgroup);
        Put(DefinitionEventId.Task, record.Length);
    }

    /// <inheritdoc/>
    public void Frame(int number, ulong cookie, ulong offset, uint bits)
    {
        if (_frameCount == MostTogether || number != _firstFrame + _frameCount)
            PutFrames();
        if (_frameCount == 0)
            _firstFrame = number;
        _frames[_frameCount++] = new FrameKey(cookie, offset, bits);
    }

    /// <inheritdoc/>
    public void Stack(int number, int parent, int frame)
    {
        if (_chainCount == MostTogether || number != _firstChain + _chainCount)
            PutChains();
        if (_chainCount == 0)
            _firstChain = number;
        _chains[_chainCount++] = new StackNode(parent, frame);
    }

    /// <inheritdoc/>
    public void Schema(PayloadSchema schema) => Text(CtfText.Schema, SchemaJson.Write(schema));

    /// <summary>Writes what has been said and waits to be written together with more.</summary>
    public void Flush()
    {
        PutFrames();
        PutChains();
    }

    /// <inheritdoc/>
    public void KernelSymbol(KernelSymbol symbol)
    {
        var record = new CtfRecord(_scratch);
        record.UInt64(symbol.Time);
        record.UInt64(symbol.Address);
        record.UInt32(symbol.Length);
        record.Byte(symbol.IsRegistered ? (byte)1 : (byte)0);
        record.Text(symbol.Name);
        Put(DefinitionEventId.KernelSymbol, record.Length);
    }

    /// <inheritdoc/>
    public void Owner(int processId, uint userId)
    {
        var record = new CtfRecord(_scratch);
        record.Int32(processId);
        record.UInt32(userId);
        Put(DefinitionEventId.Owner, record.Length);
    }

    /// <inheritdoc/>
    public void Notice(SessionNotice notice)
    {
        var record = new CtfRecord(_scratch);
        record.Text(notice.Id);
        record.Text(notice.Message);
        Put(DefinitionEventId.Notice, record.Length);
    }

    /// <inheritdoc/>
    public void Ledger(int cpu, ReadOnlySpan<long> counts)
    {
        var record = new CtfRecord(_scratch);
        record.Int32(cpu);
        record.UInt16((ushort)counts.Length);
        foreach (long count in counts)
            record.UInt64((ulong)count);
        Put(DefinitionEventId.Ledger, record.Length);
    }

    /// <inheritdoc/>
    public void Status(SessionStatus status) => Text(CtfText.Status, DefinitionJson.Write(status));

    private void PutFrames()
    {
        if (_frameCount == 0)
            return;
        var frames = _frames.AsSpan(0, _frameCount);
        var record = new CtfRecord(_scratch);
        record.Int32(_firstFrame);
        record.UInt16((ushort)_frameCount);
        foreach (ref readonly var frame in frames)
            record.UInt32(frame.Cookie == Cookie.InvalidCookie ? uint.MaxValue : (uint)frame.Cookie);
        foreach (ref readonly var frame in frames)
            record.UInt64(frame.Offset);
        foreach (ref readonly var frame in frames)
            record.Byte((byte)frame.Bits);
        foreach (ref readonly var frame in frames)
            record.Byte((byte)(frame.Bits >> 8));
        _frameCount = 0;
        Put(DefinitionEventId.Frames, record.Length);
    }

    private void PutChains()
    {
        if (_chainCount == 0)
            return;

        // The frames of these chains were said before them.
        PutFrames();
        var chains = _chains.AsSpan(0, _chainCount);
        var record = new CtfRecord(_scratch);
        record.Int32(_firstChain);
        record.UInt16((ushort)_chainCount);
        foreach (ref readonly var chain in chains)
            record.Int32(chain.Parent);
        foreach (ref readonly var chain in chains)
            record.Int32(chain.Frame);
        _chainCount = 0;
        Put(DefinitionEventId.Chains, record.Length);
    }

    // The texts have no characters but ASCII's, so that a piece may end anywhere.
    private void Text(CtfText kind, string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int at = 0; at < bytes.Length; at += MaxTextPiece)
        {
            int length = Math.Min(MaxTextPiece, bytes.Length - at);
            var record = new CtfRecord(_scratch);
            record.Byte((byte)kind);
            record.Byte(at + length < bytes.Length ? (byte)1 : (byte)0);
            record.UInt16((ushort)length);
            record.Bytes(bytes.AsSpan(at, length));
            Put(DefinitionEventId.Text, record.Length);
        }
    }

    private void Put(DefinitionEventId id, int length)
    {
        do
        {
            if (!_stream.TryBegin((byte)id, Time, length, out var body))
                continue;
            _scratch.AsSpan(0, length).CopyTo(body);
            _stream.Commit();
            return;
        }
        while (_waitForRoom());
    }
}
