using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OProf.Analysis.Formats.Speedscope;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.FlameGraph;

/// <summary>
/// Writes a flame graph as one HTML file that needs nothing else: the tree for d3-flame-graph, and the samples by thread for
/// speedscope, which shows them in the order of time.
/// </summary>
public static class FlameGraphPage
{
    /// <summary>Samples that the page has at most in the order of time; what is more is put together in slices.</summary>
    public const int MaxSamples = 200_000;

    private const int NotesOfAKind = 3;

    /// <summary>Writes the page.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">The stream did not take it.</exception>
    public static void Write(Profile profile, Stream stream, FlameGraphOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        string title = options.Title ?? profile.Name;
        var trees = FlameTree.Of(profile, options);
        cancellation.ThrowIfCancellationRequested();

        // What the page says of its slices is known only when they are made.
        using var samples = new MemoryStream();
        long slice;
        using (var packed = new GZipStream(samples, CompressionLevel.Optimal, leaveOpen: true))
            slice = SpeedscopeWriter.Write(profile, packed, new SpeedscopeOptions { MaxSamples = MaxSamples }, cancellation);
        ViewerFile.WriteTemplate("page.html", stream, Part);

        void Part(string part)
        {
            switch (part)
            {
                case "title":
                    stream.Write(Encoding.UTF8.GetBytes(WebUtility.HtmlEncode(title)));
                    break;
                case "tree":
                    WriteTree(profile, trees, options, slice, stream);
                    break;
                case "profile":
                    samples.Position = 0;
                    WriteBase64(samples, stream);
                    break;
                case "speedscope-page":
                    using (var page = new MemoryStream())
                    {
                        ViewerFile.WriteTemplate("speedscope.html", page, inner => SpeedscopePart(inner, page));
                        page.Position = 0;
                        WriteBase64(page, stream);
                    }

                    break;
                default:
                    stream.Write(ViewerFile.Read(part));
                    break;
            }
        }
    }

    private static void SpeedscopePart(string part, Stream page)
    {
        if (part != "speedscope.css")
        {
            page.Write(ViewerFile.Read(part));
            return;
        }

        const string Font = "source-code-pro.woff2";
        string css = Encoding.UTF8.GetString(ViewerFile.Read(part));
        page.Write(Encoding.UTF8.GetBytes(css.Replace(
            Font, "data:font/woff2;base64," + Convert.ToBase64String(ViewerFile.Read(Font)), StringComparison.Ordinal)));
    }

    private static void WriteBase64(Stream source, Stream target)
    {
        using var encoded = new CryptoStream(target, new ToBase64Transform(), CryptoStreamMode.Write, leaveOpen: true);
        source.CopyTo(encoded);
    }

    private static void WriteTree(
        Profile profile, IReadOnlyList<FlameTree> trees, FlameGraphOptions options, long slice, Stream stream)
    {
        // The writer escapes what could end the script that it stands in.
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteBoolean("icicle", options.Icicle);
        json.WriteStartArray("notes");
        foreach (string note in Notes(profile, options, slice))
            json.WriteStringValue(note);
        json.WriteEndArray();

        var frames = new Dictionary<FlameFrame, int>();
        json.WriteStartArray("trees");
        foreach (var tree in trees)
            WriteTree(tree, json, frames);
        json.WriteEndArray();

        json.WriteStartArray("frames");
        foreach (var (frame, _) in frames.OrderBy(pair => pair.Value))
        {
            json.WriteStartArray();
            json.WriteStringValue(frame.Name);
            json.WriteStringValue(frame.Image);
            json.WriteNumberValue((int)frame.Kind);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTree(FlameTree tree, Utf8JsonWriter json, Dictionary<FlameFrame, int> frames)
    {
        json.WriteStartObject();
        json.WriteString("event", tree.Event.Name);
        json.WriteBoolean("time", tree.Event.IsTime);
        json.WriteNumber("baselineTotal", tree.BaselineTotal);
        Column("parent", node => node.Parent);
        Column("frame", node =>
        {
            var frame = tree.Frames[node.Frame];
            if (!frames.TryGetValue(frame, out int number))
                frames[frame] = number = frames.Count;
            return number;
        });
        Column("total", node => node.Total);
        if (tree.BaselineTotal > 0)
            Column("baseline", node => node.BaselineTotal);
        json.WriteEndObject();

        void Column(string name, Func<FlameNode, long> value)
        {
            json.WriteStartArray(name);
            foreach (var node in tree.Nodes)
                json.WriteNumberValue(value(node));
            json.WriteEndArray();
        }
    }

    private static IEnumerable<string> Notes(Profile profile, FlameGraphOptions options, long slice)
    {
        // There may be one for each file without symbols.
        foreach (var kind in profile.Notices.GroupBy(notice => notice.Id))
        {
            foreach (var notice in kind.Take(NotesOfAKind))
                yield return notice.Message;
            if (kind.Count() > NotesOfAKind)
                yield return FormattableString.Invariant($"… and {kind.Count() - NotesOfAKind} more of this kind ({kind.Key}).");
        }

        if (options.Baseline is not null)
            yield return $"Colours compare with {options.Baseline.Name}: what has a larger share now is red, what has a smaller one blue, white is the same.";
        if (slice > 0)
            yield return FormattableString.Invariant($"In the order of time, what a thread did within {slice / 1e6:0.###} ms is put together by call chain: there are too many samples to show each.");
        if (options.MinimumShare > 0)
            yield return FormattableString.Invariant($"Boxes below {options.MinimumShare:P3} of the whole are left out of Flame and Icicle.");
    }
}
