namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <content>Types that are described in place.</content>
internal sealed partial class TsdlParser
{
    private CtfIntegerType Integer()
    {
        var first = Take();
        int size = 0;
        bool isSigned = false;
        ulong alignment = 0;
        var order = _metadata.ByteOrder;
        int numberBase = 10;
        var encoding = CtfEncoding.None;
        CtfClock? clock = null;
        Expect("{");
        while (!TryTake("}"))
        {
            string attribute = Path();
            Expect("=");
            switch (attribute)
            {
                case "size":
                    var token = Current;
                    ulong bits = Unsigned("size");
                    size = bits is >= 1 and <= 64 ? (int)bits : throw Error(token, "a size of 1 to 64 bits");
                    break;
                case "signed":
                    isSigned = Boolean();
                    break;
                case "align":
                    alignment = Alignment();
                    break;
                case "byte_order":
                    order = ByteOrder();
                    break;
                case "base":
                    numberBase = NumberBase();
                    break;
                case "encoding":
                    encoding = Encoding();
                    break;
                case "map":
                    clock = MappedClock();
                    break;
                default:
                    Skip();
                    break;
            }

            Expect(";");
        }

        if (size == 0)
            throw Error(first, "an integer with a size");
        if (alignment == 0)
            alignment = size % 8 == 0 ? 8u : 1u;
        return new CtfIntegerType(size, isSigned, alignment, order, numberBase, encoding, clock);
    }

    private int NumberBase()
    {
        var value = Value();
        return value switch
        {
            { Text: "decimal" or "dec" or "d" or "i" or "u" } or { Text: null, Number: 10 } => 10,
            { Text: "hexadecimal" or "hex" or "x" or "X" or "p" } or { Text: null, Number: 16 } => 16,
            { Text: "octal" or "oct" or "o" } or { Text: null, Number: 8 } => 8,
            { Text: "binary" or "b" } or { Text: null, Number: 2 } => 2,
            _ => throw Error(value, "a base: decimal, hexadecimal, octal or binary"),
        };
    }

    private CtfEncoding Encoding()
    {
        var value = Value();
        return value.Text switch
        {
            "none" => CtfEncoding.None,
            "UTF8" or "utf8" or "UTF-8" or "utf-8" => CtfEncoding.Utf8,
            "ASCII" or "ascii" => CtfEncoding.Ascii,
            _ => throw Error(value, "none, UTF8 or ASCII"),
        };
    }

    // clock.NAME.value
    private CtfClock MappedClock()
    {
        var value = Value();
        string[] parts = value.Text?.Split('.') ?? [];
        if (parts is not ["clock", _, "value"])
            throw Error(value, "clock.NAME.value");
        return _clocks.Find(clock => clock.Name == parts[1]) ?? throw Error(value, $"a clock that the metadata describes, not {parts[1]}");
    }

    private CtfFloatType FloatingPoint()
    {
        var first = Take();
        ulong exponent = 0;
        ulong mantissa = 0;
        ulong alignment = 8;
        var order = _metadata.ByteOrder;
        Expect("{");
        while (!TryTake("}"))
        {
            string attribute = Path();
            Expect("=");
            switch (attribute)
            {
                case "exp_dig":
                    exponent = Unsigned("exp_dig");
                    break;
                case "mant_dig":
                    mantissa = Unsigned("mant_dig");
                    break;
                case "align":
                    alignment = Alignment();
                    break;
                case "byte_order":
                    order = ByteOrder();
                    break;
                default:
                    Skip();
                    break;
            }

            Expect(";");
        }

        int size = (exponent, mantissa) switch
        {
            (8, 24) => 32,
            (11, 53) => 64,
            _ => throw Error(first, $"exp_dig 8 and mant_dig 24, or 11 and 53, not {exponent} and {mantissa}: floating point of 32 or 64 bits"),
        };
        return new CtfFloatType(size, alignment, order);
    }

    private CtfStringType String()
    {
        Take();
        var encoding = CtfEncoding.Utf8;
        if (!TryTake("{"))
            return new CtfStringType(encoding);
        while (!TryTake("}"))
        {
            string attribute = Path();
            Expect("=");
            if (attribute == "encoding")
                encoding = Encoding();
            else
                Skip();
            Expect(";");
        }

        return new CtfStringType(encoding);
    }

    private CtfEnumType Enum(out string? name)
    {
        var first = Take();
        name = Current.Kind == TsdlTokenKind.Identifier ? Take().Text : null;
        CtfType? container = null;
        if (TryTake(":"))
        {
            var specifiers = Specifiers();
            container = Resolve(specifiers, "");
        }

        if (!TryTake("{"))
        {
            if (container is not null || name is null)
                throw Error(Current, "'{'");
            return _scope.Find("enum " + name) as CtfEnumType ?? throw Error(first, $"an enum {name} that is declared before");
        }

        container ??= _scope.Find("int") ?? throw Error(first, "an enum that names its integer, or a type int that is declared before");
        if (container is not CtfIntegerType integer)
            throw Error(first, "an enum of an integer");
        var mappings = new List<CtfEnumMapping>();
        ulong next = 0;
        while (!TryTake("}"))
        {
            mappings.Add(Mapping(integer.IsSigned, ref next));
            if (!TryTake(",") && !Current.Is("}"))
                throw Error(Current, "',' or '}'");
        }

        var type = new CtfEnumType(integer, mappings);
        if (name is not null)
            Declare("enum " + name, type, first);
        return type;
    }

    private CtfEnumMapping Mapping(bool isSigned, ref ulong next)
    {
        var label = Current;
        if (label.Kind is not (TsdlTokenKind.Identifier or TsdlTokenKind.Text))
            throw Error(label, "a label");
        Take();
        ulong start = next;
        ulong end = next;
        if (TryTake("="))
        {
            var value = Value();
            start = value.Text is null ? value.Number : throw Error(value, "a number");
            end = start;
            if (TryTake("..."))
            {
                value = Value();
                end = value.Text is null ? value.Number : throw Error(value, "a number");
                if (isSigned ? (long)end < (long)start : end < start)
                    throw Error(value, "an end that is not below the range's begin");
            }
        }

        next = end + 1;
        return new CtfEnumMapping(label.Text, start, end);
    }

    private CtfStructType? Struct(out string? name)
    {
        var first = Take();
        name = Current.Kind == TsdlTokenKind.Identifier && !Current.IsWord("align") ? Take().Text : null;
        var fields = Current.Is("{") ? Body() : null;
        ulong alignment = 1;
        bool isAligned = Current.IsWord("align") && _tokens[_at + 1].Is("(");
        if (isAligned)
        {
            Take();
            Expect("(");
            alignment = Alignment();
            Expect(")");
        }

        if (fields is not null)
        {
            var type = Bounded(new CtfStructType(fields, alignment), first);
            if (name is not null)
                Declare("struct " + name, type, first);
            return type;
        }

        if (name is null)
            throw Error(Current, "'{'");

        // One that is only named may turn out to be part of a pointer's name.
        if (!isAligned)
            return null;
        var known = _scope.Find("struct " + name) as CtfStructType ?? throw Error(first, $"a struct {name} that is declared before");
        return new CtfStructType(known.Fields, Math.Max(known.Alignment, alignment));
    }

    private CtfVariantType Variant(out string? name)
    {
        var first = Take();
        name = Current.Kind == TsdlTokenKind.Identifier ? Take().Text : null;
        string? tag = null;
        var tagPlace = first;
        if (TryTake("<"))
        {
            tagPlace = Current;
            tag = Path();
            Expect(">");
        }

        if (!Current.Is("{"))
        {
            if (name is null)
                throw Error(Current, "'{'");
            var known = _scope.Find("variant " + name) as CtfVariantType ?? throw Error(first, $"a variant {name} that is declared before");
            return tag is null ? known : known.WithTag(tag, tagPlace);
        }

        var options = Body();
        if (options.Count == 0)
            throw Error(first, "a variant with an option");
        var type = Bounded(new CtfVariantType(tag, tagPlace, options), first);
        if (name is not null)
            Declare("variant " + name, type, first);
        return type;
    }

    // Fields of a struct or options of a variant, and the types declared among them.
    private List<CtfField> Body()
    {
        Enter();
        Expect("{");
        _scope = new TsdlScope(_scope);
        var fields = new List<CtfField>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!TryTake("}"))
        {
            if (Current.IsWord("typealias"))
            {
                TypeAlias();
                continue;
            }

            var specifiers = Specifiers();
            if (specifiers.IsTypedef)
            {
                TypeDefinitions(specifiers);
                continue;
            }

            // A type that is declared only, for the fields behind it.
            if (specifiers.Type is not null && TryTake(";"))
                continue;
            do
            {
                var declarator = Declarator();
                string name = declarator.Name ?? throw Error(declarator.First, "the name of a field");
                if (!names.Add(name))
                    throw Error(declarator.First, $"a field of another name: there is a '{name}' before");
                fields.Add(new CtfField(name, Apply(specifiers, declarator)));
            }
            while (TryTake(","));
            Expect(";");
        }

        _scope = _scope.Outer!;
        Leave();
        return fields;
    }

    private T Bounded<T>(T type, TsdlToken token)
        where T : CtfType
    {
        if (type.Depth > CtfType.MaxDepth)
            throw Error(token, $"a type of at most {CtfType.MaxDepth} levels");
        if (type.FieldCount > MaxFieldsOfType)
            throw Error(token, $"a type of at most {MaxFieldsOfType} fields");
        return type;
    }

    private void Declare(string name, CtfType type, TsdlToken token)
    {
        if (!_scope.TryDeclare(name, type))
            throw Error(token, $"a name other than '{name}', which is declared before");
    }
}
