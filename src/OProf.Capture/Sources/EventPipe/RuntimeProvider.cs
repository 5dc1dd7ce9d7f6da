using System.Diagnostics.Tracing;
using System.IO.Enumeration;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// The runtime's own events. Names, keywords and levels are those of its manifest, see ".NET runtime events" in the documentation
/// of .NET, section "Runtime events".
/// </summary>
internal static class RuntimeProvider
{
    /// <summary>Name of the provider.</summary>
    public const string Name = "Microsoft-Windows-DotNETRuntime";

    /// <summary>Name of the provider of the runtime's counters.</summary>
    public const string CountersName = "System.Runtime";

    private const long GC = 0x1, Loader = 0x8, Jit = 0x10, Contention = 0x4000, Exceptions = 0x8000, Threading = 0x10000;
    private const long Type = 0x80000, ThreadTransfer = 0x8000_0000, Compilation = 0x10_0000_0000, TypeDiagnostic = 0x80_0000_0000;
    private const long WaitHandle = 0x400_0000_0000, AllocationSampling = 0x800_0000_0000;

    private static readonly (string Name, long Bits)[] s_keywords =
    [
        ("gc", GC), ("gchandle", 0x2), ("loader", Loader), ("jit", Jit), ("interop", 0x2000), ("contention", Contention),
        ("exception", Exceptions), ("threading", Threading), ("type", Type), ("threadtransfer", ThreadTransfer),
        ("compilation", Compilation), ("typediagnostic", TypeDiagnostic), ("waithandle", WaitHandle),
        ("allocationsampling", AllocationSampling),
    ];

    private static readonly RuntimeEvent[] s_events =
    [
        new("GCStart", GC, EventLevel.Informational),
        new("GCStop", GC, EventLevel.Informational),
        new("GCSuspendEEStart", GC, EventLevel.Informational),
        new("GCSuspendEEStop", GC, EventLevel.Informational),
        new("GCRestartEEStart", GC, EventLevel.Informational),
        new("GCRestartEEStop", GC, EventLevel.Informational),
        new("GCHeapStats", GC, EventLevel.Informational),
        new("GCGlobalHeapHistory", GC, EventLevel.Informational),
        new("GCPerHeapHistory", GC, EventLevel.Informational),
        new("GCTriggered", GC, EventLevel.Informational),
        new("GCFinalizersStart", GC, EventLevel.Informational),
        new("GCFinalizersStop", GC, EventLevel.Informational),
        new("GCAllocationTick", GC, EventLevel.Verbose),
        new("AllocationSampling", AllocationSampling, EventLevel.Informational),
        new("ExceptionStart", Exceptions, EventLevel.Informational),
        new("ExceptionStop", Exceptions, EventLevel.Informational),
        new("ExceptionCatchStart", Exceptions, EventLevel.Informational),
        new("ExceptionCatchStop", Exceptions, EventLevel.Informational),
        new("ContentionLockCreated", Contention, EventLevel.Informational),
        new("ContentionStart", Contention, EventLevel.Informational),
        new("ContentionStop", Contention, EventLevel.Informational),
        new("WaitHandleWaitStart", WaitHandle, EventLevel.Verbose),
        new("WaitHandleWaitStop", WaitHandle, EventLevel.Verbose),
        new("ThreadPoolWorkerThreadStart", Threading, EventLevel.Informational),
        new("ThreadPoolWorkerThreadStop", Threading, EventLevel.Informational),
        new("ThreadPoolWorkerThreadWait", Threading, EventLevel.Informational),
        new("ThreadPoolWorkerThreadAdjustmentSample", Threading, EventLevel.Informational),
        new("ThreadPoolWorkerThreadAdjustmentAdjustment", Threading, EventLevel.Informational),
        new("ThreadPoolWorkerThreadAdjustmentStats", Threading, EventLevel.Verbose),
        new("ThreadPoolEnqueue", Threading | ThreadTransfer, EventLevel.Verbose),
        new("ThreadPoolDequeue", Threading | ThreadTransfer, EventLevel.Verbose),
        new("ThreadCreating", Threading | ThreadTransfer, EventLevel.Informational),
        new("ThreadRunning", Threading | ThreadTransfer, EventLevel.Informational),
        new("MethodJittingStarted", Jit, EventLevel.Verbose),
        new("MethodLoad", Jit, EventLevel.Informational),
        new("MethodLoadVerbose", Jit, EventLevel.Informational),
        new("MethodUnloadVerbose", Jit, EventLevel.Informational),
        new("TieredCompilationBackgroundJitStart", Compilation, EventLevel.Informational),
        new("TieredCompilationBackgroundJitStop", Compilation, EventLevel.Informational),
        new("TieredCompilationPause", Compilation, EventLevel.Informational),
        new("TieredCompilationResume", Compilation, EventLevel.Informational),
        new("LoaderAssemblyLoad", Loader, EventLevel.Informational),
        new("LoaderModuleLoad", Loader, EventLevel.Informational),
        new("TypeLoadStart", TypeDiagnostic, EventLevel.Informational),
        new("TypeLoadStop", TypeDiagnostic, EventLevel.Informational),
    ];

    /// <summary>The events, those apart that only a debugger of the runtime needs.</summary>
    public static IReadOnlyList<RuntimeEvent> Events => s_events;

    /// <summary>The names that keywords have, for an error.</summary>
    public static string KeywordNames => string.Join(", ", s_keywords.Select(keyword => keyword.Name));

    /// <summary>Whether a provider is the runtime's.</summary>
    public static bool Is(string provider) => string.Equals(provider, Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The bits of a keyword; null where none has this name.</summary>
    public static long? Keyword(string name)
    {
        foreach (var keyword in s_keywords)
        {
            if (string.Equals(keyword.Name, name, StringComparison.OrdinalIgnoreCase))
                return keyword.Bits;
        }

        return null;
    }

    /// <summary>What to ask for to get the events of a pattern: no more, because they come in their thousands.</summary>
    public static EventDefaults Defaults(string pattern)
    {
        long keywords = 0;
        var level = EventLevel.Informational;
        bool takesAll = pattern.Trim('*').Length == 0;
        foreach (var known in s_events)
        {
            if (takesAll || !FileSystemName.MatchesSimpleExpression(pattern, known.Name))
                continue;
            keywords |= known.Keywords;
            if (known.Level > level)
                level = known.Level;
        }

        return new EventDefaults(keywords != 0 ? keywords : GC | Contention | Exceptions | Threading, level, "");
    }
}
