namespace OProf.Capture.Sessions;

/// <summary>A capture cannot do what it was asked for. The message is the error's message and its remedy.</summary>
public class CaptureException : Exception
{
    /// <summary>An exception for <paramref name="error"/>.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="target">The object at fault (a process id, an event, a path), or null.</param>
    /// <param name="innerException">What was thrown first, or null.</param>
    public CaptureException(CaptureError error, object? target = null, Exception? innerException = null)
        : base(TextOf(error), innerException)
    {
        Error = error;
        Target = target;
    }

    /// <summary>What failed, with its stable id and its remedy.</summary>
    public CaptureError Error { get; }

    /// <summary>The object at fault: a process id, an event, a path; null where there is none.</summary>
    public object? Target { get; }

    private static string TextOf(CaptureError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Remedy.Length == 0 ? error.Message : $"{error.Message} {error.Remedy}";
    }
}
