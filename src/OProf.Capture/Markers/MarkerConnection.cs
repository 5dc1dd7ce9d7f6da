namespace OProf.Capture.Markers;

/// <summary>
/// A function that runs when a marker is hit, with its private data: one object, so that whoever reads the one never finds
/// the other's.
/// </summary>
public sealed class MarkerConnection
{
    private long _errors;
    private Exception? _lastError;

    internal MarkerConnection(Delegate function, object? data)
    {
        Function = function;
        Data = data;
    }

    /// <summary>How often the function threw.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>What it threw last; null where it never did.</summary>
    public Exception? LastError => Volatile.Read(ref _lastError);

    internal Delegate Function { get; }

    internal object? Data { get; }

    internal bool Is(Delegate function, object? data) => ReferenceEquals(Data, data) && Function.Equals(function);

    internal void Fail(Exception error)
    {
        Volatile.Write(ref _lastError, error);
        Interlocked.Increment(ref _errors);
    }
}
