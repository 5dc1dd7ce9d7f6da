using System.Runtime.InteropServices;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles.Columns;

/// <summary>The names of a profile, each once: strings, mappings and functions.</summary>
internal sealed class NameTables
{
    private readonly Dictionary<string, int> _ofStrings = [];
    private readonly Dictionary<(int Image, ulong Cookie), int> _ofMappings = [];
    private readonly Dictionary<(int Name, int Image, int Line), int> _ofFunctions = [];

    internal NameTables() => String("");

    internal List<string> Strings { get; } = [];

    internal List<MappingRow> Mappings { get; } = [];

    internal List<FunctionRow> Functions { get; } = [];

    internal Column<FrameRow> Frames { get; } = new();

    internal int String(string text)
    {
        ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(_ofStrings, text, out bool exists);
        if (exists)
            return known;
        Strings.Add(text);
        return known = Strings.Count - 1;
    }

    internal void AddFrame(in StackFrame frame, FrameName name, ImageInfo? file)
    {
        int image = String(name.Image);
        Frames.Add(new FrameRow(
            Function(String(name.Symbol), image, name.IsKnown, name.Line), Mapping(image, file), frame.Offset, name.SymbolOffset, frame.Mode, frame.IsReturnAddress));
    }

    private int Mapping(int image, ImageInfo? file)
    {
        ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(_ofMappings, (image, file?.Cookie ?? 0), out bool exists);
        if (exists)
            return known;
        Mappings.Add(new MappingRow(image, file));
        return known = Mappings.Count - 1;
    }

    private int Function(int name, int image, bool isKnown, int line)
    {
        ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(_ofFunctions, (name, image, line), out bool exists);
        if (exists)
            return known;
        Functions.Add(new FunctionRow(name, image, isKnown, line));
        return known = Functions.Count - 1;
    }
}
