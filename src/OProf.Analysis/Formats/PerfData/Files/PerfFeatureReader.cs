using System.Globalization;

namespace OProf.Analysis.Formats.PerfData.Files;

/// <summary>
/// Reads what a file says of its machine and command (perf.data-file-format.txt in tools/perf/Documentation). What is not
/// as it should be is left out: no sample depends on it.
/// </summary>
internal static class PerfFeatureReader
{
    private const int MaxStrings = 1 << 16;

    /// <summary>Takes over a part.</summary>
    public static void Read(PerfFeature feature, PerfBytes bytes, PerfContents contents)
    {
        int at = 0;
        switch (feature)
        {
            case PerfFeature.HostName:
                contents.HostName = Text(bytes, ref at);
                break;
            case PerfFeature.OsRelease:
                contents.Release = Text(bytes, ref at);
                break;
            case PerfFeature.Arch:
                contents.Architecture = Text(bytes, ref at);
                break;
            case PerfFeature.Version:
                contents.Say("PerfVersion", Text(bytes, ref at));
                break;
            case PerfFeature.CpuDesc:
                contents.Say("Processor", Text(bytes, ref at));
                break;
            case PerfFeature.CpuId:
                contents.Say("ProcessorId", Text(bytes, ref at));
                break;
            case PerfFeature.NrCpus:
                contents.Say("CpusAvailable", Number(bytes.UInt32(0)));
                contents.Say("CpusOnline", Number(bytes.UInt32(4)));
                break;
            case PerfFeature.TotalMem:
                contents.Say("TotalMemory", Number(bytes.UInt64(0) <= long.MaxValue / 1024 ? bytes.UInt64(0) * 1024 : 0));
                break;
            case PerfFeature.CmdLine:
                contents.CommandLine = Texts(bytes, ref at);
                contents.Say("CommandLine", string.Join(' ', contents.CommandLine));
                break;
            case PerfFeature.EventDesc:
                Events(bytes, contents);
                break;
            case PerfFeature.CpuTopology:
                contents.Say("CoreSiblings", string.Join("; ", Texts(bytes, ref at)));
                contents.Say("ThreadSiblings", string.Join("; ", Texts(bytes, ref at)));
                break;
            case PerfFeature.NumaTopology:
                Nodes(bytes, contents);
                break;
            case PerfFeature.PmuMappings:
                Units(bytes, contents);
                break;
            case PerfFeature.GroupDesc:
                Groups(bytes, contents);
                break;
            case PerfFeature.SampleTime:
                contents.Say("FirstSampleTime", Number(bytes.UInt64(0)));
                contents.Say("LastSampleTime", Number(bytes.UInt64(8)));
                break;
            case PerfFeature.ClockId:
                contents.Say("ClockResolution", Number(bytes.UInt64(0)));
                break;
            case PerfFeature.ClockData:
                contents.WallTime = bytes.UInt64(8);
                contents.ClockTime = bytes.UInt64(16);
                break;
            case PerfFeature.Compressed:
                contents.CompressedLength = bytes.UInt32(16);
                contents.Say("CompressionLevel", Number(bytes.UInt32(8)));
                break;
            default:
                break;
        }
    }

    /// <summary>The build ids: records, one behind the other.</summary>
    public static void BuildIds(PerfBytes bytes, PerfContents contents)
    {
        while (bytes.Length >= 8)
        {
            int size = bytes.UInt16(6);
            if (size < 8)
                break;
            contents.AddBuildId(bytes.Slice(0, size));
            bytes = bytes.Slice(size);
        }
    }

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    // struct perf_header_string: the length of the room, then the text in it.
    private static string Text(PerfBytes bytes, ref int at)
    {
        uint length = bytes.UInt32(at);
        at += sizeof(uint);
        if (length > bytes.Length - at)
        {
            at = bytes.Length;
            return "";
        }

        string text = bytes.Slice(at, (int)length).Text();
        at += (int)length;
        return text;
    }

    private static List<string> Texts(PerfBytes bytes, ref int at)
    {
        uint count = bytes.UInt32(at);
        at += sizeof(uint);
        var texts = new List<string>();
        for (uint i = 0; i < count && i < MaxStrings && at < bytes.Length; i++)
            texts.Add(Text(bytes, ref at));
        return texts;
    }

    // Number of events, size of the attribute; for each the attribute, the number of ids, the name, the ids.
    private static void Events(PerfBytes bytes, PerfContents contents)
    {
        uint count = bytes.UInt32(0);
        uint attrSize = bytes.UInt32(4);
        int at = 8;
        if (count != contents.Events.Count || attrSize > bytes.Length)
            return;
        foreach (var known in contents.Events)
        {
            at += (int)attrSize;
            uint ids = bytes.UInt32(at);
            at += sizeof(uint);
            known.Name = Text(bytes, ref at);
            if (ids > (bytes.Length - at) / sizeof(ulong))
                return;
            at += (int)ids * sizeof(ulong);
        }
    }

    private static void Nodes(PerfBytes bytes, PerfContents contents)
    {
        int at = sizeof(uint);
        for (uint i = 0; i < bytes.UInt32(0) && at < bytes.Length; i++)
        {
            uint node = bytes.UInt32(at);
            at += sizeof(uint) + (2 * sizeof(ulong));
            contents.Say($"Node{Number(node)}Cpus", Text(bytes, ref at));
        }
    }

    private static void Units(PerfBytes bytes, PerfContents contents)
    {
        int at = sizeof(uint);
        for (uint i = 0; i < bytes.UInt32(0) && at < bytes.Length; i++)
        {
            uint type = bytes.UInt32(at);
            at += sizeof(uint);
            contents.Units[type] = Text(bytes, ref at);
        }
    }

    private static void Groups(PerfBytes bytes, PerfContents contents)
    {
        int at = sizeof(uint);
        for (uint i = 0; i < bytes.UInt32(0) && at < bytes.Length; i++)
        {
            Text(bytes, ref at);
            contents.Groups.Add(new PerfGroup((int)bytes.UInt32(at), (int)bytes.UInt32(at + sizeof(uint))));
            at += 2 * sizeof(uint);
        }
    }
}
