using System.Diagnostics;
using System.Globalization;

namespace OProf.Benchmarks.Rings;

/// <summary>LTTng-UST: a C program that is traced by a session the script has started; it takes the time when told to.</summary>
internal sealed class LttngContender : Contender
{
    private readonly Dictionary<int, Process> _programs = [];
    private readonly string _path;

    public LttngContender(string name, int records, string path)
        : base(name, records) => _path = path;

    public override void Dispose()
    {
        foreach (var program in _programs.Values)
        {
            // It ends with its input.
            program.StandardInput.Close();
            program.WaitForExit();
            program.Dispose();
        }

        base.Dispose();
    }

    protected override double Measure(int writers)
    {
        if (!_programs.TryGetValue(writers, out var program))
        {
            program = Process.Start(new ProcessStartInfo(_path, [writers.ToString(CultureInfo.InvariantCulture), Records.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            _programs.Add(writers, program);
        }

        program.StandardInput.WriteLine();
        program.StandardInput.Flush();
        string line = program.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{_path} has ended.");
        return double.Parse(line, CultureInfo.InvariantCulture);
    }

    protected override void Write(int writer) => throw new NotSupportedException("The program writes.");
}
