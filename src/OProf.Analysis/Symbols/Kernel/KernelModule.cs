using System.Globalization;

namespace OProf.Analysis.Symbols.Kernel;

/// <summary>A loaded module and where it is.</summary>
/// <param name="Name">Its name, without brackets.</param>
/// <param name="Address">First address; 0 where the kernel hides it.</param>
/// <param name="Size">Bytes.</param>
internal readonly record struct KernelModule(string Name, ulong Address, ulong Size)
{
    private const int MaxModules = 1 << 16;

    /// <summary>
    /// Reads /proc/modules: "NAME SIZE REFERENCES USERS STATE 0xADDRESS" (proc(5)). Empty where there is no such file: a
    /// kernel can do without modules.
    /// </summary>
    internal static KernelModule[] ReadAll(string path)
    {
        var modules = new List<KernelModule>();
        try
        {
            foreach (string line in File.ReadLines(path).Take(MaxModules))
            {
                string[] fields = line.Split(' ');
                if (fields.Length >= 6 && fields[5].StartsWith("0x", StringComparison.Ordinal)
                    && ulong.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong size)
                    && ulong.TryParse(fields[5].AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address)
                    && address != 0)
                    modules.Add(new KernelModule(fields[0], address, size));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        return [.. modules];
    }
}
