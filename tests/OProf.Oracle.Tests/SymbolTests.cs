using System.Globalization;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>The names of sampled addresses beside addr2line's.</summary>
public class SymbolTests(ITestOutputHelper output)
{
    [Fact]
    public void Sampled_addresses_have_addr2lines_names()
    {
        Tool.Require("addr2line", "readelf");
        Capture.Require(CaptureCapability.OwnProcess);
        string program = Workload.Build("depth");
        using var session = CaptureSession.Start(Capture.Options with { Command = [program, "30", "500"] });
        Capture.WaitForEnd(session);
        long bias = Bias(program);

        // A return address lies behind its call, maybe in another function: the name is that of the call, one byte before.
        var places = Capture.Samples(session).SelectMany(sample => sample.GetFrames()).Where(frame => frame.Image == program)
            .Select(frame => (Address: (long)frame.Offset + bias - (frame.IsReturnAddress ? 1 : 0), frame.Symbol)).Distinct().ToList();
        string[] addresses = [.. places.Select(place => place.Address.ToString("x", CultureInfo.InvariantCulture))];
        var said = Functions(Tool.Run("addr2line", ["-a", "-i", "-f", "-e", program, .. addresses]));
        output.WriteLine($"{places.Count} addresses");
        Assert.Equal(places.Count, said.Count);
        int named = 0;
        for (int i = 0; i < places.Count; i++)
        {
            // The linker's stubs (.plt) have no entry in the symbol table.
            if (said[i] == "??")
                continue;
            Assert.Equal($"{addresses[i]} {said[i]}", $"{addresses[i]} {places[i].Symbol}");
            named++;
        }

        Assert.InRange(named, 5, int.MaxValue);
    }

    // An address, then a function and its line, then the one it was inlined into: the last of them has the symbol.
    private static List<string> Functions(string printed)
    {
        var functions = new List<string>();
        string[] lines = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("0x", StringComparison.Ordinal))
                functions.Add("");
            else
                functions[^1] = lines[i++];
        }

        return functions;
    }

    // What the virtual address of the executable segment is more than its offset in the file.
    private static long Bias(string program)
    {
        foreach (string line in Tool.Run("readelf", "-lW", program).Split('\n'))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 7 && fields[0] == "LOAD" && fields[7].Contains('E', StringComparison.Ordinal))
                return Convert.ToInt64(fields[2], 16) - Convert.ToInt64(fields[1], 16);
        }

        throw new InvalidDataException($"{program} has no executable segment.");
    }
}
