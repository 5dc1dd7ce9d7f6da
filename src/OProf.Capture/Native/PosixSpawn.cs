using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>
/// posix_spawn(3) with file descriptors to hand on, a folder, and all signals at their defaults, which a process started from a
/// managed one would not have otherwise. The C library has the child share this process's memory until its exec, so that a start
/// costs the same however much memory that is.
/// </summary>
internal static unsafe partial class PosixSpawn
{
    /// <summary>Whether the C library can start a program in another folder: glibc since 2.29, musl since 1.1.24.</summary>
    public static readonly bool CanChangeFolder = ProbeFolder();

    private const short POSIX_SPAWN_SETSIGDEF = 4;

    // posix_spawn_file_actions_t is 80 bytes with glibc and musl, posix_spawnattr_t 336, sigset_t 128.
    private const int OpaqueSize = 1024;

    /// <summary>Starts a program, and returns when its exec has been done or has failed.</summary>
    /// <param name="path">Path of the program.</param>
    /// <param name="arguments">Its arguments, the name first.</param>
    /// <param name="environment">Its environment, NAME=value.</param>
    /// <param name="folder">Folder to start in, where <see cref="CanChangeFolder"/>; null for that of this process.</param>
    /// <param name="descriptors">Descriptors that the child gets: which, and under which number.</param>
    /// <param name="processId">Process id of the child.</param>
    /// <returns>0, or an errno.</returns>
    public static int Invoke(
        string path, NativeStrings arguments, NativeStrings environment, string? folder,
        IReadOnlyList<(int From, int To)> descriptors, out int processId)
    {
        var actions = stackalloc byte[OpaqueSize];
        var attributes = stackalloc byte[OpaqueSize];
        var allSignals = stackalloc byte[128];
        new Span<byte>(allSignals, 128).Fill(0xFF);
        processId = -1;
        int error = FileActionsInit(actions);
        if (error != 0)
            return error;
        error = AttributesInit(attributes);
        if (folder is not null)
            error = error != 0 ? error : AddChangeFolder(actions, folder);
        for (int i = 0; i < descriptors.Count; i++)
            error = error != 0 ? error : AddDup2(actions, descriptors[i].From, descriptors[i].To);
        error = error != 0 ? error : SetSigDefault(attributes, allSignals);
        error = error != 0 ? error : SetFlags(attributes, POSIX_SPAWN_SETSIGDEF);
        error = error != 0 ? error : Call(out processId, path, actions, attributes, arguments.Pointer, environment.Pointer);
        GC.KeepAlive(arguments);
        GC.KeepAlive(environment);
        _ = AttributesDestroy(attributes);
        _ = FileActionsDestroy(actions);
        return error;
    }

    private static bool ProbeFolder()
    {
        var actions = stackalloc byte[OpaqueSize];
        if (!OperatingSystem.IsLinux() || FileActionsInit(actions) != 0)
            return false;
        try
        {
            return AddChangeFolder(actions, "/") == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
        finally
        {
            _ = FileActionsDestroy(actions);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Call(out int pid, string path, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int FileActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int FileActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDup2(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChangeFolder(byte* actions, string folder);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetSigDefault(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);
}
