using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Capture.Tests.Events;

/// <summary>A directory of units such as sysfs has, with files as a Skylake machine has them.</summary>
internal sealed class FakeUnits : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("oprof-units-");

    public FakeUnits()
    {
        Write("cpu/type", "4\n");
        Write("cpu/format/event", "config:0-7\n");
        Write("cpu/format/umask", "config:8-15\n");
        Write("cpu/format/edge", "config:18\n");
        Write("cpu/format/inv", "config:23\n");
        Write("cpu/format/cmask", "config:24-31\n");
        Write("cpu/format/offcore_rsp", "config1:0-63\n");
        Write("cpu/format/ldlat", "config1:0-15\n");
        Write("cpu/events/cpu-cycles", "event=0x3c\n");
        Write("cpu/events/mem-loads", "event=0xcd,umask=0x1,ldlat=3\n");
        Write("cpu/events/hole", "event=0x1,umask=?\n");
        // AMD's event code lies in two places.
        Write("amd/type", "11\n");
        Write("amd/format/event", "config:0-7,32-35\n");
        Write("amd/format/wide", "config2:0-63\n");
        Write("amd/format/odd", "config9:0-3\n");
        Write("power/type", "21\n");
        Write("power/cpumask", "0,4\n");
        Write("power/format/event", "config:0-7\n");
        Write("power/events/energy-pkg", "event=0x02\n");
        Write("power/events/energy-pkg.unit", "Joules\n");
        Write("power/events/energy-pkg.scale", "2.3283064365386962890625e-10\n");
        Directory.CreateDirectory(Path.Combine(_root.FullName, "tracepoint"));
        Catalog = new(new(_root.FullName));
    }

    public EventCatalog Catalog { get; }

    public void Dispose() => _root.Delete(recursive: true);

    private void Write(string path, string text)
    {
        var full = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
