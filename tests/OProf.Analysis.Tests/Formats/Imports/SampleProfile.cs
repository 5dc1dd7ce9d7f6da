using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Tests.Profiles;
using OProf.Capture.Sync;

namespace OProf.Analysis.Tests.Formats.Imports;

/// <summary>A profile with what real ones have: several threads, the kernel, recursion, places without a name, several events.</summary>
internal static class SampleProfile
{
    private const ProcessorMode User = ProcessorMode.User;
    private const ProcessorMode Kernel = ProcessorMode.Kernel;
    private const ulong KernelText = 0xffffffff81000000;

    public static Profile Of(params string[] events) => Of(withPeriods: true, events);

    public static Profile Of(bool withPeriods, params string[] events)
    {
        var source = new SyntheticSource(events);
        ulong a = source.Image("/usr/bin/a");
        ulong b = source.Image("/usr/lib/b.so");
        var names = new SpelledNames();
        names.Names["/usr/bin/a+7"] = null;
        names.Names["k1152921504337035265"] = null;
        int[] tasks = [source.Task(7, 7, "main"), source.Task(7, 9, "worker"), source.Task(12, 12, "other; name")];
        int[] chains =
        [
            source.Chain((a, 0x12, User)),
            source.Chain((a, 0x24, User), (a, 0x12, User)),
            source.Chain((a, 0x24, User), (a, 0x24, User), (a, 0x24, User), (a, 0x12, User)),
            source.Chain((b, 0x58, User), (a, 0x24, User), (a, 0x12, User)),
            source.Chain((a, 0x74, User), (a, 0x12, User)),
            source.Chain((0, KernelText + 0x20, Kernel), (0, KernelText + 0x40, Kernel), (b, 0x68, User), (a, 0x12, User)),
            source.Chain((0, KernelText + 0x18, Kernel)),
        ];
        for (int i = 0; i < 700; i++)
        {
            ulong period = withPeriods ? 1_000_000 + (ulong)(i % 13) : 0;
            source.Sample(tasks[i % 3], chains[i * i % chains.Length], period, i % events.Length, cpu: i % 2);
        }

        source.Complete();
        return Profile.Of(source.Resolver(names), "made");
    }
}
