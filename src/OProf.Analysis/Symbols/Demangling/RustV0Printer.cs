using System.Globalization;
using System.Text;

namespace OProf.Analysis.Symbols.Demangling;

/// <summary>Prints the paths and types of one v0 name. Depth, steps and output are bounded: back references can multiply.</summary>
internal sealed partial class RustV0Printer
{
    private const int MaxDepth = 300;
    private const int MaxSteps = 1 << 18;
    private const int MaxOutput = 1 << 16;

    private readonly RustV0Input _input;
    private readonly StringBuilder _output = new();
    private int _depth;
    private int _steps;
    private int _silent;
    private ulong _boundLifetimes;

    internal RustV0Printer(string text) => _input = new RustV0Input(text);

    private delegate void Part();

    /// <summary>The readable name, or null.</summary>
    internal string? TryPrint()
    {
        try
        {
            PrintPath(inValue: true);

            // The crate that a generic function was made in; it names nothing.
            if (char.IsAsciiLetterUpper(_input.Peek()))
                Silently(() => PrintPath(inValue: false));
            return _input.AtEnd ? _output.ToString() : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? BasicType(char tag) => tag switch
    {
        'a' => "i8",
        'b' => "bool",
        'c' => "char",
        'd' => "f64",
        'e' => "str",
        'f' => "f32",
        'h' => "u8",
        'i' => "isize",
        'j' => "usize",
        'l' => "i32",
        'm' => "u32",
        'n' => "i128",
        'o' => "u128",
        'p' => "_",
        's' => "i16",
        't' => "u16",
        'u' => "()",
        'v' => "...",
        'x' => "i64",
        'y' => "u64",
        'z' => "!",
        _ => null,
    };

    private void Print(string text)
    {
        if (_silent > 0)
            return;
        if (_output.Length + text.Length > MaxOutput)
            throw _input.Wrong();
        _output.Append(text);
    }

    private void Silently(Part part)
    {
        _silent++;
        part();
        _silent--;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth || ++_steps > MaxSteps)
            throw _input.Wrong();
    }

    /// <summary>A back reference leads to an earlier place, behind whose tag the same is found again.</summary>
    private void BackReference(Part part)
    {
        int tag = _input.Position - 1;
        ulong target = _input.Base62();
        if (target >= (ulong)tag)
            throw _input.Wrong();
        if (_silent > 0)
            return;
        int after = _input.Position;
        _input.Position = (int)target;
        Enter();
        part();
        _depth--;
        _input.Position = after;
    }

    private int List(string separator, Part part)
    {
        int count = 0;
        for (; !_input.Eat('E'); count++)
        {
            if (count > 0)
                Print(separator);
            part();
        }

        return count;
    }

    private void PrintPath(bool inValue)
    {
        Enter();
        char tag = _input.Next();
        switch (tag)
        {
            case 'C':
                _input.Disambiguator();
                Print(_input.Identifier());
                break;
            case 'N':
                PrintNested(inValue);
                break;
            case 'M' or 'X' or 'Y':
                if (tag != 'Y')
                {
                    _input.Disambiguator();
                    Silently(() => PrintPath(inValue: false));
                }

                Print("<");
                PrintType();
                if (tag != 'M')
                {
                    Print(" as ");
                    PrintPath(inValue: false);
                }

                Print(">");
                break;
            case 'I':
                PrintPath(inValue);
                Print(inValue ? "::<" : "<");
                List(", ", PrintGenericArgument);
                Print(">");
                break;
            case 'B':
                BackReference(() => PrintPath(inValue));
                break;
            default:
                throw _input.Wrong();
        }

        _depth--;
    }

    /// <summary>Namespaces of capital letters are the compiler's own: closures and shims.</summary>
    private void PrintNested(bool inValue)
    {
        char space = _input.Next();
        if (!char.IsAsciiLetter(space))
            throw _input.Wrong();
        PrintPath(inValue);
        ulong disambiguator = _input.Disambiguator();
        string name = _input.Identifier();
        if (char.IsAsciiLetterLower(space))
        {
            if (name.Length > 0)
                Print("::" + name);
            return;
        }

        string kind = space switch { 'C' => "closure", 'S' => "shim", _ => space.ToString() };
        string number = disambiguator.ToString(CultureInfo.InvariantCulture);
        Print(name.Length > 0 ? $"::{{{kind}:{name}#{number}}}" : $"::{{{kind}#{number}}}");
    }

    private void PrintGenericArgument()
    {
        if (_input.Eat('L'))
            PrintLifetime(_input.Base62());
        else if (_input.Eat('K'))
            PrintConstant(inValue: false);
        else
            PrintType();
    }

    /// <summary>A lifetime by its index, counted outwards from the innermost binder; 0 is an erased one.</summary>
    private void PrintLifetime(ulong index)
    {
        if (index == 0)
        {
            Print("'_");
            return;
        }

        // What a silent part binds is not followed everywhere, so that only printed ones are checked.
        if (index > _boundLifetimes)
        {
            if (_silent == 0)
                throw _input.Wrong();
            return;
        }

        ulong depth = _boundLifetimes - index;
        Print(depth < 26 ? $"'{(char)('a' + depth)}" : $"'_{depth}");
    }

    private void InBinder(Part part)
    {
        ulong bound = _input.OptionalBase62('G');
        if (bound > MaxDepth)
            throw _input.Wrong();
        if (bound > 0)
        {
            Print("for<");
            for (ulong i = 0; i < bound; i++)
            {
                if (i > 0)
                    Print(", ");
                _boundLifetimes++;
                PrintLifetime(1);
            }

            Print("> ");
        }

        part();
        _boundLifetimes -= bound;
    }
}
