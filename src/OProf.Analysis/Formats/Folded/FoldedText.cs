using OProf.Analysis.Profiles;

namespace OProf.Analysis.Formats.Folded;

/// <summary>Names as they stand in folded stacks: the conventions of stackcollapse-perf.</summary>
internal static class FoldedText
{
    /// <summary>A frame's name: <c>;</c> becomes <c>:</c>; what has no name goes by that of its file, in brackets.</summary>
    public static string Of(FrameName name)
    {
        if (name.IsKnown)
            return name.Folded;
        string image = name.Image.StartsWith('[') ? name.Image : $"[{Path.GetFileName(name.Image)}]";
        return Line(image);
    }

    /// <summary>A command's name, with <c>_</c> in place of blanks.</summary>
    public static string OfCommand(string command) => Line(command).Replace(' ', '_');

    private static string Line(string text) =>
        text.AsSpan().IndexOfAny(";\r\n") < 0 ? text : text.Replace(';', ':').Replace('\r', ' ').Replace('\n', ' ');
}
