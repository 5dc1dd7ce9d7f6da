namespace OProf.Buffers.Mmap;

/// <summary>Why a file cannot be mapped or its content not be used.</summary>
public enum MappedFileProblem
{
    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>It is there already.</summary>
    Exists,

    /// <summary>It belongs to another user.</summary>
    OtherOwner,

    /// <summary>Others than its owner may read or write it.</summary>
    Permissions,

    /// <summary>It is a link, a folder or a device.</summary>
    NotRegular,

    /// <summary>There is no room for it.</summary>
    NoSpace,

    /// <summary>It is none of these files, or of a version that is not known.</summary>
    Format,

    /// <summary>Its length, or a length in it, makes no sense.</summary>
    Size,

    /// <summary>What a writer should have written makes no sense.</summary>
    Corrupt,

    /// <summary>The system refused for another reason, which the message names.</summary>
    System,
}
