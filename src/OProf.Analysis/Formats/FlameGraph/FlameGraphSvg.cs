using System.Globalization;
using System.Net;
using System.Text;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.FlameGraph;

/// <summary>
/// Writes a flame graph as an SVG that is read without scripts: every box that is wide enough has its name, all have a
/// tooltip, and it can stand in a document.
/// </summary>
public static class FlameGraphSvg
{
    private const double RowHeight = 17;
    private const double Margin = 10;
    private const double Heading = 34;
    private const double CharacterWidth = 6.6;
    private const double LeastWidth = 0.3;
    private const int MinCharacters = 3;

    /// <summary>Writes the picture of one event.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="options">How.</param>
    /// <param name="kind">Name of the event; null for that which the profile begins with.</param>
    /// <param name="width">Its width in CSS pixels.</param>
    /// <exception cref="ArgumentException">The profile has no such event.</exception>
    public static void Write(Profile profile, TextWriter writer, FlameGraphOptions options, string? kind = null, int width = 1200)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(options);
        var trees = FlameTree.Of(profile, options);
        string title = options.Title ?? profile.Name;
        var tree = trees.FirstOrDefault(tree => kind is null || tree.Event.Name == kind);
        if (tree is null && kind is not null)
            throw new ArgumentException($"There are no samples of {kind}.", nameof(kind));
        if (tree is null || tree.Total == 0)
        {
            Open(writer, width, Heading + RowHeight, $"{title}: no samples");
            writer.Write("</svg>\n");
            return;
        }

        Draw(tree, writer, options, title, width);
    }

    private static void Draw(FlameTree tree, TextWriter writer, FlameGraphOptions options, string title, int width)
    {
        double scale = (width - (2 * Margin)) / tree.Total;
        var left = new double[tree.Nodes.Count];
        var depth = new int[tree.Nodes.Count];
        int deepest = Place(tree, scale, left, depth);
        double height = Heading + ((deepest + 1) * RowHeight) + Margin;
        Open(writer, width, height, $"{title} ({tree.Event.Name})");
        double largest = Enumerable.Range(0, tree.Nodes.Count).Select(node => Math.Abs(tree.GrowthOf(node))).Max();
        for (int i = 0; i < tree.Nodes.Count; i++)
        {
            double boxWidth = tree.Nodes[i].Total * scale;
            if (boxWidth < LeastWidth)
                continue;
            double top = options.Icicle ? Heading + (depth[i] * RowHeight) : height - Margin - ((depth[i] + 1) * RowHeight);
            Box(writer, tree, i, left[i], top, boxWidth, largest);
        }

        writer.Write("</svg>\n");
    }

    // Children stand side by side, by their names, from their caller's left edge on.
    private static int Place(FlameTree tree, double scale, double[] left, int[] depth)
    {
        var children = new List<int>[tree.Nodes.Count];
        int deepest = 0;
        for (int i = 1; i < tree.Nodes.Count; i++)
            (children[tree.Nodes[i].Parent] ??= []).Add(i);
        left[0] = Margin;
        for (int i = 0; i < tree.Nodes.Count; i++)
        {
            if (children[i] is not { } row)
                continue;
            double at = left[i];
            foreach (int child in row.OrderBy(node => tree.Frames[tree.Nodes[node].Frame].Name, StringComparer.Ordinal))
            {
                left[child] = at;
                at += tree.Nodes[child].Total * scale;
                depth[child] = depth[i] + 1;
                deepest = tree.Nodes[child].Total * scale >= LeastWidth ? Math.Max(deepest, depth[child]) : deepest;
            }
        }

        return deepest;
    }

    private static void Open(TextWriter writer, int width, double height, string title)
    {
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:0}" viewBox="0 0 {width} {height:0}" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <rect width="100%" height="100%" fill="#fff"/>
            <text x="{width / 2}" y="22" font-size="15" text-anchor="middle">{WebUtility.HtmlEncode(title)}</text>

            """));
    }

    private static void Box(TextWriter writer, FlameTree tree, int index, double x, double y, double width, double largest)
    {
        var node = tree.Nodes[index];
        var frame = tree.Frames[node.Frame];
        writer.Write(string.Create(CultureInfo.InvariantCulture,
            $"<g><title>{WebUtility.HtmlEncode(Describe(tree, index, frame))}</title><rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{RowHeight - 1:0.##}\" rx=\"1\" fill=\"{Colour(tree, index, frame, largest)}\"/>"));
        int room = (int)((width - 6) / CharacterWidth);
        if (room >= MinCharacters)
        {
            string label = frame.Name.Length <= room ? frame.Name : string.Concat(frame.Name.AsSpan(0, room - 1), "…");
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"<text x=\"{x + 3:0.##}\" y=\"{y + 12:0.##}\">{WebUtility.HtmlEncode(label)}</text>"));
        }

        writer.Write("</g>\n");
    }

    private static string Describe(FlameTree tree, int index, in FlameFrame frame)
    {
        var node = tree.Nodes[index];
        var text = new StringBuilder(frame.Name);
        if (frame.Image.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $" ({frame.Image})");
        text.Append(CultureInfo.InvariantCulture, $": {100.0 * node.Total / tree.Total:0.00} %, itself {100.0 * node.Self / tree.Total:0.00} %");
        if (tree.BaselineTotal > 0)
            text.Append(CultureInfo.InvariantCulture, $", {100 * tree.GrowthOf(index):+0.00;-0.00;0.00} points since the baseline");
        return text.ToString();
    }

    private static string Colour(FlameTree tree, int index, in FlameFrame frame, double largest)
    {
        if (tree.BaselineTotal > 0)
        {
            double part = largest == 0 ? 0 : tree.GrowthOf(index) / largest;
            int pale = 235 - (int)(175 * Math.Abs(part));
            return part >= 0 ? $"rgb(245,{pale},{pale})" : $"rgb({pale},{pale},245)";
        }

        double vary = Hash(frame.Name);
        (int hue, int saturation, int light) = frame.Kind switch
        {
            FlameFrameKind.Program => (12, 75, 66),
            FlameFrameKind.Library => (48, 75, 64),
            FlameFrameKind.Managed => (120, 45, 62),
            FlameFrameKind.Kernel => (28, 85, 60),
            FlameFrameKind.Script => (208, 65, 70),
            _ => (0, 0, 70),
        };
        return string.Create(CultureInfo.InvariantCulture, $"hsl({hue + (14 * vary):0},{saturation}%,{light + (8 * vary):0}%)");
    }

    // The same name has the same colour in every picture.
    private static double Hash(string text)
    {
        uint hash = 0;
        foreach (char character in text)
            hash = (hash * 31) + character;
        return hash / (double)uint.MaxValue;
    }
}
