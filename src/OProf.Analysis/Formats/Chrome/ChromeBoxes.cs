using System.Text.Json;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Chrome;

/// <summary>Draws the call chains of a thread's samples as boxes on a time line.</summary>
/// <remarks>
/// <code>
///   samples   |a;b    |a;b;c  |a;d              |a
///   boxes      a───────────────────────╴         a──
///              b───────────────╴d──────╴           a gap: the thread was not sampled for twice as long
///                      c───────╴                   as a sample stands for
/// </code>
/// </remarks>
internal sealed class ChromeBoxes(Profile profile, Utf8JsonWriter json)
{
    private const int BoxesBetweenFlushes = 1 << 12;

    // Nanoseconds for which a sample stands whose event does not count time.
    private const long UntimedLength = 1_000_000;

    // The functions that are open, the outermost first, and since when.
    private readonly List<(int Function, long Start)> _open = [];
    private readonly List<int> _path = [];
    private long _written;

    /// <summary>Draws a thread's samples.</summary>
    internal void Write(in ThreadRow thread, EventRow kind, ReadOnlySpan<int> samples)
    {
        long end = 0;
        foreach (int index in samples)
        {
            var sample = profile.Samples[index];

            // One that came late begins where the one before does.
            long start = _open.Count > 0 ? Math.Max(sample.Time, _open[^1].Start) : sample.Time;
            if (_open.Count > 0 && start > end)
                Close(thread, 0, end);
            Follow(thread, sample.Stack, start);
            end = start + (2 * (kind.IsTime && sample.Period > 0 ? sample.Period : UntimedLength));
        }

        Close(thread, 0, end);
    }

    private void Follow(in ThreadRow thread, int stack, long start)
    {
        _path.Clear();
        for (int at = stack; at != 0; at = profile.Stacks.ParentOf(at))
            _path.Add(profile.Frames[profile.Stacks.FrameOf(at)].Function);
        int same = 0;
        while (same < _open.Count && same < _path.Count && _open[same].Function == _path[^(same + 1)])
            same++;
        Close(thread, same, start);
        for (int depth = same; depth < _path.Count; depth++)
            _open.Add((_path[^(depth + 1)], start));
    }

    private void Close(in ThreadRow thread, int depth, long end)
    {
        while (_open.Count > depth)
        {
            var (function, start) = _open[^1];
            _open.RemoveAt(_open.Count - 1);
            json.WriteStartObject();
            json.WriteString("ph", "X");
            json.WriteString("name", profile.LabelOf(function));
            json.WriteString("cat", profile.ImageOf(function));
            json.WriteNumber("pid", thread.ProcessId);
            json.WriteNumber("tid", thread.ThreadId);
            ChromeWriter.Time(json, "ts", start);
            ChromeWriter.Time(json, "dur", end - start);
            json.WriteEndObject();
            if (++_written % BoxesBetweenFlushes == 0)
                json.Flush();
        }
    }
}
