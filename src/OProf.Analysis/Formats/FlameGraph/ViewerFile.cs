using System.Text;

namespace OProf.Analysis.Formats.FlameGraph;

/// <summary>The files of the page, which are part of the assembly.</summary>
internal static class ViewerFile
{
    private const string Prefix = "OProf.FlameGraph.";

    /// <summary>Reads a file.</summary>
    /// <param name="name">Its name in the folder <c>Viewer</c>.</param>
    public static byte[] Read(string name)
    {
        using var stream = typeof(ViewerFile).Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"The assembly was built without the viewer's file '{name}'.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Writes a file, with what belongs there in the place of each <c>{{name}}</c>.</summary>
    /// <param name="name">Name of the file.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="write">Writes what a name stands for.</param>
    public static void WriteTemplate(string name, Stream stream, Action<string> write)
    {
        string template = Encoding.UTF8.GetString(Read(name));
        int at = 0;
        for (int open = Find("{{", 0); open >= 0; open = Find("{{", at))
        {
            int close = Find("}}", open);
            stream.Write(Encoding.UTF8.GetBytes(template[at..open]));
            write(template[(open + 2)..close]);
            at = close + 2;
        }

        stream.Write(Encoding.UTF8.GetBytes(template[at..]));

        int Find(string text, int from) => template.IndexOf(text, from, StringComparison.Ordinal);
    }
}
