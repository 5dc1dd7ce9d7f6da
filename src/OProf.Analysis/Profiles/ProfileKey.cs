namespace OProf.Analysis.Profiles;

/// <summary>What samples are put together by.</summary>
public enum ProfileKey
{
    /// <summary>The process and the program it ran, under the name of its main thread.</summary>
    Process,

    /// <summary>The thread, under its name.</summary>
    Thread,

    /// <summary>The file, or one of perf's names in brackets.</summary>
    Image,

    /// <summary>The function and its image: functions of one name in two images are two.</summary>
    Symbol,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>The mode that the CPU (for Total: the frame) was in.</summary>
    Mode,

    /// <summary>The event.</summary>
    Event,

    /// <summary>The source line, from the debug information, and its image.</summary>
    Line,

    /// <summary>The address, as the offset in its image, with the function.</summary>
    Address,

    /// <summary>The slice of time.</summary>
    Time,

    /// <summary>Why threads were off the CPU. Only of times off the CPU.</summary>
    Reason,

    /// <summary>The control group that the thread was in at that time.</summary>
    Cgroup,
}
