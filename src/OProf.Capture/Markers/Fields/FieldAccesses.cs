using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Fields;

/// <summary>One field of whatever marker is hit: markers of a pattern, and marks of a script, may have it at different places.</summary>
internal sealed class FieldAccesses(string name)
{
    private const int Most = 4096;

    private readonly Dictionary<PayloadSchema, FieldAccess?> _known = new(ReferenceEqualityComparer.Instance);
    private PayloadSchema? _lastSchema;
    private FieldAccess? _last;

    public string Name => name;

    /// <summary>Reads the field of a hit; false where it has none.</summary>
    public bool TryRead(in MarkerHit hit, out FieldValue value)
    {
        value = default;
        return AccessOf(hit.Marker.Schema) is { } access && access.TryRead(hit.Words, out value);
    }

    /// <summary>The way to the field in a schema; null where it has none.</summary>
    public FieldAccess? AccessOf(PayloadSchema schema)
    {
        if (ReferenceEquals(schema, _lastSchema))
            return _last;
        if (!_known.TryGetValue(schema, out var access))
        {
            if (_known.Count >= Most)
                _known.Clear();
            _known.Add(schema, access = FieldAccess.TryFind(schema, name));
        }

        (_lastSchema, _last) = (schema, access);
        return access;
    }
}
