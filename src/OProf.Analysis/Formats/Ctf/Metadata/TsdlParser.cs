namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>
/// Reads metadata by recursive descent (grammar: CTF 1.8.3, appendix C.2) straight into its model. Blocks are read in the
/// order in which one needs another: the trace's byte order, environment, clocks, types, trace, streams, events; so
/// their order in the text is free. Appendix C's expressions are constants and paths here, which is all that the
/// specification gives a meaning to.
/// </summary>
internal sealed partial class TsdlParser
{
    /// <summary>Most fields that all types of a trace may have together, and one alone: names for names multiply.</summary>
    private const long MaxFieldsOfType = 65_536;

    private static readonly string[] s_blocks = ["env", "clock", "", "trace", "stream", "event"];

    private readonly string _file;
    private readonly List<TsdlToken> _tokens;
    private readonly CtfMetadata _metadata = new();
    private readonly List<CtfEnvironmentEntry> _environment = [];
    private readonly List<CtfClock> _clocks = [];
    private TsdlScope _scope = new(null);
    private int _at;
    private int _depth;

    public TsdlParser(string file, string text)
    {
        _file = file;
        _tokens = TsdlLexer.Read(file, text);
    }

    private TsdlToken Current => _tokens[_at];

    /// <summary>Reads all of it.</summary>
    public CtfMetadata Read()
    {
        var items = Split();
        foreach (var (start, block) in items)
        {
            if (block == "trace")
                FindByteOrder(start);
        }

        if (!items.Exists(item => item.Block == "trace"))
            throw Error(_tokens[^1], "a trace block");
        foreach (string block in s_blocks)
        {
            foreach (var item in items)
            {
                if (item.Block != block)
                    continue;
                _at = item.Start;
                Item(block);
            }

            _metadata.Environment = _environment;
            _metadata.Clocks = _clocks;
        }

        _metadata.NumberEvents();
        return _metadata;
    }

    private void Item(string block)
    {
        if (block.Length == 0)
        {
            Declaration();
            return;
        }

        _at++;
        Expect("{");
        _scope = new TsdlScope(_scope);
        switch (block)
        {
            case "env":
                Environment();
                break;
            case "clock":
                Clock();
                break;
            case "trace":
                Trace();
                break;
            case "stream":
                Stream();
                break;
            default:
                Event();
                break;
        }

        _scope = _scope.Outer!;
        Expect("}");
        Expect(";");
    }

    // Where each top-level item begins, and the block's keyword; "" for declarations.
    private List<(int Start, string Block)> Split()
    {
        var items = new List<(int, string)>();
        var open = new Stack<TsdlToken>();
        int start = 0;
        for (int i = 0; _tokens[i].Kind != TsdlTokenKind.End; i++)
        {
            var token = _tokens[i];
            if (token.Is("{"))
                open.Push(token);
            else if (token.Is("}") && !open.TryPop(out _))
                throw Error(token, "a declaration or block");
            if (open.Count > 0 || !token.Is(";"))
                continue;
            if (i > start)
                items.Add((start, BlockAt(start)));
            start = i + 1;
        }

        if (open.TryPop(out var unclosed))
            throw new TsdlException(_file, unclosed.Line, unclosed.Column, "a block that ends with '}'", "the end of the metadata");
        if (_tokens[start].Kind != TsdlTokenKind.End)
            throw Error(_tokens[^1], "';'");
        items.RemoveAll(item => item.Item2 == "callsite");
        return items;
    }

    private string BlockAt(int start)
    {
        var token = _tokens[start];
        return token.Kind == TsdlTokenKind.Identifier
            && token.Text is "env" or "clock" or "trace" or "stream" or "event" or "callsite"
            && _tokens[start + 1].Is("{")
            ? token.Text
            : "";
    }

    // The byte order is needed by types that stand before the trace block.
    private void FindByteOrder(int start)
    {
        int depth = 0;
        for (int i = start; ; i++)
        {
            if (_tokens[i].Is("{"))
            {
                depth++;
            }
            else if (_tokens[i].Is("}") && --depth == 0)
            {
                throw Error(_tokens[i], "byte_order in the trace block");
            }
            else if (depth == 1 && _tokens[i].IsWord("byte_order") && _tokens[i + 1].Is("="))
            {
                _at = i + 2;
                var value = Value();
                _metadata.ByteOrder = value.Text switch
                {
                    "le" => CtfByteOrder.LittleEndian,
                    "be" or "network" => CtfByteOrder.BigEndian,
                    _ => throw Error(value, "le or be"),
                };
                return;
            }
        }
    }

    private TsdlToken Take() => _tokens[_at].Kind == TsdlTokenKind.End ? _tokens[_at] : _tokens[_at++];

    private bool TryTake(string punctuator)
    {
        if (!Current.Is(punctuator))
            return false;
        _at++;
        return true;
    }

    private void Expect(string punctuator)
    {
        if (!TryTake(punctuator))
            throw Error(Current, $"'{punctuator}'");
    }

    private TsdlToken ExpectName(string what)
    {
        if (Current.Kind != TsdlTokenKind.Identifier)
            throw Error(Current, what);
        return Take();
    }

    // Each level of blocks, types and brackets within brackets is a level of calls here.
    private void Enter()
    {
        if (++_depth > 2 * CtfType.MaxDepth)
            throw Error(Current, $"at most {2 * CtfType.MaxDepth} levels of declarations");
    }

    private void Leave() => _depth--;

    private TsdlException Error(TsdlToken token, string expected) => new(_file, token.Line, token.Column, expected, token.Description);

    private TsdlException Error(TsdlValue value, string expected) => new(_file, value.Token.Line, value.Token.Column, expected, value.Description);
}
