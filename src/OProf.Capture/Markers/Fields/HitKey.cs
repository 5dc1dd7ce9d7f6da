using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Fields;

/// <summary>What hits are told apart by: a field, or something that every hit has.</summary>
/// <remarks>A field of the marker comes before what every hit has under the same name.</remarks>
internal sealed class HitKey
{
    private readonly FieldAccesses _field;
    private readonly HitProperty _property;

    private HitKey(string name, HitProperty property)
    {
        _field = new FieldAccesses(name);
        _property = property;
    }

    /// <summary>Reads what a user said; each of the markers has to have it.</summary>
    /// <exception cref="CaptureException">One of them has no such field.</exception>
    public static HitKey Of(string name, IReadOnlyList<MarkerInfo> markers)
    {
        var property = Enum.TryParse(name, ignoreCase: true, out HitProperty known) && Enum.IsDefined(known) && !char.IsDigit(name[0]) ? known : HitProperty.None;
        var key = new HitKey(name, property);
        foreach (var marker in markers)
        {
            if (property == HitProperty.None && marker.HasFixedFields && key._field.AccessOf(marker.Schema) is null)
                throw MarkerErrors.FieldUnknown(name, marker);
        }

        return key;
    }

    /// <summary>Reads the key of a hit.</summary>
    /// <param name="hit">The hit.</param>
    /// <param name="tables">Where the names are.</param>
    /// <param name="value">The key; a name is a text.</param>
    /// <returns>False where the hit has none.</returns>
    public bool TryRead(in MarkerHit hit, SessionTables tables, out FieldValue value)
    {
        if (_field.TryRead(hit, out value))
            return true;
        switch (_property)
        {
            case HitProperty.ProcessName:
                value = new FieldValue(PayloadType.Text, 0, hit.Task < 0 ? default : tables.Strings.Utf8(tables.Tasks.Key(hit.Task).CommandIndex));
                return true;
            case HitProperty.ProcessId:
                value = Number(hit.ProcessId);
                return true;
            case HitProperty.ThreadId:
                value = Number(hit.ThreadId);
                return true;
            case HitProperty.Cpu:
                value = Number(hit.Cpu);
                return true;
            case HitProperty.Marker:
                value = new FieldValue(PayloadType.Text, 0, MarkerNames.Utf8(hit.Marker));
                return true;
            default:
                return false;
        }
    }

    private static FieldValue Number(int value) => new(HitPropertyType.Number, (ulong)(long)value, default);
}
