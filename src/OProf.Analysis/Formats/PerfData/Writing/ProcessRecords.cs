using System.Runtime.InteropServices;
using OProf.Analysis.Profiles;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.PerfData.Writing;

/// <summary>
/// Says, before a sample, what a reader has to know to attribute it as the session does: the names of its thread, the program
/// of its process, the files that its frames lie in. Each once, unless it changes.
/// </summary>
/// <remarks>
/// These records have the time just before that of the sample, so that they come before it also where a reader takes the
/// records of each CPU by themselves.
/// </remarks>
internal sealed class ProcessRecords(IProfileSource source, RecordWriter records)
{
    private const int PageBits = 12;
    private const string Anonymous = "//anon";

    private readonly Dictionary<int, ProcessState> _processes = [];
    private readonly Dictionary<int, (int ProcessId, int Task, string Command, ulong From)> _threads = [];
    private ulong _latest;

    /// <summary>Says what is new with a sample.</summary>
    /// <param name="at">The sample's identity.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="place">Its place.</param>
    public void Before(in SampleIdentity at, in StreamEvent sample, in StackFrame place)
    {
        bool isLate = at.Time < _latest;
        _latest = Math.Max(_latest, at.Time);
        var before = at with { Time = at.Time == 0 ? 0 : at.Time - 1 };
        var process = Task(before, sample);
        if (process is null)
            return;
        Map(before, process, place);

        // What was said at a later time than that of a late sample does not hold for it.
        for (int stack = sample.Stack; stack != 0 && (process.Chains.Add(stack) || isLate); stack = source.Stacks.ParentOf(stack))
            Map(before, process, source.Stacks.Frame(source.Stacks.FrameOf(stack)));
    }

    private ProcessState? Task(in SampleIdentity at, in StreamEvent sample)
    {
        if (sample.ProcessId < 0)
            return null;
        var info = sample.Task >= 0 ? source.Tasks[sample.Task] : default;
        ulong executable = sample.Task >= 0 ? info.ExecutableCookie : sample.ExecutableCookie;
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_threads, sample.ThreadId, out bool exists);
        ref var process = ref CollectionsMarshal.GetValueRefOrAddDefault(_processes, sample.ProcessId, out _)!;
        if (process is null || process.Executable != executable)
        {
            bool isExec = process is not null;
            process = new ProcessState(executable);
            if (isExec)
                records.Comm(at with { ThreadId = sample.ProcessId }, info.Command ?? "", isExec: true);

            // A reader takes the first file that is mapped for the program.
            Map(at, process, new StackFrame(executable, 0, ProcessorMode.User, false));
        }

        bool isSaid = exists && known.From <= at.Time;
        if (sample.Task < 0 || (isSaid && known.Task == sample.Task))
            return process;
        if (exists && known.ProcessId != sample.ProcessId)
            records.Thread(at);
        if (!isSaid || known.ProcessId != sample.ProcessId || known.Command != info.Command)
            records.Comm(at, info.Command ?? "", isExec: false);
        known = (sample.ProcessId, sample.Task, info.Command ?? "", at.Time);
        return process;
    }

    private void Map(in SampleIdentity at, ProcessState process, in StackFrame frame)
    {
        if (frame.Mode != ProcessorMode.User)
            return;
        if (frame.Cookie == Cookie.NoCookie)
        {
            ulong page = frame.Offset >> PageBits;
            if (frame.Offset != 0 && IsNew(process.Pages, page, at.Time))
                records.Mapping(at, page << PageBits, 1UL << PageBits, page << PageBits, Anonymous, null);
        }
        else if (ImageAddresses.IsInFile(frame) && source.Cookies[frame.Cookie] is { } image && IsNew(process.Files, frame.Cookie, at.Time))
        {
            records.Mapping(at, ImageAddresses.StartOf(frame.Cookie), ImageAddresses.RangeLength, 0, image.Path, image);
        }
    }

    private static bool IsNew(Dictionary<ulong, ulong> said, ulong key, ulong time)
    {
        ref ulong from = ref CollectionsMarshal.GetValueRefOrAddDefault(said, key, out bool exists);
        if (exists && from <= time)
            return false;
        from = time;
        return true;
    }
}
