namespace OProf.Capture.Sessions;

/// <summary>What kind of failure a <see cref="CaptureError"/> is; the names are those of PowerShell's error categories.</summary>
public enum CaptureErrorCategory
{
    /// <summary>What was asked for cannot be asked for.</summary>
    InvalidArgument,

    /// <summary>The event, process or file does not exist.</summary>
    ObjectNotFound,

    /// <summary>It exists, and this process may not.</summary>
    PermissionDenied,

    /// <summary>It may, but the machine has none left now.</summary>
    ResourceUnavailable,

    /// <summary>This kernel or processor cannot do it.</summary>
    NotSupported,

    /// <summary>It cannot be done in the present state.</summary>
    InvalidOperation,

    /// <summary>A limit that an administrator can raise was reached.</summary>
    LimitsExceeded,

    /// <summary>Something is there already where it should not be.</summary>
    ResourceExists,

    /// <summary>A file could not be written.</summary>
    WriteError,

    /// <summary>A file could not be opened.</summary>
    OpenError,

    /// <summary>A file is not what it should be.</summary>
    InvalidData,
}
