using System.Globalization;
using OProf.Analysis.Symbols;
using OProf.Analysis.Symbols.Elf;
using OProf.Analysis.Symbols.Files;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

/// <summary>ELF files as the code under test and as readelf reads them.</summary>
internal static class Elf
{
    internal sealed record Symbol(ulong Address, ulong Size, string Type, string Name);

    internal static SymbolTable ReadTable(string path, out ElfFile elf)
    {
        using var file = RegularFile.Open(path, null, true, out var failure);
        Assert.Equal(OpenFailure.None, failure);
        elf = ElfFile.Read(file!);
        return ElfSymbolReader.Read(elf, null, out _);
    }

    /// <summary>Function symbols that are defined, names without their versions.</summary>
    internal static List<Symbol> ReadelfSymbols(string path)
    {
        var symbols = new List<Symbol>();
        foreach (string line in Tool.Run("readelf", "-sW", path).Split('\n'))
        {
            string[] f = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (f.Length < 8 || f[3] is not ("FUNC" or "IFUNC") || f[6] == "UND")
                continue;
            ulong size = f[2].StartsWith("0x", StringComparison.Ordinal) ? Hex(f[2][2..]) : ulong.Parse(f[2], CultureInfo.InvariantCulture);
            symbols.Add(new Symbol(Hex(f[1]), size, f[3], f[7].Split('@')[0]));
        }

        return symbols;
    }

    internal static ulong Hex(string text) => ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    internal static List<ElfSection> Code(ElfFile elf) => [.. elf.Sections.Where(s => s.IsExecutable && s.Size > 0)];

    internal static ulong RandomCode(Random random, List<ElfSection> code)
    {
        ulong at = (ulong)random.NextInt64((long)code.Aggregate(0UL, (sum, s) => sum + s.Size));
        foreach (var section in code)
        {
            if (at < section.Size)
                return section.Address + at;
            at -= section.Size;
        }

        throw new InvalidOperationException();
    }
}
