using System.Text;

namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <content>Declarations: specifiers, declarators, names of types.</content>
internal sealed partial class TsdlParser
{
    // A declaration on its own: typealias, typedef, or a named struct, variant or enum.
    private void Declaration()
    {
        if (Current.IsWord("typealias"))
        {
            TypeAlias();
            return;
        }

        var specifiers = Specifiers();
        if (specifiers.IsTypedef)
            TypeDefinitions(specifiers);
        else if (specifiers.Type is null)
            throw Error(specifiers.First, "a declaration or block");
        else
            Expect(";");
    }

    private TsdlSpecifiers Specifiers()
    {
        Enter();
        var first = Current;
        var words = new StringBuilder();
        CtfType? type = null;
        bool isTypedef = false;
        bool isNamed = false;
        while (Current.Kind == TsdlTokenKind.Identifier)
        {
            string word = Current.Text;
            string? name = null;
            switch (word)
            {
                case "typedef":
                    Take();
                    isTypedef = true;
                    continue;
                case "const":
                    Take();
                    Append(words, word);
                    continue;
                case "void" or "char" or "short" or "int" or "long" or "float" or "double" or "signed" or "unsigned"
                    or "_Bool" or "_Complex" or "_Imaginary":
                    Take();
                    Append(words, word);
                    isNamed = true;
                    continue;
            }

            // What follows a type that is complete is the declarator.
            if (isNamed || type is not null)
                break;
            isNamed = true;
            switch (word)
            {
                case "struct":
                    type = Struct(out name);
                    break;
                case "variant":
                    type = Variant(out name);
                    break;
                case "enum":
                    type = Enum(out name);
                    break;
                case "integer":
                    type = Integer();
                    break;
                case "floating_point":
                    type = FloatingPoint();
                    break;
                case "string":
                    type = String();
                    break;
                default:
                    Append(words, Take().Text);
                    continue;
            }

            if (name is not null)
                Append(words, $"{word} {name}");
        }

        if (type is null && words.Length == 0)
            throw Error(Current, "a type");
        Leave();
        return new TsdlSpecifiers(type, words.ToString(), isTypedef, first);
    }

    private TsdlDeclarator Declarator()
    {
        Enter();
        var first = Current;
        string pointers = Pointers();
        string? name = null;
        IReadOnlyList<TsdlValue> inner = [];
        if (TryTake("("))
        {
            var nested = Declarator();
            if (nested.Pointers.Length > 0)
                throw Error(nested.First, "a declarator without a pointer in parentheses");
            Expect(")");
            name = nested.Name;
            inner = nested.Lengths;
        }
        else if (Current.Kind == TsdlTokenKind.Identifier)
        {
            name = Take().Text;
        }

        var lengths = new List<TsdlValue>(inner);
        while (TryTake("["))
        {
            lengths.Add(Value());
            Expect("]");
        }

        if (Current.Is(":"))
            throw Error(Current, "';' (bit fields as GNU C has them are not read; an integer with a size says the same)");
        if (lengths.Count > CtfType.MaxDepth)
            throw Error(first, $"at most {CtfType.MaxDepth} dimensions");
        Leave();
        return new TsdlDeclarator(name, pointers, lengths, first);
    }

    private string Pointers()
    {
        var pointers = new StringBuilder();
        while (TryTake("*"))
        {
            pointers.Append(" *");
            while (Current.IsWord("const"))
            {
                Take();
                pointers.Append(" const");
            }

            if (pointers.Length > 1000)
                throw Error(Current, "fewer pointers");
        }

        return pointers.ToString();
    }

    // typealias TYPE := NAME;
    private void TypeAlias()
    {
        Take();
        var specifiers = Specifiers();
        var type = Apply(specifiers, Declarator());
        Expect(":=");
        var first = Current;
        var name = new StringBuilder();
        while (Current.Kind == TsdlTokenKind.Identifier || Current.Is("*"))
            Append(name, Take().Text);
        if (name.Length == 0)
            throw Error(first, "the name of a type");
        Expect(";");
        RefuseUntagged(type, first);
        Declare(name.ToString(), type, first);
    }

    private void TypeDefinitions(TsdlSpecifiers specifiers)
    {
        do
        {
            var declarator = Declarator();
            var type = Apply(specifiers, declarator);
            RefuseUntagged(type, declarator.First);
            Declare(declarator.Name ?? throw Error(declarator.First, "the name of a type"), type, declarator.First);
        }
        while (TryTake(","));
        Expect(";");
    }

    private void RefuseUntagged(CtfType type, TsdlToken token)
    {
        if (type is CtfVariantType { Tag: null })
            throw Error(token, "a variant with a tag");
    }

    private CtfType Apply(TsdlSpecifiers specifiers, TsdlDeclarator declarator)
    {
        var type = Resolve(specifiers, declarator.Pointers);
        for (int i = declarator.Lengths.Count - 1; i >= 0; i--)
            type = Bounded(Repeated(type, declarator.Lengths[i]), declarator.First);
        return type;
    }

    private CtfType Repeated(CtfType element, TsdlValue length)
    {
        if (length.Text is null)
            return length.IsNegative ? throw Error(length, "a length that is not negative") : new CtfArrayType(element, length.Number);
        if (!length.Text.StartsWith("env.", StringComparison.Ordinal))
            return new CtfSequenceType(element, length.Text, length.Token);
        var entry = _environment.Find(entry => entry.Name == length.Text[4..]);
        return entry is { Text: null, Number: >= 0 }
            ? new CtfArrayType(element, (ulong)entry.Number)
            : throw Error(length, "a number of the environment that is not negative");
    }

    private CtfType Resolve(TsdlSpecifiers specifiers, string pointers)
    {
        if (pointers.Length == 0 && specifiers.Type is not null)
            return specifiers.Type;
        string name = specifiers.Name + pointers;
        var type = _scope.Find(name) ?? _scope.Find(WithoutConst(name));
        if (type is null)
            throw Error(specifiers.First, $"a type '{name}' that is declared before");

        // An address reads better so, whatever the alias says; babeltrace2 does the same.
        return pointers.Length > 0 && type is CtfIntegerType integer ? integer.WithBase(16) : type;
    }

    private static string WithoutConst(string name) => string.Join(' ', name.Split(' ').Where(word => word != "const"));

    private static void Append(StringBuilder words, string word)
    {
        if (words.Length > 0)
            words.Append(' ');
        words.Append(word);
    }
}
