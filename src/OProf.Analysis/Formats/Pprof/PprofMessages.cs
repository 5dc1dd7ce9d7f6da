using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>Writes a profile message by message.</summary>
/// <remarks>
/// Strings have the numbers of <see cref="Profile.Strings"/>, everything else its index and 1, as 0 means none. A mapping begins at
/// address 0, so that an address is the offset in the file, by which tools find it there; the kernel's are as they are. The
/// address of a frame that calls lies in the call, as the format has it.
/// </remarks>
internal sealed class PprofMessages
{
    private const int MessagesBetweenLooks = 4096;
    private const int BytesAtOnce = 1 << 16;

    private readonly Profile _profile;
    private readonly Stream _stream;
    private readonly PprofOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly PprofTypes _types;
    private readonly Dictionary<string, int> _strings = [];
    private readonly List<string> _moreStrings = [];
    private readonly ProtoMessage _output = new();
    private readonly ProtoMessage _message = new();
    private readonly ProtoMessage _part = new();
    private int _written;

    internal PprofMessages(Profile profile, Stream stream, PprofOptions options, CancellationToken cancellation)
    {
        _profile = profile;
        _stream = stream;
        _options = options;
        _cancellation = cancellation;
        _types = new PprofTypes(profile.Events);
        _strings[""] = 0;
    }

    internal void Write()
    {
        foreach (var (type, unit) in _types.All)
            Put(PprofField.ProfileSampleType, ValueType(type, unit));
        WriteSamples();
        WriteMappings();
        for (int frame = 0; frame < _profile.Frames.Count; frame++)
            WriteLocation(frame);
        for (int function = 0; function < _profile.Functions.Count; function++)
        {
            var row = _profile.Functions[function];
            _message.Clear().Number(PprofField.FunctionId, function + 1L).Number(PprofField.FunctionName, row.Name)
                .Number(PprofField.FunctionSystemName, row.Name);
            if (row.Line > 0)
                _message.Number(PprofField.FunctionFilename, row.Image);
            Put(PprofField.ProfileFunction, _message);
        }

        WriteFacts();
        foreach (string text in _profile.Strings)
            Text(text);
        foreach (string text in _moreStrings)
            Text(text);
        Flush();
    }

    private void WriteSamples()
    {
        if (_options.WithTimes)
        {
            Span<long> values = stackalloc long[_types.Count];
            foreach (var sample in _profile.Samples)
            {
                values.Clear();
                _types.Add(sample, values);
                BeginSample(sample.Stack, sample.Thread, values);
                NumberLabel(PprofLabel.Time, sample.Time, PprofTypes.TimeUnit);
                if (sample.Cpu >= 0)
                    NumberLabel(PprofLabel.Cpu, sample.Cpu);
                Put(PprofField.ProfileSample, _message);
            }

            return;
        }

        var samples = new PprofSamples(_profile, _types, _cancellation);
        foreach (var (thread, stack, row) in samples.Rows)
        {
            BeginSample(stack, thread, samples.ValuesOf(row));
            Put(PprofField.ProfileSample, _message);
        }
    }

    private void BeginSample(int stack, int thread, ReadOnlySpan<long> values)
    {
        _part.Clear();
        for (int at = stack; at != 0; at = _profile.Stacks.ParentOf(at))
            _part.Varint((ulong)_profile.Stacks.FrameOf(at) + 1);
        _message.Clear().Message(PprofField.SampleLocationId, _part);
        _part.Clear();
        foreach (long value in values)
            _part.Varint((ulong)value);
        _message.Message(PprofField.SampleValue, _part);

        var row = _profile.Threads[thread];
        if (row.ProcessId >= 0)
            NumberLabel(PprofLabel.ProcessId, row.ProcessId);
        if (row.ThreadId >= 0)
            NumberLabel(PprofLabel.ThreadId, row.ThreadId);
        TextLabel(PprofLabel.ProcessName, row.ProcessName);
        TextLabel(PprofLabel.ThreadName, row.Name);
    }

    private void NumberLabel(string key, long number, string unit = "") => _message.Message(
        PprofField.SampleLabel,
        _part.Clear().Number(PprofField.LabelKey, String(key)).Number(PprofField.LabelNum, number).Number(PprofField.LabelNumUnit, String(unit)));

    private void TextLabel(string key, int text)
    {
        if (text != 0)
            _message.Message(PprofField.SampleLabel, _part.Clear().Number(PprofField.LabelKey, String(key)).Number(PprofField.LabelStr, text));
    }

    private void WriteMappings()
    {
        var limits = new ulong[_profile.Mappings.Count];
        foreach (var frame in _profile.Frames)
            limits[frame.Mapping] = Math.Max(limits[frame.Mapping], frame.Offset == ulong.MaxValue ? frame.Offset : frame.Offset + 1);

        // Tools take the first for the program that the profile is of.
        foreach (int index in ByFrames())
        {
            var row = _profile.Mappings[index];
            string buildId = row.File is { BuildId.IsEmpty: false } file ? Convert.ToHexString(file.BuildId.Span).ToLowerInvariant() : "";
            Put(PprofField.ProfileMapping, _message.Clear().Number(PprofField.MappingId, index + 1L)
                .Number(PprofField.MappingMemoryLimit, limits[index])
                .Number(PprofField.MappingFilename, row.Image)
                .Number(PprofField.MappingBuildId, String(buildId))
                .Number(PprofField.MappingHasFunctions, 1L));
        }
    }

    // Files before what has none; that of the most places first.
    private IEnumerable<int> ByFrames()
    {
        var frames = new int[_profile.Mappings.Count];
        foreach (var frame in _profile.Frames)
            frames[frame.Mapping]++;
        return Enumerable.Range(0, frames.Length)
            .OrderBy(index => _profile.Mappings[index].File is null).ThenByDescending(index => frames[index]);
    }

    private void WriteLocation(int index)
    {
        var frame = _profile.Frames[index];
        ulong address = frame.IsReturnAddress && frame.Offset != 0 ? frame.Offset - 1 : frame.Offset;
        _part.Clear().Number(PprofField.LineFunctionId, frame.Function + 1L);
        if (_profile.Functions[frame.Function].Line is > 0 and var line)
            _part.Number(PprofField.LineLine, line);
        Put(PprofField.ProfileLocation, _message.Clear().Number(PprofField.LocationId, index + 1L)
            .Number(PprofField.LocationMappingId, frame.Mapping + 1L)
            .Number(PprofField.LocationAddress, address)
            .Message(PprofField.LocationLine, _part));
    }

    private void WriteFacts()
    {
        if (_options.StartTime is { } start)
            Number(PprofField.ProfileTimeNanos, (start - DateTimeOffset.UnixEpoch).Ticks * 100);
        Number(PprofField.ProfileDurationNanos, _options.Elapsed is { } elapsed ? elapsed.Ticks * 100 : SpanOfTimes());
        if (_profile.Events.Count > 0)
        {
            var first = _profile.Events[0];
            Put(PprofField.ProfilePeriodType, ValueType(first.Name, PprofTypes.UnitOf(first)));
            Number(PprofField.ProfilePeriod, _options.Period ?? (first.Samples == 0 ? 0 : first.Period / first.Samples));
            Number(PprofField.ProfileDefaultSampleType, String(_types.All[first.Period == 0 ? 0 : 1].Type));
        }

        foreach (var notice in _profile.Notices)
            Number(PprofField.ProfileComment, String($"{notice.Id}: {notice.Message}"));
    }

    private long SpanOfTimes()
    {
        long first = long.MaxValue;
        long last = long.MinValue;
        foreach (long time in _profile.Samples.Times)
        {
            first = Math.Min(first, time);
            last = Math.Max(last, time);
        }

        return first > last ? 0 : last - first;
    }

    private ProtoMessage ValueType(string type, string unit) =>
        _message.Clear().Number(PprofField.ValueTypeType, String(type)).Number(PprofField.ValueTypeUnit, String(unit));

    private int String(string text)
    {
        if (_strings.TryGetValue(text, out int number))
            return number;
        _moreStrings.Add(text);
        return _strings[text] = _profile.Strings.Count + _moreStrings.Count - 1;
    }

    private void Put(int field, ProtoMessage message)
    {
        _output.Message(field, message);
        FlushNowAndThen();
    }

    private void Number(int field, long value) => _output.Number(field, value);

    private void Text(string text)
    {
        _output.Text(PprofField.ProfileStringTable, text);
        FlushNowAndThen();
    }

    private void FlushNowAndThen()
    {
        if (++_written % MessagesBetweenLooks == 0)
            _cancellation.ThrowIfCancellationRequested();
        if (_output.Bytes.Length >= BytesAtOnce)
            Flush();
    }

    private void Flush()
    {
        _stream.Write(_output.Bytes);
        _output.Clear();
    }
}
