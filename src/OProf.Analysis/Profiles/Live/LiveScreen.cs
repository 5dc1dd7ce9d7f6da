using System.Globalization;
using System.Text;

namespace OProf.Analysis.Profiles.Live;

/// <summary>
/// Says what to write to a terminal so that each frame stands in the place of the one before. What was on the screen stays
/// above, and the last frame stays when it ends.
/// </summary>
/// <remarks>
/// Control sequences of ECMA-48, and DEC's mode 7: without it, a line that is too wide for the terminal, as one with wide
/// characters may be, would take two of its lines, and the way back up would be too short.
/// </remarks>
public sealed class LiveScreen
{
    /// <summary>Lines above the rows.</summary>
    public const int HeadLines = 3;

    /// <summary>Lines of a terminal that does not say how many it has.</summary>
    public const int UsualHeight = 24;

    private const int LeastWidth = 20;
    private const int LeastHeight = HeadLines + 2;
    private const int UsualWidth = 80;

    private int _width;
    private int _height;
    private int _lines;

    /// <summary>The next frame.</summary>
    /// <param name="snapshot">What to show.</param>
    /// <param name="width">Columns of the terminal; 0 where that is not known.</param>
    /// <param name="height">Lines of the terminal; 0 where that is not known.</param>
    public string Frame(LiveSnapshot snapshot, int width, int height)
    {
        width = width <= 0 ? UsualWidth : Math.Max(width, LeastWidth);
        height = height <= 0 ? UsualHeight : Math.Max(height, LeastHeight);
        var text = new StringBuilder();

        // Another size has put the lines of the last frame elsewhere: nobody knows where.
        if (_lines != 0)
            text.Append(width == _width && height == _height ? string.Create(CultureInfo.InvariantCulture, $"\r\e[{_lines}A") : "\e[H\e[2J");
        text.Append("\e[?7l");

        // The cursor stands below the frame, in the last line at most.
        var lines = LiveText.Lines(snapshot, width, height - 1);
        foreach (string line in lines)
            text.Append(line).Append("\e[K\r\n");
        text.Append("\e[J\e[?7h");
        (_width, _height, _lines) = (width, height, lines.Count);
        return text.ToString();
    }
}
