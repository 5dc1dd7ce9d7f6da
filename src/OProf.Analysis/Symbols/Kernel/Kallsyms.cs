using System.Text;

namespace OProf.Analysis.Symbols.Kernel;

/// <summary>
/// The code symbols of /proc/kallsyms. Its lines are "ADDRESS TYPE NAME" and for those of a module a tab and "[MODULE]"
/// (kernel, kernel/kallsyms.c, s_show); the types are nm's.
/// </summary>
public sealed class Kallsyms
{
    /// <summary>What the BPF programs have in the place of a module.</summary>
    internal const string BpfModule = "[bpf]";

    /// <summary>The kernel's own text is far smaller; a bound for what claims to be it.</summary>
    private const int MaxBytes = 1 << 28;
    private const int MaxModules = 1 << 16;

    private Kallsyms(SymbolTable table, IReadOnlyList<string> modules, bool areAddressesHidden)
    {
        Table = table;
        Modules = modules;
        AreAddressesHidden = areAddressesHidden;
    }

    /// <summary>No symbols.</summary>
    internal static Kallsyms Empty { get; } = new(SymbolTable.Empty, [""], false);

    /// <summary>The code symbols.</summary>
    public SymbolTable Table { get; }

    /// <summary>Whether there were symbols, all of address zero.</summary>
    public bool AreAddressesHidden { get; }

    /// <summary>Names of modules with their brackets, by the group of a symbol; "" for the kernel itself.</summary>
    internal IReadOnlyList<string> Modules { get; }

    /// <summary>Reads a file of that form.</summary>
    /// <param name="path">Usually /proc/kallsyms.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Kallsyms Read(string path)
    {
        // Files of /proc have no length, so that it is read up to its end.
        byte[] bytes = GC.AllocateUninitializedArray<byte>(8 << 20);
        int length = 0;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        for (int count; (count = stream.Read(bytes.AsSpan(length))) > 0;)
        {
            length += count;
            if (length < bytes.Length)
                continue;
            if (length >= MaxBytes)
                break;
            Array.Resize(ref bytes, length * 2);
        }

        // The last name ends where the text does, whatever was in the memory.
        if (length < bytes.Length)
            bytes[length] = (byte)'\n';
        return Parse(bytes, length);
    }

    /// <summary>Parses the text; lines that are not of the form are left out.</summary>
    /// <param name="text">The text; kept, as the names stay where they are.</param>
    public static Kallsyms Parse(byte[] text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text, text.Length);
    }

    private static Kallsyms Parse(byte[] text, int length)
    {
        var builder = new SymbolTableBuilder();
        builder.Reserve(length / 40);
        var modules = new List<string> { "" };
        int lastModule = 0, lines = 0, bpf = 0;
        bool allZero = true;
        for (int at = 0; at < length; lines++)
        {
            var rest = text.AsSpan(at, length - at);
            int end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            int nameAt = ParseAddress(line, out ulong address) + 3;
            if (nameAt > 3 && nameAt < line.Length && line[nameAt - 1] == ' ')
            {
                allZero &= address == 0;
                byte type = line[nameAt - 2];
                if (type is (byte)'T' or (byte)'t' or (byte)'W' or (byte)'w')
                {
                    int tab = line.LastIndexOf((byte)'\t');
                    int module = tab < 0 ? 0 : ModuleOf(modules, line[(tab + 1)..], ref lastModule);
                    // BPF programs lie anywhere: none is the neighbour of another, so each is a group of its own.
                    if (modules[module] == BpfModule)
                        module = bpf++ == 0 ? module : AddBpf(modules);
                    builder.Add(new SymbolCandidate(address, 0, 0, at + nameAt, module, BindingOf(type), IsFunction: true));
                }
            }

            at += line.Length + 1;
        }

        bool hidden = lines > 0 && allZero;
        return new Kallsyms(hidden ? SymbolTable.Empty : builder.Build(text, grouped: true), modules, hidden);
    }

    private static SymbolBinding BindingOf(byte type) => type switch
    {
        (byte)'T' => SymbolBinding.Global,
        (byte)'t' => SymbolBinding.Local,
        _ => SymbolBinding.Weak,
    };

    /// <summary>Parses the hexadecimal number a line begins with; gives the number of its digits, or -1.</summary>
    private static int ParseAddress(ReadOnlySpan<byte> line, out ulong address)
    {
        address = 0;
        int digits = 0;
        for (; digits < line.Length && digits <= 16; digits++)
        {
            uint c = line[digits];
            uint value = c - '0';
            if (value > 9)
            {
                value = (c | 0x20) - 'a' + 10;
                if (value - 10 > 5)
                    break;
            }

            address = (address << 4) | value;
        }

        return digits is > 0 and <= 16 && digits < line.Length && line[digits] == ' ' ? digits : -1;
    }

    private static int AddBpf(List<string> modules)
    {
        if (modules.Count >= MaxModules)
            return modules.Count - 1;
        modules.Add(BpfModule);
        return modules.Count - 1;
    }

    /// <summary>The symbols of a module follow one another, so that its name is mostly the last one again.</summary>
    private static int ModuleOf(List<string> modules, ReadOnlySpan<byte> name, ref int last)
    {
        if (last == 0 || !Ascii.Equals(name, modules[last]))
        {
            string text = Encoding.UTF8.GetString(name[..Math.Min(name.Length, 64)]);
            last = modules.IndexOf(text);
            if (last < 0)
            {
                last = modules.Count >= MaxModules ? 0 : modules.Count;
                if (last != 0)
                    modules.Add(text);
            }
        }

        return last;
    }
}
