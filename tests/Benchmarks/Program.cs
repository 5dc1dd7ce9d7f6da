using System.Globalization;
using OProf.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks [samples [repetitions]]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
long samples = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
int repetitions = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
StartBenchmark.Run(repetitions);
using var session = RetainedSamples.Capture(samples);
ReadBenchmark.Run(session, repetitions);
