using System.Globalization;
using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Symbols;

/// <summary>The vdso: an ELF file that the kernel has mapped into each process (vdso(7)), read from this process's own memory.</summary>
internal static class VdsoImage
{
    /// <summary>The kernel's vdso takes some pages.</summary>
    private const ulong MaxSize = 1 << 20;

    /// <summary>Its bytes, or null where this process has none.</summary>
    /// <exception cref="IOException">The memory cannot be read.</exception>
    internal static MemorySource? Read(string proc)
    {
        foreach (string line in File.ReadLines($"{proc}/self/maps"))
        {
            if (!line.EndsWith("[vdso]", StringComparison.Ordinal))
                continue;
            int dash = line.IndexOf('-'), space = line.IndexOf(' ');
            if (dash < 0 || space < dash
                || !ulong.TryParse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong start)
                || !ulong.TryParse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong end)
                || end <= start || end - start > MaxSize || end > long.MaxValue)
                return null;
            byte[] bytes = new byte[end - start];
            using var memory = File.OpenHandle($"{proc}/self/mem");
            for (int at = 0; at < bytes.Length;)
            {
                int count = RandomAccess.Read(memory, bytes.AsSpan(at), (long)start + at);
                if (count == 0)
                    throw new EndOfStreamException("The memory of the vdso ends early.");
                at += count;
            }

            return new MemorySource("[vdso]", bytes);
        }

        return null;
    }
}
