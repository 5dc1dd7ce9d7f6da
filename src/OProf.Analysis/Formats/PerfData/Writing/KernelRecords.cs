using System.Globalization;
using System.Text;
using OProf.Analysis.Symbols.Kernel;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats.PerfData.Writing;

/// <summary>Says where the running kernel and its modules are, so that perf names their addresses by /proc/kallsyms.</summary>
internal static class KernelRecords
{
    private const string Text = "_text";
    private const int MaxLines = 1 << 18;
    private const int NoteHeader = 12;
    private const uint NT_GNU_BUILD_ID = 3;

    /// <summary>What perf calls the kernel where it is known by the address of a symbol.</summary>
    private const string KernelName = "[kernel.kallsyms]_text";

    /// <summary>Writes the records.</summary>
    /// <returns>False where nothing is known of the kernel: it is of another boot, or hides its addresses.</returns>
    public static bool Write(Session session, RecordWriter records)
    {
        if (!session.IsOfThisBoot || AddressOfText() is not (> 0 and var text))
            return false;
        var modules = KernelModule.ReadAll("/proc/modules");

        // Up to the first module behind it; a reader takes what lies there for the module's.
        ulong end = modules.Where(module => module.Address > text).Select(module => module.Address).DefaultIfEmpty(ulong.MaxValue).Min();
        records.KernelMapping(text, end - text, text, KernelName);
        foreach (var module in modules.OrderBy(module => module.Address))
            records.KernelMapping(module.Address, module.Size, 0, $"[{module.Name}]");
        return true;
    }

    /// <summary>The running kernel's build id; empty where it has none.</summary>
    public static byte[] BuildId()
    {
        try
        {
            // Elf32_Nhdr: sizes of name and description, type; both padded to 4.
            byte[] notes = File.ReadAllBytes("/sys/kernel/notes");
            for (int at = 0; at + NoteHeader <= notes.Length;)
            {
                uint nameSize = BitConverter.ToUInt32(notes, at);
                uint size = BitConverter.ToUInt32(notes, at + 4);
                long description = at + NoteHeader + (((long)nameSize + 3) & ~3);
                long next = description + (((long)size + 3) & ~3);
                if (next > notes.Length)
                    break;
                bool isGnu = nameSize == 4 && Encoding.ASCII.GetString(notes, at + NoteHeader, 3) == "GNU";
                if (isGnu && BitConverter.ToUInt32(notes, at + 8) == NT_GNU_BUILD_ID)
                    return notes.AsSpan((int)description, (int)size).ToArray();
                at = (int)next;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // perf then takes /proc/kallsyms as it is.
        }

        return [];
    }

    private static ulong AddressOfText()
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/kallsyms").Take(MaxLines))
            {
                string[] fields = line.Split(' ', 3);
                if (fields.Length == 3 && fields[2] == Text)
                    return ulong.TryParse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address) ? address : 0;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As where it is hidden.
        }

        return 0;
    }
}
