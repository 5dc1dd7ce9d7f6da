using System.Globalization;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Nettrace;

/// <summary>Writes a trace block by block.</summary>
/// <remarks>
/// <code>
///   Trace  Metadata  Threads  Events: processes, mappings, symbols
///   then, for some thousand samples at a time:  SequencePoint  Stacks  Events
///   EndOfStream
/// </code>
/// A sequence point lets readers forget the stacks before it, so neither they nor this keep all of them.
/// </remarks>
internal sealed class NettraceBlocks
{
    private const int SamplesAtOnce = 4096;

    // Numbers of the kinds of events; those of samples follow.
    private const int ExistingProcess = 1;
    private const int ProcessMapping = 2;
    private const int ProcessSymbol = 3;
    private const int FirstSample = 4;

    // Metadata, sequence number with capture thread and processor, thread, stack, sorted, size.
    private const int EventFlags = 1 | 2 | 4 | 8 | 64 | 128;
    private const int TypeUInt = 21;
    private const int TypeArray = 19;
    private const int TypeUtf8 = 23;

    private readonly Profile _profile;
    private readonly Stream _stream;
    private readonly NettraceOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly NettraceBuffer _events = new();
    private readonly NettraceBuffer _block = new();
    private readonly NettraceBuffer _row = new();
    private readonly NettracePlaces _places;
    private readonly int[] _order;
    private readonly ulong _first;
    private ulong _last;
    private ulong _sequence;
    private bool _isFirstOfBlock = true;

    internal NettraceBlocks(Profile profile, Stream stream, NettraceOptions options, CancellationToken cancellation)
    {
        _profile = profile;
        _stream = stream;
        _options = options;
        _cancellation = cancellation;
        _places = new NettracePlaces(profile);
        _order = Order(profile);
        _first = _order.Length == 0 ? 0 : TimeOf(_order[0]);
    }

    internal void Write()
    {
        _stream.Write(_block.Clear().Raw("Nettrace"u8).Int32(0).Int32(6).Int32(0).Bytes);
        WriteTrace();
        WriteMetadata();
        WriteThreads();
        WriteSystem();
        for (int from = 0; from < _order.Length; from += SamplesAtOnce)
        {
            _cancellation.ThrowIfCancellationRequested();
            WriteSamples(_order.AsSpan(from, Math.Min(SamplesAtOnce, _order.Length - from)));
        }

        WriteSequencePoint(_order.Length == 0 ? 0 : TimeOf(_order[^1]));
        WriteBlock(NettraceBlockKind.EndOfStream, default);
    }

    private static int[] Order(Profile profile)
    {
        var times = profile.Samples.Times;
        int[] order = [.. Enumerable.Range(0, profile.Samples.Count)];
        for (int i = 1; i < order.Length; i++)
        {
            if (times[i] >= times[i - 1])
                continue;
            Array.Sort(order, (left, right) => times[left] != times[right] ? times[left].CompareTo(times[right]) : left.CompareTo(right));
            break;
        }

        return order;
    }

    private ulong TimeOf(int sample) => (ulong)Math.Max(0, _profile.Samples.Times[sample]);

    private void WriteTrace()
    {
        var start = (_options.StartTime ?? DateTimeOffset.UnixEpoch).UtcDateTime;
        _block.Clear().Int16(start.Year).Int16(start.Month).Int16((int)start.DayOfWeek).Int16(start.Day)
            .Int16(start.Hour).Int16(start.Minute).Int16(start.Second).Int16(start.Millisecond)
            .Int64(_first).Int64(1_000_000_000).Int32(sizeof(ulong)).Int32(1)
            .Text("HardwareThreadCount").Text(Cpus().ToString(CultureInfo.InvariantCulture));
        WriteBlock(NettraceBlockKind.Trace, _block.Bytes);
    }

    private int Cpus()
    {
        int most = 0;
        foreach (var sample in _profile.Samples)
            most = Math.Max(most, sample.Cpu);
        return most + 1;
    }

    private void WriteMetadata()
    {
        _block.Clear().Int16(0);
        Metadata(ExistingProcess, NettraceWriter.SystemProvider, 0, "ExistingProcess", ("NamespaceId", false), ("Name", true), ("NamespaceName", true));
        Metadata(ProcessMapping, NettraceWriter.SystemProvider, 3, "ProcessMapping",
            ("Id", false), ("StartAddress", false), ("EndAddress", false), ("FileOffset", false), ("FileName", true), ("MetadataId", false));
        Metadata(ProcessSymbol, NettraceWriter.SystemProvider, 4, "ProcessSymbol",
            ("Id", false), ("MappingId", false), ("StartAddress", false), ("EndAddress", false), ("Name", true));
        bool hasCpu = false;
        for (int kind = 0; kind < _profile.Events.Count; kind++)
        {
            bool isCpu = !hasCpu && _profile.Events[kind].IsTime;
            hasCpu |= isCpu;
            Metadata(FirstSample + kind, NettraceWriter.EventsProvider, FirstSample + kind, isCpu ? NettraceWriter.CpuEvent : _profile.Events[kind].Name, ("Value", false));
        }

        WriteBlock(NettraceBlockKind.Metadata, _block.Bytes);
    }

    private void Metadata(int id, string provider, int eventId, string name, params (string Name, bool IsText)[] fields)
    {
        _row.Clear().Varint((ulong)id).Text(provider).Varint((ulong)eventId).Text(name).Int16(fields.Length);
        foreach (var (field, isText) in fields)
        {
            _row.Int16(1 + field.Length + (isText ? 2 : 1)).Text(field);
            if (isText)
                _row.Byte(TypeArray).Byte(TypeUtf8);
            else
                _row.Byte(TypeUInt);
        }

        _row.Int16(0);
        _block.Int16(_row.Bytes.Length).Raw(_row.Bytes);
    }

    // Thread 0 is the one that writes, which is nobody.
    private void WriteThreads()
    {
        _block.Clear();
        Thread(0, "", 0, 0);
        for (int index = 0; index < _profile.Threads.Count; index++)
        {
            var row = _profile.Threads[index];
            Thread(index + 1, _profile.Strings[row.Name], row.ProcessId, row.ThreadId);
            if (_block.Bytes.Length < 1 << 20)
                continue;
            WriteBlock(NettraceBlockKind.Thread, _block.Bytes);
            _block.Clear();
        }

        WriteBlock(NettraceBlockKind.Thread, _block.Bytes);
    }

    private void Thread(int index, string name, int processId, int threadId)
    {
        _row.Clear().Varint((ulong)index).Byte(1).Text(name)
            .Byte(2).Varint((ulong)Math.Max(0, processId)).Byte(3).Varint((ulong)Math.Max(0, threadId));
        _block.Int16(_row.Bytes.Length).Raw(_row.Bytes);
    }

    private void WriteSystem()
    {
        var processes = new HashSet<int>();
        for (int index = 0; index < _profile.Threads.Count; index++)
        {
            var row = _profile.Threads[index];
            if (!processes.Add(row.ProcessId))
                continue;
            _row.Clear().Varint((ulong)Math.Max(0, row.ProcessId)).ShortText(_profile.Strings[row.ProcessName]).ShortText("");
            Event(ExistingProcess, _first, index + 1, 0, 0);
        }

        foreach (var (thread, mapping) in _places.Uses(_cancellation))
        {
            var (start, end) = _places.Mappings[mapping];
            _row.Clear().Varint((ulong)mapping + 1).Varint(start).Varint(end).Varint(0)
                .ShortText(_profile.Strings[_profile.Mappings[mapping].Image]).Varint(0);
            Event(ProcessMapping, _first, thread + 1, 0, 0);
        }

        int id = 0;
        foreach (var (function, mapping, first, last) in _places.Functions)
        {
            if (!_profile.Functions[function].IsKnown)
                continue;
            _row.Clear().Varint((ulong)++id).Varint((ulong)mapping + 1).Varint(first).Varint(last).ShortText(_profile.NameOf(function));
            Event(ProcessSymbol, _first, 0, 0, 0);
        }

        EndEvents(_first, _first);
    }

    private void WriteSamples(ReadOnlySpan<int> samples)
    {
        ulong first = TimeOf(samples[0]);
        WriteSequencePoint(first);
        var numbers = new Dictionary<int, int>();
        _block.Clear().Int32(1).Int32(0);
        uint stacks = 0;
        foreach (int index in samples)
        {
            int stack = _profile.Samples[index].Stack;
            if (!numbers.TryAdd(stack, numbers.Count + 1))
                continue;
            stacks++;
            _row.Clear();
            for (int at = stack; at != 0; at = _profile.Stacks.ParentOf(at))
                _row.Int64(_places.Of(_profile.Stacks.FrameOf(at)));
            _block.Int32((uint)_row.Bytes.Length).Raw(_row.Bytes);
        }

        // At 1024 frames a chain these are 33 MB at most; a block holds half as much.
        WriteStacks(_block.Bytes, stacks);
        foreach (int index in samples)
        {
            var sample = _profile.Samples[index];
            _row.Clear().Varint((ulong)_profile.Events[sample.Event].WeightOf(sample.Period));
            Event(FirstSample + sample.Event, TimeOf(index), sample.Thread + 1, Math.Max(0, sample.Cpu), numbers[sample.Stack]);
        }

        EndEvents(first, TimeOf(samples[^1]));
    }

    private void WriteStacks(ReadOnlySpan<byte> block, uint count)
    {
        var whole = block.ToArray();
        BitConverter.TryWriteBytes(whole.AsSpan(4), count);
        WriteBlock(NettraceBlockKind.Stack, whole);
    }

    private void WriteSequencePoint(ulong time) =>
        WriteBlock(NettraceBlockKind.SequencePoint, _block.Clear().Int64(time).Int32(0).Int32(0).Bytes);

    // A block's first event says its number; each of the others is one more than the one before.
    private void Event(int kind, ulong time, int thread, int cpu, int stack)
    {
        _events.Byte(EventFlags).Varint((ulong)kind).Varint(_isFirstOfBlock ? _sequence : 0).Varint(0).Varint((ulong)cpu)
            .Varint((ulong)thread).Varint((ulong)stack).Varint(time - _last).Varint((ulong)_row.Bytes.Length).Raw(_row.Bytes);
        _isFirstOfBlock = false;
        _sequence++;
        _last = time;
        if (_events.Bytes.Length > 1 << 20)
            EndEvents(_first, time);
    }

    private void EndEvents(ulong first, ulong last)
    {
        if (!_isFirstOfBlock)
        {
            var head = new NettraceBuffer().Int16(20).Int16(1).Int64(first).Int64(last).Raw(_events.Bytes);
            WriteBlock(NettraceBlockKind.Event, head.Bytes);
        }

        _events.Clear();
        _isFirstOfBlock = true;
        _last = 0;
    }

    private void WriteBlock(NettraceBlockKind kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[4];
        BitConverter.TryWriteBytes(head, (uint)bytes.Length | ((uint)kind << 24));
        _stream.Write(head);
        _stream.Write(bytes);
    }
}
