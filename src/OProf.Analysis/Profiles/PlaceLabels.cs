using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// Numbers the labels of the places that samples were taken at, where all that is asked of a place is its name: many places
/// share one, so that a place is looked up and forgotten. Only for a source that is complete, whose names stay.
/// </summary>
internal sealed class PlaceLabels(SampleResolver resolver, ReportKeys keys)
{
    private const int PlaceBits = 14;

    private readonly Dictionary<FrameLabel, int> _numbers = [];
    private readonly List<FrameLabel> _labels = [];

    // The last place of each hash, its process where that matters, and its label's number + 1.
    private readonly (StackFrame Place, int ProcessId, int Label)[] _places = new (StackFrame, int, int)[1 << PlaceBits];

    // By cookie: the name that was the last one there, and its label's number + 1.
    private readonly (string? Symbol, string? Image, ProcessorMode Mode, int Label)[] _ofImages = new (string?, string?, ProcessorMode, int)[resolver.Source.Cookies.Count + 1];

    internal FrameLabel this[int number] => _labels[number];

    /// <summary>Number of the label of a place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="processId">The sample's process.</param>
    internal int Of(in StackFrame place, int processId)
    {
        int process = AnonymousChains.IsAnonymous(place) ? processId : 0;
        ref var known = ref _places[(int)((place.Offset * 0x9E3779B97F4A7C15UL) >> (64 - PlaceBits))];
        if (known.Label == 0 || known.Place != place || known.ProcessId != process)
            known = (place, process, 1 + LookUp(place, processId));
        return known.Label - 1;
    }

    // What has no symbol has the label of the image's place before, mostly; so hardly any label is hashed.
    private int LookUp(in StackFrame place, int processId)
    {
        var name = keys.Image ? resolver.Frames.AddressOf(place, processId) : default;
        string? symbol = keys.Symbol ? name.Symbol ?? FrameName.Unknown : null;
        ref var last = ref _ofImages[place.Cookie < (ulong)_ofImages.Length ? (int)place.Cookie : 0];
        if (last.Label == 0 || last.Mode != place.Mode || !ReferenceEquals(last.Symbol, symbol) || !ReferenceEquals(last.Image, name.Image))
        {
            var label = new FrameLabel(keys.Mode ? place.Mode : null, name.Image, symbol, null, null, null);
            last = (symbol, name.Image, place.Mode, 1 + Intern(label));
        }

        return last.Label - 1;
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
