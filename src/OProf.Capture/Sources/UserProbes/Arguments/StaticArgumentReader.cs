using System.Globalization;

namespace OProf.Capture.Sources.UserProbes.Arguments;

/// <summary>
/// Translates the arguments of a static probe from the assembler's notation, <c>SIZE@OPERAND</c> each, to the kernel's: a
/// negative size is that of a signed number, an <c>f</c> after it says floating point.
/// </summary>
/// <param name="machine">e_machine of the file.</param>
/// <param name="symbolOffset">
/// What <c>@+OFFSET</c> has to say for a symbol and an addend, so that the kernel, which counts from the probe's place in the file,
/// comes to its address; null for a symbol that is not known.
/// </param>
internal sealed class StaticArgumentReader(int machine, Func<string, long, long?> symbolOffset)
{
    private const int EM_X86_64 = 62;
    private const int EM_AARCH64 = 183;
    private const int MaxArguments = 12;

    /// <summary>Translates them all; what cannot be fetched has no <see cref="StaticArgument.Fetch"/>.</summary>
    public IReadOnlyList<StaticArgument> Read(string arguments)
    {
        var read = new List<StaticArgument>();
        foreach (string text in Split(arguments))
        {
            if (read.Count == MaxArguments)
                break;
            read.Add(ReadOne(text));
        }

        return read;
    }

    // Operands of AArch64 have spaces in brackets: 8@[sp, 16].
    private static List<string> Split(string arguments)
    {
        var parts = new List<string>();
        int start = 0, depth = 0;
        for (int i = 0; i <= arguments.Length; i++)
        {
            char c = i < arguments.Length ? arguments[i] : ' ';
            depth += c is '[' or '(' ? 1 : c is ']' or ')' ? -1 : 0;
            bool isEnd = i == arguments.Length || (c == ' ' && depth <= 0);
            if (!isEnd)
                continue;
            if (i > start)
                parts.Add(arguments[start..i]);
            start = i + 1;
        }

        return parts;
    }

    private StaticArgument ReadOne(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);

        // Without a size it is one of the machine's word.
        string size = at < 0 ? "8" : text[..at];
        if (!int.TryParse(size, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int bytes) || bytes is not (1 or 2 or 4 or 8 or -1 or -2 or -4 or -8))
            return new StaticArgument(text, null, 64, false);
        string operand = text[(at + 1)..];
        int bits = 8 * Math.Abs(bytes);
        bool isSigned = bytes < 0;
        string container = "";
        string? fetch = machine switch
        {
            EM_X86_64 => X64(operand, isSigned, out container),
            EM_AARCH64 => Arm64(operand),
            _ => null,
        };
        return new StaticArgument(text, fetch, bits, isSigned, container);
    }

    private string? X64(string operand, bool isSigned, out string container)
    {
        container = "";
        if (operand.StartsWith('$'))
            return Immediate(operand[1..]);
        if (operand.StartsWith('%'))
        {
            // The second byte of a register: the kernel fetches bits, which have no sign.
            if (operand is "%ah" or "%bh" or "%ch" or "%dh")
            {
                container = "8/16";
                return isSigned ? null : $"%{operand[1]}x";
            }

            return X64Register(operand[1..]) is { } register ? "%" + register : null;
        }

        int open = operand.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !operand.EndsWith(')') || operand[open + 1] != '%')
            return null;
        string place = operand[..open], baseRegister = operand[(open + 2)..^1];
        if (baseRegister == "rip")
            return TrySymbol(place, out string symbol, out long addend) && symbolOffset(symbol, addend) is { } offset ? FormattableString.Invariant($"@+{offset}") : null;

        // An index register: the kernel has no notation for a sum of two.
        if (X64Register(baseRegister) is not { } name || !TryNumber(place, out long displacement))
            return null;
        return FormattableString.Invariant($"{displacement:+0;-0;+0}(%{name})");
    }

    // x0; w0 (its lower half); sp; [x0]; [sp, 16]; 5
    private static string? Arm64(string operand)
    {
        if (operand.StartsWith('[') && operand.EndsWith(']'))
        {
            string[] parts = operand[1..^1].Split(',', StringSplitOptions.TrimEntries);
            long displacement = 0;
            return parts.Length <= 2 && Arm64Register(parts[0]) is { } register && (parts.Length == 1 || TryNumber(parts[1].TrimStart('#'), out displacement))
                ? FormattableString.Invariant($"{displacement:+0;-0;+0}(%{register})")
                : null;
        }

        return Arm64Register(operand) is { } name ? "%" + name : Immediate(operand);
    }

    private static string? Arm64Register(string name)
    {
        if (name is "sp" or "fp" or "lr")
            return name == "fp" ? "x29" : name == "lr" ? "x30" : name;
        bool isRegister = name.Length is 2 or 3 && name[0] is 'x' or 'w' && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 30;
        return isRegister ? "x" + name[1..] : null;
    }

    // The kernel's names (regoffset_table in arch/x86/kernel/ptrace.c) are those of the 16-bit registers, and r8 to r15.
    private static string? X64Register(string name)
    {
        switch (name)
        {
            case "rax" or "eax" or "ax" or "al":
                return "ax";
            case "rbx" or "ebx" or "bx" or "bl":
                return "bx";
            case "rcx" or "ecx" or "cx" or "cl":
                return "cx";
            case "rdx" or "edx" or "dx" or "dl":
                return "dx";
            case "rsi" or "esi" or "si" or "sil":
                return "si";
            case "rdi" or "edi" or "di" or "dil":
                return "di";
            case "rbp" or "ebp" or "bp" or "bpl":
                return "bp";
            case "rsp" or "esp" or "sp" or "spl":
                return "sp";
        }

        string number = name.TrimEnd('d', 'w', 'b');
        return number.Length >= name.Length - 1 && number is "r8" or "r9" or "r10" or "r11" or "r12" or "r13" or "r14" or "r15" ? number : null;
    }

    private static string? Immediate(string text) => TryNumber(text, out long value) && text.Length > 0 ? FormattableString.Invariant($"\\{value}") : null;

    private static bool TryNumber(string text, out long value)
    {
        bool isNegative = text.StartsWith('-');
        var digits = text.AsSpan(isNegative || text.StartsWith('+') ? 1 : 0);
        ulong magnitude = 0;
        bool read = text.Length == 0
            || (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                ? ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out magnitude)
                : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out magnitude));
        value = isNegative ? -(long)magnitude : (long)magnitude;
        return read;
    }

    // symbol, symbol+8, 8+symbol, symbol-8.
    private static bool TrySymbol(string text, out string symbol, out long addend)
    {
        symbol = text;
        addend = 0;
        int sign = text.LastIndexOfAny(['+', '-']);
        if (sign <= 0)
            return text.Length > 0 && !char.IsAsciiDigit(text[0]) && sign < 0;
        string left = text[..sign], right = text[sign..];
        if (TryNumber(right, out addend))
        {
            symbol = left;
            return true;
        }

        symbol = right[1..];
        return right[0] == '+' && TryNumber(left, out addend);
    }
}
