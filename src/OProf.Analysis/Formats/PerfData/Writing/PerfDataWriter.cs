using System.Buffers.Binary;
using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Formats.PerfData.Files;
using OProf.Analysis.Formats.PerfData.Records;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.PerfData.Writing;

/// <summary>
/// Writes a session as a file of <c>perf record</c>: one pass over its samples, with what has to be known before each. Where the
/// stream cannot go back to write the header, it is what perf writes to a pipe.
/// </summary>
/// <remarks>
/// <code>
///   header ─ ids ─ attributes ─ records ─ table of parts ─ parts        a file
///   header ─ records: attributes, parts, then all others                a pipe
/// </code>
/// </remarks>
internal sealed class PerfDataWriter
{
    private const int FileHeaderSize = 104;
    private const int PipeHeaderSize = 16;
    private const int FeaturesAt = 72;
    private const int SamplesPerRound = 1 << 15;

    private readonly ExportSource _source;
    private readonly IProfileSource _samples;
    private readonly Stream _stream;
    private readonly List<ExportedEvent> _events = [];
    private readonly bool _hasChains;
    private readonly CgroupRecords? _cgroups;
    private readonly RecordBuffer _buffer;
    private readonly RecordWriter _records;
    private readonly ProcessRecords _processes;
    private readonly Dictionary<int, ulong> _counts = [];
    private readonly IReadOnlyList<KernelSymbol> _kernelSymbols;
    private int _nextKernelSymbol;
    private ulong _first = ulong.MaxValue;
    private ulong _last;
    private long _data;
    private long _cutChains;

    /// <summary>Prepares it.</summary>
    /// <param name="source">What is written.</param>
    /// <param name="stream">Where to.</param>
    public PerfDataWriter(ExportSource source, Stream stream)
    {
        _source = source;
        _samples = source.Resolver.Source;
        _stream = stream;
        var session = RetainedData.Of(source.Session);
        if (session.EventNames.Count == 0)
            throw ExportErrors.NoEvents(session.Name);
        _hasChains = session.Options.CallGraph != CallGraphMode.None || session.Stacks.Count > 1;
        bool hasCpus = session.Cpus.Any(cpu => cpu >= 0);
        bool hasCgroups = CgroupRecords.AreIn(_samples.Tasks);
        for (int index = 0; index < session.EventNames.Count; index++)
            _events.Add(new ExportedEvent(session, index, _hasChains, hasCpus, hasCgroups));
        _buffer = new RecordBuffer(stream);
        _records = new RecordWriter(_buffer, hasCpus);
        _cgroups = hasCgroups ? new CgroupRecords(_samples.Tasks, _records) : null;
        _processes = new ProcessRecords(_samples, _records);
        _kernelSymbols = _samples.KernelSymbols;
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Write()
    {
        var session = _source.Session;
        var features = FeatureWriter.Of(session, _events);
        if (_stream.CanSeek)
            WriteFile(session, features);
        else
            WritePipe(session, features);
        if (_data > 0)
            _source.Say("OProfExportDataLeftOut", FormattableString.Invariant($"{_data} data records (hits of markers, marks) are not in the file: the format has samples only."));
        if (_cutChains > 0)
            _source.Say("OProfPerfDataChainsCut", FormattableString.Invariant($"{_cutChains} call chains were longer than is kept and have lost their outermost frames."));
    }

    private void WriteFile(Session session, List<(PerfFeature Feature, byte[] Bytes)> features)
    {
        long start = _stream.Position;
        _stream.Write(new byte[FileHeaderSize]);
        foreach (var each in _events)
            _stream.Write(BitConverter.GetBytes(each.Id));
        long attributes = FileHeaderSize + (sizeof(ulong) * _events.Count);
        for (int i = 0; i < _events.Count; i++)
        {
            _stream.Write(_events[i].Attr());
            _stream.Write(Section(FileHeaderSize + (sizeof(ulong) * i), sizeof(ulong)));
        }

        long data = attributes + ((ExportedEvent.AttrSize + PerfSection.Length) * _events.Count);
        WriteRecords(session);
        features.Add((PerfFeature.SampleTime, FeatureWriter.Times(_last == 0 ? 0 : _first, _last)));
        features.Sort((a, b) => a.Feature.CompareTo(b.Feature));
        long place = data + _buffer.Length + (PerfSection.Length * features.Count);
        foreach (var (_, bytes) in features)
        {
            _stream.Write(Section(place, bytes.Length));
            place += bytes.Length;
        }

        foreach (var (_, bytes) in features)
            _stream.Write(bytes);

        byte[] header = [.. "PERFILE2"u8, .. BitConverter.GetBytes((ulong)FileHeaderSize), .. BitConverter.GetBytes((ulong)(ExportedEvent.AttrSize + PerfSection.Length)),
            .. Section(attributes, (ExportedEvent.AttrSize + PerfSection.Length) * _events.Count), .. Section(data, _buffer.Length), .. Section(0, 0), .. new byte[32]];
        foreach (var (feature, _) in features)
            header[FeaturesAt + ((int)feature / 8)] |= (byte)(1 << ((int)feature % 8));
        long end = _stream.Position;
        _stream.Position = start;
        _stream.Write(header);
        _stream.Position = end;
    }

    private void WritePipe(Session session, List<(PerfFeature Feature, byte[] Bytes)> features)
    {
        _stream.Write([.. "PERFILE2"u8, .. BitConverter.GetBytes((ulong)PipeHeaderSize)]);
        foreach (var each in _events)
        {
            _buffer.Begin((uint)PerfUserRecordType.PERF_RECORD_HEADER_ATTR, 0);
            _buffer.Add(each.Attr());
            _buffer.Add(each.Id);
            _buffer.End();
        }

        foreach (var (feature, bytes) in features)
        {
            if (feature == PerfFeature.BuildId)
            {
                // The record that a file has, under the type that says so in a pipe.
                _buffer.Begin((uint)PerfUserRecordType.PERF_RECORD_HEADER_BUILD_ID, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(4)));
                _buffer.Add(bytes.AsSpan(RecordBuffer.Header));
            }
            else
            {
                _buffer.Begin((uint)PerfUserRecordType.PERF_RECORD_HEADER_FEATURE, 0);
                _buffer.Add((ulong)feature);
                _buffer.Add(bytes.AsSpan(0, Math.Min(bytes.Length, RecordBuffer.MaxRecord - _buffer.RecordLength)));
            }

            _buffer.End();
        }

        WriteRecords(session);
    }

    private static byte[] Section(long offset, long size) => [.. BitConverter.GetBytes((ulong)offset), .. BitConverter.GetBytes((ulong)size)];

    private void WriteRecords(Session session)
    {
        if (!KernelRecords.Write(session, _records))
        {
            _source.Say(
                "OProfExportKernelNames",
                "Where the kernel lay is not known, as the capture is of another boot or the kernel hides it: other tools have no names for its addresses.");
        }

        var reader = _samples.OpenReader();
        long read = 0;
        long written = 0;
        while (reader.TryRead(out var entry))
        {
            switch (entry.Kind)
            {
                case EventKind.Sample:
                    _source.Count(ref read);
                    if (!_source.Wants(entry) || (uint)entry.Event >= (uint)_events.Count)
                        break;
                    Sample(entry);
                    if (++written % SamplesPerRound == 0)
                        _buffer.AddEmpty((uint)PerfUserRecordType.PERF_RECORD_FINISHED_ROUND);
                    break;
                case EventKind.Lost when entry.LossCause != LossCause.AfterEnd && !_source.Options.IsFiltered:
                    _records.Lost(new SampleIdentity(ExportedEvent.IdOf(0), -1, -1, entry.Time, entry.Cpu), (ulong)entry.LostCount);
                    break;
                case EventKind.Data:
                    _data++;
                    break;
                default:
                    break;
            }
        }

        KernelSymbols(ulong.MaxValue);
        _buffer.AddEmpty((uint)PerfUserRecordType.PERF_RECORD_FINISHED_ROUND);
        _buffer.Flush();
    }

    private void Sample(in StreamEvent entry)
    {
        var of = _events[entry.Event];
        var at = new SampleIdentity(of.Id, entry.ProcessId, entry.ThreadId, entry.Time, entry.Cpu);
        _first = Math.Min(_first, at.Time);
        _last = Math.Max(_last, at.Time);
        KernelSymbols(at.Time);

        // A flight recorder may have dropped the chain meanwhile; the place itself is still known.
        int innermost = _samples.Stacks.FrameOf(entry.Stack);
        var place = innermost != 0 ? _samples.Stacks.Frame(innermost) : new StackFrame(entry.Cookie, entry.Offset, entry.Mode, false);
        _processes.Before(at, entry, place);
        ulong cgroup = _cgroups?.Before(at, entry.Task) ?? 0;
        _records.BeginSample(at, place.Mode, ImageAddresses.Of(place), entry.Period);
        if (of.Members.Count > 0)
            Values(of, entry.Values.Span);
        if (_hasChains)
            Chain(innermost != 0 ? entry.Stack : 0);
        if (_cgroups is not null)
            _buffer.Add(cgroup);
        _buffer.End();
    }

    // A file has running counts, a session what was counted since the sample before.
    private void Values(ExportedEvent of, ReadOnlySpan<ulong> values)
    {
        int count = Math.Min(of.Members.Count, values.Length);
        _buffer.Add((ulong)count);
        for (int i = 0; i < count; i++)
        {
            ulong running = _counts.GetValueOrDefault(of.Members[i]) + values[i];
            _counts[of.Members[i]] = running;
            _buffer.Add(running);
            _buffer.Add(ExportedEvent.IdOf(of.Members[i]));
        }
    }

    // Innermost frame first, with a mark before the frames of each mode.
    private void Chain(int stack)
    {
        Span<ulong> words = stackalloc ulong[PerfRecordSync.MaxChainLength - 1];
        int length = 0;
        var mode = ProcessorMode.Unknown;
        for (; stack != 0 && length + 2 <= words.Length; stack = _samples.Stacks.ParentOf(stack))
        {
            var frame = _samples.Stacks.Frame(_samples.Stacks.FrameOf(stack));
            if (frame.Mode != mode || length == 0)
            {
                mode = frame.Mode;
                words[length++] = PerfContext.MarkOf(mode);
            }

            words[length++] = ImageAddresses.Of(frame);
        }

        if (stack != 0)
            _cutChains++;
        _buffer.Add((ulong)length);
        foreach (ulong word in words[..length])
            _buffer.Add(word);
    }

    private void KernelSymbols(ulong until)
    {
        for (; _nextKernelSymbol < _kernelSymbols.Count && _kernelSymbols[_nextKernelSymbol].Time <= until; _nextKernelSymbol++)
            _records.KernelSymbol(_kernelSymbols[_nextKernelSymbol], new SampleIdentity(ExportedEvent.IdOf(0), 0, 0, 0, FirstCpu));
    }

    private int FirstCpu => _source.Session.Cpus.FirstOrDefault(cpu => cpu >= 0);
}
