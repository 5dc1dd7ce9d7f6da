using System.Text;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>
/// Packs definitions into records: things of one kind with consecutive numbers go into one, the first number first. A call
/// chain takes some four bytes so, a frame some seven.
/// </summary>
internal sealed class DefinitionPacker : IDefinitionSink
{
    private const int MaxText = 16 * 1024;
    private const int MaxItem = MaxText + 1024;

    private readonly RecordOutput _output;
    private readonly byte[] _bytes = new byte[PublishedRecord.MaxBody];
    private VarintWriter _open;
    private uint _type;
    private long _next;

    /// <summary>Packs for an output.</summary>
    public DefinitionPacker(RecordOutput output)
    {
        _output = output;
        _open = new VarintWriter(_bytes);
    }

    /// <summary>Puts out what is packed by now.</summary>
    public void Flush()
    {
        if (_open.Length != 0)
            _output(_type, PublishedRecord.PaddingOf(_open.Length), _open.Written);
        _open.Clear();
    }

    /// <inheritdoc/>
    public void Describe(SessionDescription description)
    {
        var fields = new FieldWriter();
        SessionFields.Write(fields, description);
        Pieces(PublishedRecord.Description, fields.Written);
    }

    /// <inheritdoc/>
    public void String(int index, string text)
    {
        Open(PublishedRecord.Strings, index);
        Text(text);
    }

    /// <inheritdoc/>
    public void Image(ImageInfo image)
    {
        Open(PublishedRecord.Images, (long)image.Cookie);
        _open.Unsigned((ulong)image.Kind);
        Text(image.Path);
        _open.Bytes(image.BuildId.Span);
        _open.Unsigned(image.DeviceMajor);
        _open.Unsigned(image.DeviceMinor);
        _open.Unsigned(image.Inode);
        _open.Signed(image.ProcessId);
    }

    /// <inheritdoc/>
    public void Task(int row, int processId, int threadId, int command, ulong executableCookie, int cgroup)
    {
        Open(cgroup == 0 ? PublishedRecord.Tasks : PublishedRecord.TasksInCgroups, row);
        _open.Signed(processId);
        _open.Signed(threadId);
        _open.Unsigned((uint)command);

        // So that the two cookies with a meaning of their own are short.
        _open.Unsigned(unchecked(executableCookie + 1));
        if (cgroup != 0)
            _open.Unsigned((uint)cgroup);
    }

    /// <inheritdoc/>
    public void Frame(int number, ulong cookie, ulong offset, uint bits)
    {
        Open(PublishedRecord.Frames, number);

        // Addresses of the kernel are near the end of the number range: their complement is short.
        bool isHigh = (long)offset < 0;
        _open.Unsigned((bits << 1) | (isHigh ? 1u : 0));
        _open.Unsigned(unchecked(cookie + 1));
        _open.Unsigned(isHigh ? ~offset : offset);
    }

    /// <inheritdoc/>
    public void Stack(int number, int parent, int frame)
    {
        Open(PublishedRecord.Stacks, number);
        _open.Unsigned((uint)(number - parent));
        _open.Unsigned((uint)frame);
    }

    /// <inheritdoc/>
    public void Schema(PayloadSchema schema) => Text(PublishedRecord.Schema, SchemaJson.Write(schema));

    /// <inheritdoc/>
    public void KernelSymbol(KernelSymbol symbol)
    {
        Open(PublishedRecord.KernelSymbols, 0, isNumbered: false);
        _open.Unsigned(symbol.Time);
        _open.Unsigned(symbol.Address);
        _open.Unsigned(symbol.Length);
        _open.Unsigned(symbol.IsRegistered ? 1u : 0);
        Text(symbol.Name);
    }

    /// <inheritdoc/>
    public void Owner(int processId, uint userId)
    {
        Open(PublishedRecord.Owners, 0, isNumbered: false);
        _open.Signed(processId);
        _open.Unsigned(userId);
    }

    /// <inheritdoc/>
    public void Notice(SessionNotice notice)
    {
        Open(PublishedRecord.Notices, 0, isNumbered: false);
        Text(notice.Id);
        Text(notice.Message);
    }

    /// <inheritdoc/>
    public void Ledger(int cpu, ReadOnlySpan<long> counts)
    {
        Open(PublishedRecord.Ledgers, 0, isNumbered: false);
        _open.Unsigned((uint)cpu);
        _open.Unsigned((uint)counts.Length);
        foreach (long count in counts)
            _open.Signed(count);
    }

    /// <inheritdoc/>
    public void Status(SessionStatus status)
    {
        var fields = new FieldWriter();
        SessionFields.Write(fields, status);
        Pieces(PublishedRecord.Status, fields.Written);
    }

    /// <summary>A text of any length, in as many records as it needs.</summary>
    public void Text(uint type, string text) => Pieces(type, Encoding.UTF8.GetBytes(text));

    private void Pieces(uint type, ReadOnlySpan<byte> rest)
    {
        Flush();
        do
        {
            var piece = rest[..Math.Min(rest.Length, PublishedRecord.MaxBody)];
            rest = rest[piece.Length..];
            _output(type, (ushort)(PublishedRecord.PaddingOf(piece.Length) | (rest.IsEmpty ? 0 : PublishedRecord.GoesOn)), piece);
        }
        while (!rest.IsEmpty);
    }

    // Begins a thing: in the open record, where that is of its kind, ends with the number before, and has room.
    private void Open(uint type, long number, bool isNumbered = true)
    {
        if (_open.Length == 0 || type != _type || (isNumbered && number != _next) || _open.Length > PublishedRecord.MaxBody - (2 * MaxItem))
        {
            Flush();
            _type = type;
            if (isNumbered)
                _open.Unsigned((ulong)number);
        }

        _next = number + 1;
    }

    private void Text(string text)
    {
        int most = Math.Min(text.Length, MaxText / 3);
        Span<byte> utf8 = stackalloc byte[MaxText];
        _open.Bytes(utf8[..Encoding.UTF8.GetBytes(text.AsSpan(0, most), utf8)]);
    }
}
