using OProf.Buffers.Native;

namespace OProf.Buffers.Storage;

/// <summary>Exceptions of calls on files.</summary>
internal static class FileError
{
    /// <summary>The exception for an error number: what could not be done, and why.</summary>
    public static Exception Of(string what, int errno) => errno switch
    {
        Errno.EACCES or Errno.EPERM => new UnauthorizedAccessException($"{what}: {Errno.Describe(errno)}."),
        _ => new IOException($"{what}: {Errno.Describe(errno)}.", errno),
    };
}
