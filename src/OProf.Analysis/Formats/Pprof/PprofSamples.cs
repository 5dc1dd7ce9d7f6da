using System.Runtime.InteropServices;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>The samples of a profile, those of a thread that have the same call chain put together.</summary>
internal sealed class PprofSamples
{
    private readonly Dictionary<(int Thread, int Stack), int> _rows = [];
    private readonly List<long> _values = [];
    private readonly int _width;

    /// <summary>Puts together a profile's samples.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="types">What the values of a row are.</param>
    /// <param name="cancellation">Ends it early.</param>
    internal PprofSamples(Profile profile, PprofTypes types, CancellationToken cancellation)
    {
        _width = types.Count;
        for (int index = 0; index < profile.Samples.Count; index++)
        {
            if (index % (1 << 16) == 0)
                cancellation.ThrowIfCancellationRequested();
            var sample = profile.Samples[index];
            ref int row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, (sample.Thread, sample.Stack), out bool exists);
            if (!exists)
            {
                row = _rows.Count - 1;
                CollectionsMarshal.SetCount(_values, _rows.Count * _width);
                CollectionsMarshal.AsSpan(_values)[(row * _width)..].Clear();
            }

            types.Add(sample, CollectionsMarshal.AsSpan(_values).Slice(row * _width, _width));
        }
    }

    /// <summary>Number of rows.</summary>
    internal int Count => _rows.Count;

    /// <summary>The rows: thread, call chain, and where the values begin, in the order of the first sample of each.</summary>
    internal IEnumerable<(int Thread, int Stack, int Row)> Rows => _rows.Select(static entry => (entry.Key.Thread, entry.Key.Stack, entry.Value));

    /// <summary>The values of a row.</summary>
    internal ReadOnlySpan<long> ValuesOf(int row) => CollectionsMarshal.AsSpan(_values).Slice(row * _width, _width);
}
