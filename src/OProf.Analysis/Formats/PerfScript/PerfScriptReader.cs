using System.Text;
using OProf.Analysis.Formats.Named;
using OProf.Analysis.Formats.Text;
using OProf.Analysis.Profiles;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.PerfScript;

/// <summary>Reads the samples of such text: a line, then the frames, the innermost first, up to an empty line or the next sample's.</summary>
internal sealed class PerfScriptReader
{
    // A record that is no sample (--show-mmap-events and the like) has this in the place of the event.
    private static readonly byte[] s_otherRecord = "PERF_RECORD_"u8.ToArray();

    private readonly TextLines _lines;
    private readonly NamedCapture _capture;

    // The frame of each text: most lines have come before.
    private readonly ByteKeyTable _texts = new();
    private readonly List<int> _ofTexts = [];
    private readonly ByteKeyTable _eventNames = new();
    private readonly List<int> _events = [];
    private readonly int[] _frames = new int[PerfRecordSync.MaxChainLength + 1];

    // Inlined frames, which lie in the image of the frame that follows.
    private readonly List<byte[]> _inlined = [];
    private int _depth;
    private NamedSample _sample;
    private bool _hasSample;

    internal PerfScriptReader(TextLines lines, NamedCapture capture)
    {
        _lines = lines;
        _capture = capture;
    }

    /// <summary>Lines that say nothing of samples.</summary>
    internal long OtherLines { get; private set; }

    internal void Read()
    {
        while (_lines.Read(out var line))
        {
            if (line.IsEmpty)
                End();
            else if (_hasSample && IsIndented(line) && ScriptFrame.TryParse(line, out var frame))
                Push(line, frame);
            else if (line[0] != '#')
                Take(line);
        }

        End();
    }

    // Frames are indented by a tab, which copying may have made blanks of; commands by blanks, and one such as "dd" could be an address.
    private static bool IsIndented(ReadOnlySpan<byte> line) =>
        line[0] == '\t' || (line[0] == ' ' && !ScriptHeader.TryParse(line, out _));

    private void Take(ReadOnlySpan<byte> line)
    {
        bool isOther = line.IndexOf(s_otherRecord) >= 0;
        if (isOther || !ScriptHeader.TryParse(line, out var header))
        {
            // Within a sample perf prints whatever was asked for: source lines, registers, fields.
            if (!_hasSample && !isOther)
                throw _lines.Error("a sample: COMMAND TID [CPU] TIME: EVENT:", TextLines.Quote(line));
            OtherLines++;
            return;
        }

        End();
        int name = _eventNames.Intern(header.Event, out bool isNew);
        if (isNew)
            _events.Add(_capture.Event(Encoding.UTF8.GetString(header.Event)));
        int task = _capture.Task(header.ProcessId, header.ThreadId, header.Command);
        _sample = new NamedSample(header.Time, header.Cpu, task, _events[name], 0, header.Period, 1);
        _hasSample = true;
        if (ScriptFrame.TryParse(header.Rest, out var place))
            Push(header.Rest, place);
    }

    private void Push(ReadOnlySpan<byte> text, in ScriptFrame frame)
    {
        if (frame.IsInlined)
        {
            if (_inlined.Count < _frames.Length)
                _inlined.Add(text.ToArray());
            return;
        }

        foreach (byte[] inlined in _inlined)
            Push(FrameOf(inlined, frame.Image));
        _inlined.Clear();
        Push(FrameOf(text, default));
    }

    private void Push(int frame)
    {
        if (_depth < _frames.Length)
            _frames[_depth++] = frame;
    }

    private int FrameOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> outerImage)
    {
        // An inlined frame is known by the image, too.
        int number = outerImage.IsEmpty ? _texts.Intern(text, out bool isNew) : _texts.Intern([.. text, .. outerImage], out isNew);
        if (!isNew)
            return _ofTexts[number];
        _ = ScriptFrame.TryParse(text, out var frame);
        var image = outerImage.IsEmpty ? frame.Image : outerImage;
        ulong cookie = _capture.Image(image.IsEmpty ? FrameName.Unknown : Encoding.UTF8.GetString(image));
        _ofTexts.Add(_capture.Frame(cookie, frame.Address, frame.Symbol.IsEmpty ? null : Encoding.UTF8.GetString(frame.Symbol), frame.SymbolOffset));
        return _ofTexts[number];
    }

    private void End()
    {
        if (!_hasSample)
            return;
        foreach (byte[] inlined in _inlined)
            Push(FrameOf(inlined, Encoding.UTF8.GetBytes(FrameName.Unknown)));
        _inlined.Clear();
        _capture.Add(_sample with { Stack = _capture.Stack(_frames.AsSpan(0, _depth)) }, _lines.Part);
        _hasSample = false;
        _depth = 0;
    }
}
