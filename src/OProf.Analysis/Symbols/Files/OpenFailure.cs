namespace OProf.Analysis.Symbols.Files;

/// <summary>Why a file was not opened.</summary>
public enum OpenFailure
{
    /// <summary>It was opened.</summary>
    None,

    /// <summary>There is none at the path, or a part of the path is no directory.</summary>
    NotFound,

    /// <summary>It is a directory, device, FIFO, socket or (where links are not followed) a link.</summary>
    NotRegular,

    /// <summary>The permissions do not allow it.</summary>
    Denied,

    /// <summary>Another error, such as a path that is too long or a device's failure.</summary>
    Failed,
}
