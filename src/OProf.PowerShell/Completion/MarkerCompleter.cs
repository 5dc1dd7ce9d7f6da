using OProf.Capture.Markers;
using OProf.Capture.Sessions;

namespace OProf.PowerShell.Completion;

/// <summary>Offers the markers by name; their fields are not read for that.</summary>
public sealed class MarkerCompleter : Completer
{
    /// <inheritdoc/>
    internal override IEnumerable<Candidate> Candidates()
    {
        var found = new List<Candidate>();
        try
        {
            foreach (var marker in MarkerCatalog.Find())
                found.Add(new Candidate(marker.Name, $"{marker.Name} ({marker.Source})"));
        }
        catch (CaptureException)
        {
            // A source that may not be looked at has none to offer.
        }

        return found;
    }
}
