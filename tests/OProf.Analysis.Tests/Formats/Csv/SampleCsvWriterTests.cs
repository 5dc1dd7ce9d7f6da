using System.Text;
using OProf.Analysis.Formats.Csv;
using OProf.Analysis.Tests.Profiles;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Csv;

public sealed class SampleCsvWriterTests
{
    [Fact]
    public void Writes_the_columns_and_a_row_a_sample()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("/a,b");
        source.Sample(
            source.Task(7, 8, "say \"hi\"", 0, "/a"), source.Chain((a, 0x28, ProcessorMode.User), (a, 0x48, ProcessorMode.User)), period: 1001001, cpu: 1);
        source.Sample(source.Task(0, 0, "swapper"), source.Chain((0, 0xffffffff81000010, ProcessorMode.Kernel)));
        var names = new SpelledNames { Names = { ["/a,b+2"] = "f<int, long>()", ["/a,b+4"] = "main", ["k1152921504473677825"] = "idle" } };

        Assert.Equal(
            "Time,Cpu,ProcessId,ThreadId,Command,Mode,Event,Period,Image,Offset,Symbol,CallStack,Cookie,Cgroup\r\n"
            + "1,1,7,8,\"say \"\"hi\"\"\",User,cycles,1001001,\"/a,b\",40,\"f<int, long>()\",\"main;f<int, long>()\",1,/a\r\n"
            + "2,0,0,0,swapper,Kernel,cycles,1,[kernel.kallsyms],18446744071578845200,idle,idle,0,\r\n",
            Write(source, names));
    }

    [Fact]
    public void Writes_the_header_of_no_samples() =>
        Assert.Equal(string.Join(',', SampleCsvWriter.Columns) + "\r\n", Write(new SyntheticSource(), new SpelledNames()));

    private static string Write(SyntheticSource source, SpelledNames names)
    {
        using var stream = new MemoryStream();
        using (var writer = new SampleCsvWriter(stream, leaveOpen: true))
        {
            foreach (var sample in source.Resolver(names).Samples())
                writer.Write(sample);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
