using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Capture.Markers.Filters;

/// <summary>What hits have to meet, of markers whose source cannot ask that itself; in the notation of the kernel's event filters.</summary>
/// <remarks>
/// <code>
///   any        = all { "||" all }
///   all        = one { "&amp;&amp;" one }
///   one        = "!" one | "(" any ")" | field operator value
///   operator   = "==" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "&amp;" | "~"
/// </code>
/// A hit that has no such field does not meet a comparison with it. For the sync thread.
/// </remarks>
internal sealed class MarkerFilter
{
    private readonly FilterNode _root;

    private MarkerFilter(FilterNode root) => _root = root;

    /// <summary>Reads a filter.</summary>
    /// <param name="text">The text.</param>
    /// <param name="marker">The marker whose hits have to meet it.</param>
    /// <exception cref="CaptureException">It is none, or it names what the marker does not have.</exception>
    public static MarkerFilter Parse(string text, MarkerInfo marker) => new(new FilterParser(text, marker).Parse());

    /// <summary>Whether a hit meets it.</summary>
    public bool Matches(in MarkerHit hit, SessionTables tables) => _root.Matches(hit, tables);
}
