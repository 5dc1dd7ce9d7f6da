using System.Runtime.InteropServices;
using System.Text;

namespace OProf.Capture.Native;

/// <summary>
/// posix_spawn(3) with file descriptors to hand on and all signals at their defaults, which a process started from a
/// managed one would not have otherwise.
/// </summary>
internal static unsafe partial class PosixSpawn
{
    private const short POSIX_SPAWN_SETSIGDEF = 4;

    // posix_spawn_file_actions_t is 80 bytes with glibc and musl, posix_spawnattr_t 336, sigset_t 128.
    private const int OpaqueSize = 1024;

    /// <summary>Starts a program.</summary>
    /// <param name="path">Path of the program.</param>
    /// <param name="arguments">Its arguments, the name first.</param>
    /// <param name="descriptors">Descriptors that the child gets: which, and under which number.</param>
    /// <param name="processId">Process id of the child.</param>
    /// <returns>0, or an errno.</returns>
    public static int Invoke(
        string path, IReadOnlyList<string> arguments, IReadOnlyList<(int From, int To)> descriptors, out int processId)
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
        foreach (var (from, to) in descriptors)
            error = error != 0 ? error : AddDup2(actions, from, to);
        error = error != 0 ? error : SetSigDefault(attributes, allSignals);
        error = error != 0 ? error : SetFlags(attributes, POSIX_SPAWN_SETSIGDEF);
        if (error == 0)
        {
            var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
                .Select(v => $"{v.Key}={v.Value}");
            using var argv = new NativeStrings(arguments);
            using var envp = new NativeStrings(environment);
            fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
                error = Call(out processId, name, actions, attributes, argv.Pointer, envp.Pointer);
        }

        _ = AttributesDestroy(attributes);
        _ = FileActionsDestroy(actions);
        return error;
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int Call(out int pid, byte* path, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int FileActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int FileActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDup2(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetSigDefault(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);
}
