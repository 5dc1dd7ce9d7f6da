using System.Globalization;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Analysis.Formats.PerfData.Files;

/// <summary>What perf calls an event that a file has no name of (tools/perf/util/evsel.c, evsel__name).</summary>
internal static class PerfEventNames
{
    /// <summary>The name, with its modifiers.</summary>
    public static string Of(PerfAttr attr, IReadOnlyDictionary<uint, string> units)
    {
        var events = (PerfTypeId)attr.Type switch
        {
            PerfTypeId.PERF_TYPE_HARDWARE => HardwareEvents.All,
            PerfTypeId.PERF_TYPE_SOFTWARE => SoftwareEvents.All,
            PerfTypeId.PERF_TYPE_HW_CACHE => HardwareCacheEvents.All,
            _ => [],
        };
        foreach (var known in events)
        {
            if (known.Config == attr.Config)
                return (known.Alias == "cycles" ? known.Alias : known.Name) + Modifiers(attr);
        }

        string config = attr.Config.ToString("x", CultureInfo.InvariantCulture);
        if (attr.Type == (uint)PerfTypeId.PERF_TYPE_RAW)
            return $"raw 0x{config}{Modifiers(attr)}";
        return units.TryGetValue(attr.Type, out string? unit)
            ? $"{unit}/config=0x{config}/{Modifiers(attr, needsColon: false)}"
            : string.Create(CultureInfo.InvariantCulture, $"unknown attr type: {attr.Type}, config 0x{config}");
    }

    private static string Modifiers(PerfAttr attr, bool needsColon = true)
    {
        bool user = attr.Has(PerfEventAttrFlags.ExcludeUser);
        bool kernel = attr.Has(PerfEventAttrFlags.ExcludeKernel);
        bool hypervisor = attr.Has(PerfEventAttrFlags.ExcludeHv);
        string text = "";
        if (user || kernel || hypervisor)
            text = (kernel ? "" : "k") + (user ? "" : "u") + (hypervisor ? "" : "h");
        text += new string('p', attr.PreciseIp);
        return text.Length == 0 ? "" : (needsColon ? ":" : "") + text;
    }
}
