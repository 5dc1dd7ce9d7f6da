namespace OProf.Analysis.Formats.Exports;

/// <summary>What a capture can be written as; docs/formats.md says what each format carries.</summary>
public enum CaptureFormat
{
    /// <summary>Trace events as JSON, for chrome://tracing and Perfetto.</summary>
    Chrome,

    /// <summary>Comma-separated values, one row a sample.</summary>
    Csv,

    /// <summary>A recording of OProf: a folder of the Common Trace Format 1.8.</summary>
    Ctf,

    /// <summary>JSON of the Firefox Profiler, https://profiler.firefox.com.</summary>
    Firefox,

    /// <summary>A flame graph as SVG, of one event.</summary>
    FlameGraph,

    /// <summary>One line for each different call chain of one event, with what its samples weigh.</summary>
    Folded,

    /// <summary>One JSON document: the session, its samples, and the frames that these refer to.</summary>
    Json,

    /// <summary>A .nettrace file with the universal providers, for PerfView.</summary>
    Nettrace,

    /// <summary>The words of OProfile's event buffer.</summary>
    OProfile,

    /// <summary>A file of <c>perf record</c>.</summary>
    PerfData,

    /// <summary>The protocol buffer of <c>go tool pprof</c>, compressed with gzip.</summary>
    Pprof,

    /// <summary>JSON of https://www.speedscope.app.</summary>
    Speedscope,
}
