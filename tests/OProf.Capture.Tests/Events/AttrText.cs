using System.Globalization;
using System.Reflection;
using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Capture.Tests.Events;

/// <summary>An attribute struct as text: hexadecimal bytes for the golden files, fields for the eye.</summary>
internal static class AttrText
{
    private const int BytesPerLine = 16;

    public static string ToHex(in PerfEventAttr attr) =>
        string.Concat(PerfEventAttr.BytesOf(in attr).ToArray().Chunk(BytesPerLine).Select((line, i) =>
            $"{i * BytesPerLine:x4}: {string.Join(' ', line.Select(value => value.ToString("x2", CultureInfo.InvariantCulture)))}\n"));

    public static PerfEventAttr FromHex(string text)
    {
        var bytes = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1))
            .Select(value => byte.Parse(value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            .ToArray();
        return System.Runtime.InteropServices.MemoryMarshal.Read<PerfEventAttr>(bytes);
    }

    /// <summary>One line for each field that differs.</summary>
    public static string Difference(PerfEventAttr expected, PerfEventAttr actual)
    {
        var (left, right) = (Fields(expected), Fields(actual));
        return string.Join('\n', left.Keys.Where(name => left[name] != right[name]).Select(name => $"{name}: expected {left[name]}, is {right[name]}"));
    }

    private static Dictionary<string, string> Fields(PerfEventAttr attr)
    {
        var fields = typeof(PerfEventAttr).GetFields(BindingFlags.Public | BindingFlags.Instance)
            .ToDictionary(field => field.Name, field => $"{field.GetValue(attr):x}");
        fields[nameof(PerfEventAttr.SampleType)] = attr.SampleType.ToString();
        fields[nameof(PerfEventAttr.ReadFormat)] = attr.ReadFormat.ToString();
        fields[nameof(PerfEventAttr.Type)] = attr.Type.ToString();
        fields[nameof(PerfEventAttr.Flags)] = attr.Flags.ToString();
        return fields;
    }
}
