using System.Reflection;
using Microsoft.Diagnostics.Tracing;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// A process sends its events in batches, and TraceEvent holds all of a batch but the first until the next batch tells that
/// nothing older comes: the end of a burst would be seen only when the process writes something again. When nothing more is there
/// to be read, they are let go at once; the session sorts by time itself, as far as that matters.
/// </summary>
internal static class HeldEvents
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    // TraceEvent has no public way. Without this one, in another version of it, events come late and none is missing.
    private static readonly PropertyInfo? s_cache = typeof(EventPipeEventSource).GetProperty("EventCache", Any);
    private static readonly MethodInfo? s_flush = s_cache?.PropertyType.GetMethod("Flush", Any, []);

    /// <summary>What lets go what a source holds; null where there is no way.</summary>
    public static Action? FlushOf(EventPipeEventSource source)
    {
        if (s_cache is null || s_flush is null)
            return null;
        Action? flush = null;
        return () =>
        {
            // There only once the stream's head has been read.
            if (flush is null && s_cache.GetValue(source) is { } cache)
                flush = s_flush.CreateDelegate<Action>(cache);
            flush?.Invoke();
        };
    }
}
