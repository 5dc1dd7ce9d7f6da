namespace OProf.Buffers.Native;

/// <summary>Error numbers that this code tells apart (asm-generic/errno-base.h, asm-generic/errno.h).</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int EEXIST = 17;
    public const int EFBIG = 27;
    public const int ENOSPC = 28;
    public const int EROFS = 30;
    public const int ENAMETOOLONG = 36;
    public const int ELOOP = 40;
    public const int EDQUOT = 122;

    /// <summary>What <paramref name="errno"/> means, with its C name.</summary>
    public static string Describe(int errno) => errno switch
    {
        EPERM => "not permitted (EPERM)",
        ENOENT => "no such folder (ENOENT)",
        EACCES => "permission denied (EACCES)",
        EEXIST => "a file of that name exists (EEXIST)",
        EFBIG => "larger than a file may be here (EFBIG)",
        ENOSPC => "no space left on the device (ENOSPC)",
        EROFS => "the file system is read-only (EROFS)",
        ENAMETOOLONG => "the name is too long (ENAMETOOLONG)",
        ELOOP => "it is a symbolic link (ELOOP)",
        EDQUOT => "the user's disk quota is used up (EDQUOT)",
        _ => $"errno {errno}",
    };

    /// <summary>Whether it says that there is no room for more.</summary>
    public static bool IsFull(int errno) => errno is ENOSPC or EDQUOT or EFBIG;
}
