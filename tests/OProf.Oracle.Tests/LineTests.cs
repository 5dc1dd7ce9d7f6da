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

    // Whatever the bytes say, the table is read or the file refused, within the bounds of the section.
    [Theory]
    [InlineData("-gdwarf-4")]
    [InlineData("-gdwarf-5")]
    public void Damaged_line_programs_are_refused_or_read(string version)
    {
        Tool.Require("gcc");
        string program = Path.Combine(Path.GetTempPath(), $"oprof-lines-{Environment.ProcessId}-{Guid.NewGuid():N}");
        byte[] bytes;
        try
        {
            Tool.Run("gcc", "-O1", version, "-o", program, Path.Combine(AppContext.BaseDirectory, "Workloads", "shares.c"));
            bytes = File.ReadAllBytes(program);
        }
        finally
        {
            File.Delete(program);
        }

        var section = ElfFile.Read(new MemorySource(program, bytes)).FindSection(".debug_line")!;
        var random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 2000; round++)
        {
            byte[] damaged = [.. bytes];
            for (int change = random.Next(1, 4); change > 0; change--)
                damaged[(int)section.Offset + random.Next((int)section.Size)] = (byte)random.Next(256);
            try
            {
                Assert.InRange(LineTableReader.Read(ElfFile.Read(new MemorySource(program, damaged))).Count, 0, (int)section.Size);
            }
            catch (ElfFormatException e)
            {
                Assert.Contains(program, e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        output.WriteLine($"{refused} of 2000 refused");
        Assert.InRange(refused, 1, 1999);
    }
}
