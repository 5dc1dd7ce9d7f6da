using System.Diagnostics.CodeAnalysis;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Fields;

/// <summary>From keys of hits to what is kept for each, up to a number of keys.</summary>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class KeyTable<T>(int most)
    where T : class, new()
{
    private readonly Dictionary<ulong, T> _numbers = [];
    private readonly ByteKeyTable _texts = new();
    private readonly List<T> _ofTexts = [];
    private readonly List<(object Key, T Value)> _all = [];

    /// <summary>All keys, as users see them, in the order in which they came.</summary>
    public IReadOnlyList<(object Key, T Value)> All => _all;

    /// <summary>What is kept for a key; made where it is new.</summary>
    /// <returns>False where it is new and there are as many as may be.</returns>
    public bool TryGet(in FieldValue key, [NotNullWhen(true)] out T? value)
    {
        bool isText = key.Type.Kind is PayloadKind.Text or PayloadKind.Bytes;
        if (!isText && _numbers.TryGetValue(key.Bits, out value))
            return true;
        if (isText && _texts.Find(key.Bytes) is var known and >= 0)
        {
            value = _ofTexts[known];
            return true;
        }

        if (_all.Count >= most)
        {
            value = null;
            return false;
        }

        value = new T();
        _all.Add((key.ToObject(), value));
        if (isText)
        {
            _texts.Intern(key.Bytes, out _);
            _ofTexts.Add(value);
        }
        else
        {
            _numbers.Add(key.Bits, value);
        }

        return true;
    }
}
