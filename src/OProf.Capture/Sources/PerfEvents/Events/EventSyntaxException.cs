using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>
/// The text of an event selection cannot be understood. The error's id is <see cref="CaptureErrorId.EventUnknown"/>,
/// <see cref="CaptureErrorId.EventModifierUnknown"/>, <see cref="CaptureErrorId.EventGroupSyntax"/> or
/// <see cref="CaptureErrorId.EventTermInvalid"/>; the target is the text.
/// </summary>
public sealed class EventSyntaxException : CaptureException
{
    internal EventSyntaxException(CaptureError error, string text, int position)
        : base(error, text)
    {
        Text = text;
        Position = position;
    }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>Where in the text the fault is: characters before it, 0 to the text's length.</summary>
    public int Position { get; }
}
