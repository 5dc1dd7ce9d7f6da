namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <content>The blocks: env, clock, trace, stream, event.</content>
internal sealed partial class TsdlParser
{
    private void Environment()
    {
        while (!Current.Is("}"))
        {
            string name = Path();
            Expect("=");
            var value = Value();
            Expect(";");
            _environment.RemoveAll(entry => entry.Name == name);
            _environment.Add(new CtfEnvironmentEntry(name, value.Text, (long)value.Number));
        }
    }

    private void Clock()
    {
        var first = Current;
        var clock = new CtfClock();
        while (!Current.Is("}"))
        {
            string attribute = Path();
            Expect("=");
            switch (attribute)
            {
                case "name":
                    clock.Name = Text("name");
                    break;
                case "uuid":
                    clock.Uuid = Uuid();
                    break;
                case "description":
                    clock.Description = Text("description");
                    break;
                case "freq":
                    var token = Current;
                    clock.Frequency = Unsigned("freq");
                    if (clock.Frequency == 0)
                        throw Error(token, "a frequency above 0");
                    break;
                case "precision":
                    clock.Precision = Unsigned("precision");
                    break;
                case "offset_s":
                    clock.OffsetSeconds = Signed("offset_s");
                    break;
                case "offset":
                    clock.OffsetCycles = Signed("offset");
                    break;
                case "absolute":
                    clock.IsAbsolute = Boolean();
                    break;
                default:
                    Skip();
                    break;
            }

            Expect(";");
        }

        if (clock.Name.Length == 0)
            throw Error(first, "a clock with a name");
        if (_clocks.Exists(known => known.Name == clock.Name))
            throw Error(first, $"a clock of another name: there is a '{clock.Name}' before");
        _clocks.Add(clock);
    }

    private void Trace()
    {
        while (!Current.Is("}"))
        {
            if (IsDeclaration())
            {
                Declaration();
                continue;
            }

            var token = Current;
            switch (Path())
            {
                case "major":
                    Expect("=");
                    ulong major = Unsigned("major");
                    _metadata.Major = major == 1 ? 1 : throw Error(token, "major version 1 of CTF");
                    break;
                case "minor":
                    Expect("=");
                    ulong minor = Unsigned("minor");
                    _metadata.Minor = minor == 8 ? 8 : throw Error(token, "minor version 8 of CTF");
                    break;
                case "uuid":
                    Expect("=");
                    _metadata.Uuid = Uuid();
                    break;
                case "packet.header":
                    _metadata.PacketHeader = Assigned("packet.header");
                    break;
                default:
                    Skip();
                    break;
            }

            Expect(";");
        }
    }

    private void Stream()
    {
        var first = Current;
        ulong id = 0;
        CtfStructType? packetContext = null;
        CtfStructType? eventHeader = null;
        CtfStructType? eventContext = null;
        while (!Current.Is("}"))
        {
            if (IsDeclaration())
            {
                Declaration();
                continue;
            }

            switch (Path())
            {
                case "id":
                    Expect("=");
                    id = Unsigned("id");
                    break;
                case "packet.context":
                    packetContext = Assigned("packet.context");
                    break;
                case "event.header":
                    eventHeader = Assigned("event.header");
                    break;
                case "event.context":
                    eventContext = Assigned("event.context");
                    break;
                default:
                    Skip();
                    break;
            }

            Expect(";");
        }

        var stream = new CtfStreamClass(id) { PacketContext = packetContext, EventHeader = eventHeader, EventContext = eventContext };
        if (!_metadata.TryAdd(stream))
            throw Error(first, $"a stream of another id: there is one of id {id} before");
    }

    private void Event()
    {
        var first = Current;
        ulong id = 0;
        ulong streamId = 0;
        string name = "";
        long? logLevel = null;
        string? uri = null;
        CtfStructType? context = null;
        CtfStructType? payload = null;
        while (!Current.Is("}"))
        {
            if (IsDeclaration())
            {
                Declaration();
                continue;
            }

            switch (Path())
            {
                case "name":
                    Expect("=");
                    name = Text("name");
                    break;
                case "id":
                    Expect("=");
                    id = Unsigned("id");
                    break;
                case "stream_id":
                    Expect("=");
                    streamId = Unsigned("stream_id");
                    break;
                case "loglevel":
                    Expect("=");
                    logLevel = Signed("loglevel");
                    break;
                case "model.emf.uri":
                    Expect("=");
                    uri = Text("model.emf.uri");
                    break;
                case "context":
                    context = Assigned("context");
                    break;
                case "fields":
                    payload = Assigned("fields");
                    break;
                default:
                    Skip();
                    break;
            }

            Expect(";");
        }

        var stream = _metadata.FindStream(streamId);
        if (stream is null && _metadata.Streams.Count == 0)
        {
            stream = new CtfStreamClass(streamId);
            _metadata.TryAdd(stream);
        }

        if (stream is null)
            throw Error(first, $"an event of a stream that the metadata describes, not of {streamId}");
        var added = new CtfEventClass(stream, id, name) { LogLevel = logLevel, Uri = uri, Context = context, Payload = payload };
        if (!stream.TryAdd(added))
            throw Error(first, $"an event of another id: stream {streamId} has one of id {id} before");
    }

    private bool IsDeclaration() => Current.Kind == TsdlTokenKind.Identifier && Current.Text is "typealias" or "typedef" or "struct" or "variant" or "enum";

    // := STRUCT
    private CtfStructType Assigned(string what)
    {
        Expect(":=");
        var specifiers = Specifiers();
        var declarator = Declarator();
        return Apply(specifiers, declarator) as CtfStructType ?? throw Error(specifiers.First, $"{what}: a struct");
    }
}
