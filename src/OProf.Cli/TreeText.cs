using System.Globalization;
using OProf.Analysis.Profiles.CallTrees;

namespace OProf.Cli;

/// <summary>Call trees as text: the shares to the left, the tree last and uncut.</summary>
internal static class TreeText
{
    internal static void Write(TextWriter writer, CallTree tree)
    {
        string? trees = null;
        foreach (var node in tree.Nodes())
        {
            if (trees != node.Event)
            {
                writer.WriteLine($"{(trees is null ? "" : "\n")}{node.Event}\n{"Total",8} {"Self",8} {"Samples",11}  Symbol");
                trees = node.Event;
            }

            string image = node.Image[(node.Image.LastIndexOf('/') + 1)..];
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{100 * node.Total,7:F2}% {100 * node.Self,7:F2}% {node.TotalSamples,11}  {node.GetBranch()}{node.Symbol} ({image})"));
        }
    }
}
