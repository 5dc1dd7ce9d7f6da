using System.Globalization;
using System.Text.Json;
using OProf.Analysis.Formats.Speedscope;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Firefox;

/// <summary>Writes the threads with their samples, in the order of their times, which the profiler counts on.</summary>
internal sealed class FirefoxThreads
{
    private const int ValuesBetweenFlushes = 1 << 14;

    private readonly Profile _profile;
    private readonly Utf8JsonWriter _json;
    private readonly CancellationToken _cancellation;
    private readonly SpeedscopeThreads _threads;
    private readonly bool _hasTimes;
    private int[] _ordered = [];
    private long _written;

    internal FirefoxThreads(Profile profile, Utf8JsonWriter json, CancellationToken cancellation)
    {
        _profile = profile;
        _json = json;
        _cancellation = cancellation;
        _threads = SpeedscopeThreads.Of(profile);
        _hasTimes = profile.Samples.Count > 0 && _threads.Last > 0;
    }

    /// <summary>Time of the first sample, from which times count; 0 where there is none.</summary>
    internal long First => _hasTimes ? _threads.First : 0;

    internal void Write()
    {
        _json.WriteStartArray("threads");
        foreach (var thread in _threads.ByWeight)
        {
            _cancellation.ThrowIfCancellationRequested();
            Write(thread);
        }

        _json.WriteEndArray();
    }

    private void Write(in SpeedscopeThread thread)
    {
        var row = _profile.Threads[thread.Thread];
        var kind = _profile.Events[thread.Event];
        string name = _profile.Strings[row.Name];
        _json.WriteStartObject();
        _json.WriteString("processType", "default");
        _json.WriteString("processName", _profile.Strings[row.ProcessName]);
        _json.WriteNumber("processStartupTime", 0);
        _json.WriteNull("processShutdownTime");
        _json.WriteNumber("registerTime", 0);
        _json.WriteNull("unregisterTime");
        _json.WriteStartArray("pausedRanges");
        _json.WriteEndArray();
        _json.WriteString("name", _profile.Events.Count == 1 ? name : $"{name} {kind.Name}");
        _json.WriteBoolean("isMainThread", row.ProcessId == row.ThreadId);
        _json.WriteString("pid", row.ProcessId.ToString(CultureInfo.InvariantCulture));
        _json.WriteNumber("tid", row.ThreadId);
        WriteSamples(kind, Order(_threads.SamplesOf(thread)));
        WriteNoMarkers();
        _json.WriteEndObject();
    }

    private void WriteSamples(EventRow kind, ReadOnlySpan<int> samples)
    {
        _json.WriteStartObject("samples");
        _json.WriteStartArray("stack");
        foreach (int index in samples)
        {
            _json.WriteNumberValue(_profile.Samples[index].Stack - 1);
            FlushNowAndThen();
        }

        _json.WriteEndArray();

        // Without times, a millisecond apart: the profiler shows nothing of samples that are all of one moment.
        _json.WriteStartArray("time");
        for (int i = 0; i < samples.Length; i++)
        {
            _json.WriteNumberValue(_hasTimes ? (_profile.Samples[samples[i]].Time - First) / 1e6 : i);
            FlushNowAndThen();
        }

        _json.WriteEndArray();

        // Its weights are samples or milliseconds: what else an event counts is shown as samples.
        _json.WriteStartArray("weight");
        foreach (int index in samples)
        {
            long weight = kind.WeightOf(_profile.Samples[index].Period);
            if (kind.IsTime)
                _json.WriteNumberValue(weight / 1e6);
            else
                _json.WriteNumberValue(weight);
            FlushNowAndThen();
        }

        _json.WriteEndArray();
        _json.WriteString("weightType", kind.IsTime ? "tracing-ms" : "samples");
        _json.WriteNumber("length", samples.Length);
        _json.WriteEndObject();
    }

    private void WriteNoMarkers()
    {
        _json.WriteStartObject("markers");
        foreach (string column in (string[])["data", "name", "startTime", "endTime", "phase", "category"])
        {
            _json.WriteStartArray(column);
            _json.WriteEndArray();
        }

        _json.WriteNumber("length", 0);
        _json.WriteEndObject();
    }

    // The stream's order is that of time, but for samples that came late.
    private ReadOnlySpan<int> Order(ReadOnlySpan<int> samples)
    {
        bool isOrdered = true;
        for (int i = 1; i < samples.Length && isOrdered; i++)
            isOrdered = _profile.Samples.Times[samples[i - 1]] <= _profile.Samples.Times[samples[i]];
        if (isOrdered)
            return samples;
        if (_ordered.Length < samples.Length)
            _ordered = new int[samples.Length];
        samples.CopyTo(_ordered);
        var ordered = _ordered.AsSpan(0, samples.Length);
        ordered.Sort((left, right) =>
        {
            int order = _profile.Samples.Times[left].CompareTo(_profile.Samples.Times[right]);
            return order != 0 ? order : left.CompareTo(right);
        });
        return ordered;
    }

    private void FlushNowAndThen()
    {
        if (++_written % ValuesBetweenFlushes == 0)
            _json.Flush();
    }
}
