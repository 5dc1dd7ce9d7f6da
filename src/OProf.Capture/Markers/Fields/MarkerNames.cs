using System.Runtime.CompilerServices;
using System.Text;

namespace OProf.Capture.Markers.Fields;

/// <summary>The names of markers as UTF-8, made once for each.</summary>
internal static class MarkerNames
{
    private static readonly ConditionalWeakTable<MarkerInfo, byte[]> s_names = [];

    public static ReadOnlySpan<byte> Utf8(MarkerInfo marker) => s_names.GetValue(marker, static info => Encoding.UTF8.GetBytes(info.Name));
}
