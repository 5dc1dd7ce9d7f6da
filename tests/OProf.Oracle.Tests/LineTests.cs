using System.Globalization;
using OProf.Analysis.Symbols.Dwarf;
using OProf.Analysis.Symbols.Elf;
using OProf.Analysis.Symbols.Files;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>Source lines beside addr2line's, for each byte of a program's code.</summary>
public class LineTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("-gdwarf-2")]
    [InlineData("-gdwarf-3")]
    [InlineData("-gdwarf-4")]
    [InlineData("-gdwarf-5")]
    [InlineData("-gdwarf-5", "-gz=zlib")]
    [InlineData("-gdwarf-5", "-O3", "-funroll-loops", "-ffunction-sections", "-Wl,--gc-sections")]
    public void Each_address_has_addr2lines_line(params string[] options)
    {
        Tool.Require("gcc", "addr2line");
        string folder = Path.Combine(AppContext.BaseDirectory, "Workloads");
        string program = Path.Combine(Path.GetTempPath(), $"oprof-lines-{Environment.ProcessId}-{Guid.NewGuid():N}");
        try
        {
            Tool.Run("gcc", ["-O1", .. options, "-o", program, Path.Combine(folder, "shares.c")]);
            var elf = ElfFile.Read(new MemorySource(program, File.ReadAllBytes(program)));
            var table = LineTableReader.Read(elf);
            var text = elf.FindSection(".text")!;
            string[] addresses = [.. Enumerable.Range(0, (int)text.Size).Select(at => (text.Address + (ulong)at).ToString("x", CultureInfo.InvariantCulture))];
            string[] said = Tool.Run("addr2line", ["-e", program, .. addresses]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(addresses.Length, said.Length);
            int known = 0;
            for (int i = 0; i < said.Length; i++)
            {
                string expected = said[i].Split(" (discriminator")[0];
                var line = table.Find(text.Address + (ulong)i);

                // A line of 0 is code of no line.
                if (expected.EndsWith(":?", StringComparison.Ordinal) || expected.EndsWith(":0", StringComparison.Ordinal))
                {
                    Assert.Null(line);
                    continue;
                }

                known++;
                Assert.Equal($"{addresses[i]} {expected}", $"{addresses[i]} {line?.File}:{line?.Line}");
            }

            output.WriteLine($"{known} of {said.Length} bytes have a line, {table.Count} rows");
            Assert.InRange(known, 500, int.MaxValue);
        }
        finally
        {
            File.Delete(program);
        }
    }
}
