using System.Diagnostics.Tracing;

namespace OProf.Benchmarks.Rings;

/// <summary>An event with two 64-bit fields.</summary>
[EventSource(Name = "OProf-Benchmarks-TwoWords")]
internal sealed class TwoWordsEventSource : EventSource
{
    public static TwoWordsEventSource Log { get; } = new();

    [Event(1)]
    public void TwoWords(long first, long second) => WriteEvent(1, first, second);
}
