using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Fields;

/// <summary>The type of the numbers that every hit has.</summary>
internal static class HitPropertyType
{
    public static PayloadType Number { get; } = PayloadType.Integer(isSigned: true, 32);
}
