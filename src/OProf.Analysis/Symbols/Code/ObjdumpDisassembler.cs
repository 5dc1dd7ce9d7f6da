using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace OProf.Analysis.Symbols.Code;

/// <summary>Code of any processor that the installed objdump (GNU binutils, or LLVM's under that name) knows.</summary>
internal static class ObjdumpDisassembler
{
    private const int MaxLineLength = 1 << 12;

    /// <summary>The instructions of a function; null where there is no objdump, or it does not know the processor.</summary>
    internal static IReadOnlyList<Instruction>? Of(FunctionCode code, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("objdump") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in new[]
        {
            "-d", "-w", "-z",
            FormattableString.Invariant($"--start-address=0x{code.Address:x}"),
            FormattableString.Invariant($"--stop-address=0x{code.Address + (ulong)code.Bytes.Length:x}"),
            "--", code.Path,
        })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["LC_ALL"] = "C";
        try
        {
            using var process = Process.Start(start)!;
            using var stop = cancellation.Register(static started => Kill((Process)started!), process);
            process.StandardInput.Close();
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            var instructions = Read(process.StandardOutput, code);
            cancellation.ThrowIfCancellationRequested();
            Kill(process);
            return instructions.Count == 0 ? null : instructions;
        }
        catch (Win32Exception)
        {
            // It is not installed.
            return null;
        }
    }

    /// <summary>
    /// Reads what objdump prints: "  401126:\t55 48 89 e5 \tpush %rbp". Processors whose instructions are words have these in one
    /// piece, so the number of digits tells the length. No more lines are taken than the function has bytes.
    /// </summary>
    internal static List<Instruction> Read(TextReader text, FunctionCode code)
    {
        var instructions = new List<Instruction>();
        ulong end = code.Address + (ulong)code.Bytes.Length;
        while (instructions.Count <= code.Bytes.Length && text.ReadLine() is { } line)
        {
            string[] parts = line.Length > MaxLineLength ? [] : line.Split('\t', 3);
            if (parts.Length < 2 || !parts[0].EndsWith(':')
                || !ulong.TryParse(parts[0].AsSpan(0, parts[0].Length - 1).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address)
                || address < code.Address || address >= end)
            {
                continue;
            }

            int length = parts[1].Count(char.IsAsciiHexDigit) / 2;
            if (length > 0)
                instructions.Add(new Instruction(address, length, parts.Length < 3 ? "" : parts[2].Replace('\t', ' ').TrimEnd()));
        }

        return instructions;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }
}
