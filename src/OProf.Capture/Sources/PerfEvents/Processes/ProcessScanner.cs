using System.Buffers.Text;
using System.Globalization;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Processes;

/// <summary>
/// Reads from /proc what the kernel's records do not tell: the processes that were there before the events were opened.
/// Done after opening, so that whatever changes meanwhile comes as a record and is applied on top.
/// </summary>
internal sealed class ProcessScanner : IProcessCatalog
{
    /// <summary>Adds all processes that can be read.</summary>
    /// <returns>Processes whose mappings could not be read: another user's.</returns>
    public int AddAll(AddressSpaces spaces, SessionTables tables)
    {
        int unreadable = 0;
        foreach (int processId in ProcFile.Ids("/proc"))
        {
            if (!TryAdd(processId, spaces, tables) && Directory.Exists(Folder(processId)))
                unreadable++;
        }

        return unreadable;
    }

    /// <inheritdoc/>
    public bool TryAdd(int processId, AddressSpaces spaces, SessionTables tables)
    {
        string folder = Folder(processId);
        foreach (int threadId in ProcFile.Ids(folder + "/task"))
        {
            if (ProcFile.TryReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"{folder}/task/{threadId}/comm"), out var comm))
                spaces.AddThread(processId, threadId, tables.Strings.Intern(comm.AsSpan().TrimEnd((byte)'\n')));
        }

        // A kernel thread has no mappings, and none to be denied: its file is readable and empty.
        if (!ProcFile.TryReadAllBytes(folder + "/maps", out var maps))
            return false;
        if (maps.Length > 0)
            AddMappings(processId, maps, spaces, tables);
        return true;
    }

    /// <inheritdoc/>
    public uint? OwnerOf(int processId)
    {
        if (!ProcFile.TryReadAllBytes(Folder(processId) + "/status", out var status))
            return null;
        int line = status.AsSpan().IndexOf("\nUid:\t"u8);
        return line >= 0 && Utf8Parser.TryParse(status.AsSpan(line + 6), out uint uid, out _) ? uid : null;
    }

    private static string Folder(int processId) => string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}");

    private static void AddMappings(int processId, ReadOnlySpan<byte> maps, AddressSpaces spaces, SessionTables tables)
    {
        string? executable = null;
        try
        {
            executable = File.ResolveLinkTarget(Folder(processId) + "/exe", returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without it the first file that is mapped counts as the executable, which nearly always it is.
        }

        while (!maps.IsEmpty)
        {
            int end = maps.IndexOf((byte)'\n');
            bool isMapping = MapsLine.TryParse(end < 0 ? maps : maps[..end], out var line);
            maps = end < 0 ? default : maps[(end + 1)..];
            if (!isMapping || !line.IsExecutable)
                continue;
            var kind = MappingPath.KindOf(line.Path);
            ulong cookie = kind == ImageKind.Anonymous
                ? Cookie.NoCookie
                : tables.Cookies.Intern(kind, line.Path, [], line.DeviceMajor, line.DeviceMinor, line.Inode, processId);
            spaces.Map(processId, new Mapping(line.Start, line.End, kind == ImageKind.Vdso ? 0 : line.FileOffset, cookie));
            if (cookie != Cookie.NoCookie && tables.Cookies[cookie]?.Path == executable)
                spaces.SetExecutable(processId, cookie);
        }
    }
}
