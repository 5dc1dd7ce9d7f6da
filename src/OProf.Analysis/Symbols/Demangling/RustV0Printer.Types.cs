namespace OProf.Analysis.Symbols.Demangling;

/// <content>Types.</content>
internal sealed partial class RustV0Printer
{
    private void PrintType()
    {
        char tag = _input.Next();
        if (BasicType(tag) is { } basic)
        {
            Print(basic);
            return;
        }

        Enter();
        switch (tag)
        {
            case 'R' or 'Q':
                Print("&");
                if (_input.Eat('L') && _input.Base62() is var lifetime and not 0)
                {
                    PrintLifetime(lifetime);
                    Print(" ");
                }

                Print(tag == 'Q' ? "mut " : "");
                PrintType();
                break;
            case 'P' or 'O':
                Print(tag == 'P' ? "*const " : "*mut ");
                PrintType();
                break;
            case 'A' or 'S':
                Print("[");
                PrintType();
                if (tag == 'A')
                {
                    Print("; ");
                    PrintConstant(inValue: true);
                }

                Print("]");
                break;
            case 'T':
                Print("(");
                Print(List(", ", PrintType) == 1 ? ",)" : ")");
                break;
            case 'F':
                InBinder(PrintFunction);
                break;
            case 'D':
                PrintDynamic();
                break;
            case 'W':
                PrintType();
                Print(" is ");
                PrintPattern();
                break;
            case 'B':
                BackReference(PrintType);
                break;
            default:
                _input.Position--;
                PrintPath(inValue: false);
                break;
        }

        _depth--;
    }

    private void PrintFunction()
    {
        if (_input.Eat('U'))
            Print("unsafe ");
        if (_input.Eat('K'))
        {
            string abi = _input.Eat('C') ? "C" : _input.Identifier().Replace('_', '-');
            Print($"extern \"{abi}\" ");
        }

        Print("fn(");
        List(", ", PrintType);
        Print(")");
        if (_input.Eat('u'))
            return;
        Print(" -> ");
        PrintType();
    }

    private void PrintDynamic()
    {
        Print("dyn ");
        InBinder(() => List(" + ", PrintDynamicTrait));
        if (!_input.Eat('L'))
            throw _input.Wrong();
        ulong lifetime = _input.Base62();
        if (lifetime == 0)
            return;
        Print(" + ");
        PrintLifetime(lifetime);
    }

    /// <summary>A trait and what its associated types are: the latter go into the brackets of its generic arguments.</summary>
    private void PrintDynamicTrait()
    {
        bool open = PrintOpenPath();
        while (_input.Eat('p'))
        {
            Print(open ? ", " : "<");
            open = true;
            Print(_input.Identifier() + " = ");
            PrintType();
        }

        Print(open ? ">" : "");
    }

    /// <summary>A path whose generic arguments, where it has some, are left without the closing bracket.</summary>
    private bool PrintOpenPath()
    {
        if (_input.Eat('B'))
        {
            bool open = false;
            BackReference(() => open = PrintOpenPath());
            return open;
        }

        if (!_input.Eat('I'))
        {
            PrintPath(inValue: false);
            return false;
        }

        PrintPath(inValue: false);
        Print("<");
        List(", ", PrintGenericArgument);
        return true;
    }

    /// <summary>A pattern type's pattern: a range, alternatives, or not null.</summary>
    private void PrintPattern()
    {
        Enter();
        switch (_input.Next())
        {
            case 'R':
                PrintConstant(inValue: false);
                Print("..=");
                PrintConstant(inValue: false);
                break;
            case 'O':
                List(" | ", PrintPattern);
                break;
            case 'N':
                Print("!null");
                break;
            default:
                throw _input.Wrong();
        }

        _depth--;
    }
}
