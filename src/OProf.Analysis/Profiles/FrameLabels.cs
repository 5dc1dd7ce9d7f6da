namespace OProf.Analysis.Profiles;

/// <summary>Numbers the labels of one source's frames, so that a walk along a call chain compares integers only.</summary>
internal sealed class FrameLabels
{
    private readonly SampleResolver _resolver;
    private readonly ReportKeys _keys;
    private readonly Dictionary<FrameLabel, int> _numbers = [];
    private readonly List<FrameLabel> _labels = [];
    private readonly Dictionary<long, int> _ofProcesses = [];

    // By frame number: 0 for not asked yet, else the label's number + 1.
    private readonly int[] _ofFrames;

    internal FrameLabels(SampleResolver resolver, ReportKeys keys)
    {
        _resolver = resolver;
        _keys = keys;
        _ofFrames = new int[resolver.Source.Stacks.FrameCount];
    }

    internal int Count => _labels.Count;

    internal FrameLabel this[int number] => _labels[number];

    /// <summary>Number of a frame's label.</summary>
    /// <param name="frame">Number of the frame; negative for the place of a sample without a chain.</param>
    /// <param name="processId">The process, for chains whose names depend on it.</param>
    internal int Of(int frame, int processId)
    {
        int known = (uint)frame < (uint)_ofFrames.Length ? _ofFrames[frame] : 0;
        return known > 0 ? known - 1 : LookUp(frame, processId);
    }

    private int LookUp(int number, int processId)
    {
        var frame = _resolver.Frames.Frame(number);
        bool perProcess = AnonymousChains.IsAnonymous(frame);
        long key = FrameNames.Pack(processId, number);
        if (perProcess && _ofProcesses.TryGetValue(key, out int label))
            return label;

        var name = _keys.Image ? _resolver.Frames.Of(number, processId).Name : null;
        var line = _keys.Line ? _resolver.Frames.LineOf(frame) : null;
        label = Intern(new FrameLabel(
            _keys.Mode ? frame.Mode : null, name?.Image, _keys.Symbol ? name?.Symbol : null,
            _keys.Line ? line?.File ?? FrameName.Unknown : null, _keys.Line ? line?.Line ?? 0 : null, _keys.Address ? frame.Offset : null));
        if (perProcess)
            _ofProcesses[key] = label;
        else if ((uint)number < (uint)_ofFrames.Length)
            _ofFrames[number] = label + 1;
        return label;
    }

    private int Intern(in FrameLabel label)
    {
        if (!_numbers.TryGetValue(label, out int number))
        {
            number = _labels.Count;
            _labels.Add(label);
            _numbers[label] = number;
        }

        return number;
    }
}
