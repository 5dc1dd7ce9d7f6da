using System.Globalization;
using System.Text.RegularExpressions;
using OProf.Analysis.Symbols;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

/// <summary>What perf script says of samples of a real program, kernel included.</summary>
public sealed partial class PerfOracleTests
{
    [GeneratedRegex(@"PERF_RECORD_MMAP2 .*\[0x([0-9a-f]+)\(0x([0-9a-f]+)\) @ (?:0x)?([0-9a-f]+) ([0-9a-f]+):([0-9a-f]+) (\d+) \d+\]: \S+ (.*)$")]
    private static partial Regex Mapping();

    [GeneratedRegex(@"^\s*([0-9a-f]+) (.*) \((.*)\)\s*$")]
    private static partial Regex Sample();

    [Fact]
    public void Samples_have_the_names_that_perf_gives()
    {
        Tool.Require("perf", "sh", "ls");
        using var folder = new TemporaryFolder();
        string data = folder.At("perf.data");
        try
        {
            // -N: no build ids, so that the records have device and inode.
            Tool.Run("perf", "record", "-q", "-N", "-e", "cpu-clock", "-F", "4000", "-o", data, "--",
                "sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; ls -lR /usr/lib > /dev/null");
        }
        catch (Xunit.Sdk.XunitException e)
        {
            Assert.Skip("perf record does not run here: " + e.Message);
        }

        var maps = new List<(ulong Start, ulong Length, ulong Offset, ImageInfo Image)>();
        var symbolizer = new Symbolizer(new SymbolizerOptions { Demangle = false });
        int samples = 0, same = 0;
        foreach (string line in Tool.Run("perf", "script", "-i", data, "--show-mmap-events", "-F", "ip,sym,symoff,dso", "--no-demangle").Split('\n'))
        {
            if (Mapping().Match(line) is { Success: true } mapping)
            {
                string[] f = [.. mapping.Groups.Values.Select(g => g.Value)];
                var kind = f[7] == "[vdso]" ? ImageKind.Vdso : f[7].StartsWith("//", StringComparison.Ordinal) ? ImageKind.Anonymous : ImageKind.File;
                maps.Add((Elf.Hex(f[1]), Elf.Hex(f[2]), Elf.Hex(f[3]), new ImageInfo(
                    1, kind, f[7], default, (uint)Elf.Hex(f[4]), (uint)Elf.Hex(f[5]), ulong.Parse(f[6], CultureInfo.InvariantCulture), -1)));
            }
            else if (Sample().Match(line) is { Success: true } sample)
            {
                ulong address = Elf.Hex(sample.Groups[1].Value);
                string expected = sample.Groups[2].Value;
                var map = maps.FindLast(m => address >= m.Start && address - m.Start < m.Length);
                bool isKernel = address >> 63 != 0;
                if (sample.Groups[3].Value == "[unknown]" || (!isKernel && map.Image is null))
                    continue;
                var found = isKernel ? symbolizer.ResolveKernel(address) : symbolizer.Resolve(map.Image, address - map.Start + map.Offset);

                // Other versions of perf name stubs of the PLT in other ways, or not at all.
                if (expected.Contains("@plt", StringComparison.Ordinal) || found.Symbol?.EndsWith("plt", StringComparison.Ordinal) == true)
                    continue;
                samples++;
                Assert.Equal(sample.Groups[3].Value, found.Image);
                Assert.Equal(OffsetIn(expected), found.Symbol is null ? null : found.SymbolOffset.ToString("x", CultureInfo.InvariantCulture));
                string name = found.Symbol is null ? "[unknown]" : found.Symbol;
                same += name == expected.Split('+')[0].Split('@')[0] ? 1 : 0;
            }
        }

        // Of names for one address, some versions of perf choose another.
        Assert.True(samples > 0);
        Assert.True(same >= samples * 0.98, $"{same} of {samples}");
    }

    private static string? OffsetIn(string name) => name.LastIndexOf("+0x", StringComparison.Ordinal) is var at and > 0 ? name[(at + 3)..] : null;
}
