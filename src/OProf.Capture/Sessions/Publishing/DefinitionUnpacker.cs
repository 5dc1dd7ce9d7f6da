using System.Buffers;
using System.Text;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>Says the definitions that a <see cref="DefinitionPacker"/> packed.</summary>
internal sealed class DefinitionUnpacker
{
    // More than any description or status has; one without end shall not take all memory.
    private const int MaxJoined = 4 << 20;

    private readonly ArrayBufferWriter<byte> _joined = new();
    private uint _joinedType;
    private bool _isWhole;

    /// <summary>Takes a record.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="misc">Its flags.</param>
    /// <param name="body">Its body, padding included.</param>
    /// <param name="sink">Who is told.</param>
    /// <exception cref="InvalidDataException">It makes no sense.</exception>
    public void Unpack(uint type, ushort misc, ReadOnlySpan<byte> body, IDefinitionSink sink)
    {
        int padding = misc & PublishedRecord.PaddingMask;
        if (padding > body.Length)
            throw new InvalidDataException($"A definition of {body.Length} bytes says that {padding} of them are padding.");
        body = body[..^padding];
        if (type is PublishedRecord.Description or PublishedRecord.Status or PublishedRecord.Schema)
        {
            if (!TryJoin(type, misc, body, out var whole))
                return;
            if (type == PublishedRecord.Description)
                sink.Describe(SessionFields.ReadDescription(whole));
            else if (type == PublishedRecord.Status)
                sink.Status(SessionFields.ReadStatus(whole));
            else
                sink.Schema(SchemaJson.Read(Encoding.UTF8.GetString(whole)));
            return;
        }

        var reader = new VarintReader(body);
        switch (type)
        {
            case PublishedRecord.Strings:
                for (int index = reader.Index(); !reader.IsAtEnd; index++)
                    sink.String(index, Encoding.UTF8.GetString(reader.Bytes()));
                break;
            case PublishedRecord.Images:
                for (ulong cookie = reader.Unsigned(); !reader.IsAtEnd; cookie++)
                    sink.Image(Image(cookie, ref reader));
                break;
            case PublishedRecord.Tasks:
                for (int row = reader.Index(); !reader.IsAtEnd; row++)
                    sink.Task(row, reader.Int32(), reader.Int32(), reader.Index(), unchecked(reader.Unsigned() - 1), cgroup: 0);
                break;
            case PublishedRecord.TasksInCgroups:
                for (int row = reader.Index(); !reader.IsAtEnd; row++)
                    sink.Task(row, reader.Int32(), reader.Int32(), reader.Index(), unchecked(reader.Unsigned() - 1), reader.Index());
                break;
            case PublishedRecord.Frames:
                for (int number = reader.Index(); !reader.IsAtEnd; number++)
                    Frame(number, ref reader, sink);
                break;
            case PublishedRecord.Stacks:
                for (int number = reader.Index(); !reader.IsAtEnd; number++)
                    sink.Stack(number, unchecked(number - reader.Index()), reader.Index());
                break;
            default:
                Unnumbered(type, ref reader, sink);
                break;
        }
    }

    /// <summary>Puts the pieces of something together that can be larger than a record.</summary>
    /// <param name="type">Type of the record.</param>
    /// <param name="misc">Its flags.</param>
    /// <param name="piece">The piece, without padding.</param>
    /// <param name="whole">All of it, once it is whole; until the next piece.</param>
    /// <returns>Whether it is whole.</returns>
    /// <exception cref="InvalidDataException">It is too long.</exception>
    public bool TryJoin(uint type, ushort misc, ReadOnlySpan<byte> piece, out ReadOnlySpan<byte> whole)
    {
        if (type != _joinedType || _isWhole)
            _joined.Clear();
        _joinedType = type;
        if (_joined.WrittenCount + piece.Length > MaxJoined)
            throw new InvalidDataException($"What a session publishes of itself is longer than {MaxJoined} bytes.");
        _joined.Write(piece);
        _isWhole = (misc & PublishedRecord.GoesOn) == 0;
        whole = _isWhole ? _joined.WrittenSpan : default;
        return _isWhole;
    }

    private static void Unnumbered(uint type, ref VarintReader reader, IDefinitionSink sink)
    {
        while (!reader.IsAtEnd)
        {
            switch (type)
            {
                case PublishedRecord.KernelSymbols:
                    ulong time = reader.Unsigned();
                    ulong address = reader.Unsigned();
                    uint length = (uint)reader.Unsigned();
                    bool isRegistered = reader.Unsigned() != 0;
                    sink.KernelSymbol(new KernelSymbol(time, address, length, Encoding.UTF8.GetString(reader.Bytes()), isRegistered));
                    break;
                case PublishedRecord.Owners:
                    sink.Owner(reader.Int32(), (uint)reader.Unsigned());
                    break;
                case PublishedRecord.Notices:
                    string id = Encoding.UTF8.GetString(reader.Bytes());
                    sink.Notice(new SessionNotice(id, Encoding.UTF8.GetString(reader.Bytes())));
                    break;
                case PublishedRecord.Ledgers:
                    Ledger(ref reader, sink);
                    break;
                default:
                    // Something that a later version says.
                    return;
            }
        }
    }

    private static void Ledger(ref VarintReader reader, IDefinitionSink sink)
    {
        const int MaxCounts = 256;
        const int MaxCpus = 65536;
        int cpu = reader.Index();
        int length = reader.Index();
        if (length > MaxCounts || cpu > MaxCpus)
            throw new InvalidDataException($"The ledger of CPU {cpu} says it has {length} counts.");
        Span<long> counts = stackalloc long[MaxCounts];
        for (int i = 0; i < length; i++)
            counts[i] = reader.Signed();
        sink.Ledger(cpu, counts[..length]);
    }

    private static ImageInfo Image(ulong cookie, ref VarintReader reader)
    {
        var kind = (ImageKind)reader.Index();
        string path = Encoding.UTF8.GetString(reader.Bytes());
        byte[] buildId = reader.Bytes().ToArray();
        return new ImageInfo(
            cookie, kind, path, buildId, (uint)reader.Unsigned(), (uint)reader.Unsigned(), reader.Unsigned(), reader.Int32());
    }

    private static void Frame(int number, ref VarintReader reader, IDefinitionSink sink)
    {
        ulong bits = reader.Unsigned();
        ulong cookie = unchecked(reader.Unsigned() - 1);
        ulong offset = reader.Unsigned();
        sink.Frame(number, cookie, (bits & 1) != 0 ? ~offset : offset, (uint)(bits >> 1));
    }
}
