using System.Globalization;
using OProf.Benchmarks;
using OProf.Benchmarks.Followers;
using OProf.Benchmarks.Markers;
using OProf.Benchmarks.PerfData;
using OProf.Benchmarks.Rings;

// dotnet run -c Release --project tests/Benchmarks [samples [repetitions]]
// dotnet run -c Release --project tests/Benchmarks rings [rounds [program with the tracepoint]]: see rings.sh
// dotnet run -c Release --project tests/Benchmarks markers [rounds [program with the tracepoint]]: see markers.sh
// dotnet run -c Release --project tests/Benchmarks ctf FOLDER [repetitions]: reads the traces below a folder
// dotnet run -c Release --project tests/Benchmarks followers [seconds [rounds [number of followers, or -1 for not published...]]]
// dotnet run -c Release --project tests/Benchmarks perfdata FILE TIMES NEW: the file's samples so many times over: see perfdata-vs-perf.sh
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["ctf", var traces, ..])
{
    CtfBenchmark.Run(traces, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 7);
    return;
}

if (args is ["perfdata", var source, var times, var target])
{
    RepeatedFile.Write(source, int.Parse(times, CultureInfo.InvariantCulture), target);
    return;
}

if (args is ["rings", ..])
{
    RingBenchmark.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 400, args.Length > 2 ? args[2] : null);
    return;
}

if (args is ["markers", ..])
{
    MarkerBenchmark.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 400, args.Length > 2 ? args[2] : null);
    return;
}

if (args is ["followers", ..])
{
    FollowerBenchmark.Run(
        args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 4, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3,
        args.Length > 3 ? [.. args[3..].Select(count => int.Parse(count, CultureInfo.InvariantCulture))] : [-1, 0, 1, 4, 16]);
    return;
}

if (args is ["follow-ring", var ring])
{
    PieceCopy.Follow(ring);
    return;
}

if (args is ["follow", var processId, var sessionId])
{
    Follower.Run(int.Parse(processId, CultureInfo.InvariantCulture), int.Parse(sessionId, CultureInfo.InvariantCulture));
    return;
}

long samples = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
int repetitions = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
StartBenchmark.Run(repetitions);
using var session = RetainedSamples.Capture(samples);
ReadBenchmark.Run(session, repetitions);
