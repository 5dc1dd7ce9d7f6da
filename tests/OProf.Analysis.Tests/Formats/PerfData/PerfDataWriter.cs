using System.Buffers.Binary;
using System.Text;

namespace OProf.Analysis.Tests.Formats.PerfData;

/// <summary>
/// Writes perf.data files by the documents of the format (perf.data-file-format.txt, linux/perf_event.h), of either byte
/// order, any version of the attribute, to a file or a pipe.
/// </summary>
internal sealed class PerfDataWriter
{
    public const ulong Ip = 1;
    public const ulong Tid = 1 << 1;
    public const ulong Time = 1 << 2;
    public const ulong Addr = 1 << 3;
    public const ulong Read = 1 << 4;
    public const ulong CallChain = 1 << 5;
    public const ulong Id = 1 << 6;
    public const ulong Cpu = 1 << 7;
    public const ulong Period = 1 << 8;
    public const ulong StreamId = 1 << 9;
    public const ulong Raw = 1 << 10;
    public const ulong Identifier = 1 << 16;
    public const ulong Aux = 1 << 20;
    public const ulong Cgroup = 1 << 21;
    public const ulong DataPageSize = 1 << 22;
    public const ulong CodePageSize = 1 << 23;

    private const ulong SampleIdAll = 1 << 18;

    private readonly List<byte> _records = [];
    private readonly List<(ulong Type, ulong Config, ulong[] Ids)> _events = [];
    private readonly SortedDictionary<int, byte[]> _features = [];

    public bool IsBigEndian { get; init; }

    public bool IsPipe { get; init; }

    public ulong SampleType { get; init; } = Ip | Tid | Time | Cpu | Period | CallChain;

    public ulong ReadFormat { get; init; }

    public int AttrSize { get; init; } = 112;

    public bool HasTrailers { get; init; } = true;

    public ulong Flags { get; init; }

    /// <summary>What the header says the data has; null for what it has.</summary>
    public ulong? DataSize { get; set; }

    /// <summary>Bytes of records written so far.</summary>
    public long Length => _records.Count;

    public PerfDataWriter Event(ulong type, ulong config, params ulong[] ids)
    {
        _events.Add((type, config, ids));
        return this;
    }

    public PerfDataWriter Feature(int number, byte[] content)
    {
        _features[number] = content;
        return this;
    }

    /// <summary>A text as the features have it.</summary>
    public byte[] Text(string text)
    {
        byte[] bytes = new byte[4 + ((text.Length + 64) & ~63)];
        U32(bytes, 0, (uint)(bytes.Length - 4));
        Encoding.UTF8.GetBytes(text, bytes.AsSpan(4));
        return bytes;
    }

    public PerfDataWriter Comm(int pid, int tid, string name, ulong time, int cpu = 0, bool isExec = false) =>
        Record(3, (ushort)(isExec ? 1 << 13 : 2), [.. Words32(pid, tid), .. Padded(name)], pid, tid, time, cpu);

    public PerfDataWriter Fork(int pid, int ppid, int tid, int ptid, ulong time, int cpu = 0, ushort misc = 0) =>
        Record(7, misc, [.. Words32(pid, ppid, tid, ptid), .. Words(time)], ppid, ptid, time, cpu);

    public PerfDataWriter Exit(int pid, int tid, ulong time, int cpu = 0) =>
        Record(4, 0, [.. Words32(pid, pid, tid, tid), .. Words(time)], pid, tid, time, cpu);

    public PerfDataWriter Mmap(int pid, ulong start, ulong length, ulong offset, string name, ulong time) =>
        Record(1, 2, [.. Words32(pid, pid), .. Words(start, length, offset), .. Padded(name)], pid, pid, time, 0);

    public PerfDataWriter Mmap2(int pid, ulong start, ulong length, ulong offset, string name, ulong time, ulong inode = 7, int cpu = 0) =>
        Record(
            10, 2, [.. Words32(pid, pid), .. Words(start, length, offset), .. Words32(8, 1), .. Words(inode, 3), .. Words32(5, 2), .. Padded(name)],
            pid, pid, time, cpu);

    public PerfDataWriter CgroupPath(ulong id, string path, ulong time) => Record(19, 0, [.. Words(id), .. Padded(path)], 0, 0, time, 0);

    public PerfDataWriter Lost(ulong count, ulong time, int cpu = 0) => Record(2, 0, Words(0, count), 0, 0, time, cpu);

    /// <summary>A sample; its id is that of the event's first.</summary>
    public PerfDataWriter Sample(
        int pid, int tid, ulong ip, ulong time, int cpu = 0, ulong period = 1000, ulong id = 0, ushort misc = 2, ulong[]? chain = null, ulong[]? read = null,
        ulong cgroup = 0)
    {
        var body = new List<byte>();
        void Add(ulong field, byte[] bytes)
        {
            if ((SampleType & field) != 0)
                body.AddRange(bytes);
        }

        Add(Identifier, Words(id));
        Add(Ip, Words(ip));
        Add(Tid, Words32(pid, tid));
        Add(Time, Words(time));
        Add(Addr, Words(0x1234));
        Add(Id, Words(id));
        Add(StreamId, Words(id));
        Add(Cpu, Words32(cpu, 0));
        Add(Period, Words(period));
        Add(Read, Words(read ?? [42]));
        Add(CallChain, Words([(ulong)(chain ?? []).Length, .. chain ?? []]));
        Add(Raw, [.. Words32(12), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        Add(Cgroup, Words(cgroup));
        Add(DataPageSize, Words(4096));
        Add(CodePageSize, Words(8192));
        Add(Aux, Words(8, 0x5555));
        return Plain(9, misc, [.. body]);
    }

    public PerfDataWriter Round() => Plain(68, 0, []);

    /// <summary>A record without a trailer.</summary>
    public PerfDataWriter Plain(uint type, ushort misc, byte[] body)
    {
        byte[] header = new byte[8];
        U32(header, 0, type);
        U16(header, 4, misc);
        U16(header, 6, (ushort)(8 + body.Length));
        _records.AddRange(header);
        _records.AddRange(body);
        return this;
    }

    /// <summary>Bytes as they are.</summary>
    public PerfDataWriter Bytes(byte[] bytes)
    {
        _records.AddRange(bytes);
        return this;
    }

    /// <summary>Puts what was written since some length into compressed records, of stored blocks, cut at a place.</summary>
    public PerfDataWriter Compress(long since, int cut, uint type = 81)
    {
        byte[] plain = [.. _records[(int)since..]];
        _records.RemoveRange((int)since, plain.Length);
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58, .. Block(plain[..cut])];
        return Compressed(type, frame).Compressed(type, Block(plain[cut..]));
    }

    public byte[] Words(params ulong[] words)
    {
        byte[] bytes = new byte[8 * words.Length];
        for (int i = 0; i < words.Length; i++)
            U64(bytes, 8 * i, words[i]);
        return bytes;
    }

    public byte[] Words32(params int[] words)
    {
        byte[] bytes = new byte[4 * words.Length];
        for (int i = 0; i < words.Length; i++)
            U32(bytes, 4 * i, (uint)words[i]);
        return bytes;
    }

    public byte[] ToArray() => IsPipe ? ToPipe() : ToFile();

    private static byte[] Padded(string name)
    {
        byte[] bytes = new byte[(name.Length + 8) & ~7];
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }

    // A block of zstd that is stored, not compressed (RFC 8878, 3.1.1.2).
    private static byte[] Block(byte[] content)
    {
        int header = content.Length << 3;
        return [(byte)header, (byte)(header >> 8), (byte)(header >> 16), .. content];
    }

    private PerfDataWriter Compressed(uint type, byte[] content)
    {
        if (type == 81)
            return Plain(type, 0, content);
        return Plain(type, 0, [.. Words((ulong)content.Length), .. content, .. new byte[-content.Length & 7]]);
    }

    private PerfDataWriter Record(uint type, ushort misc, byte[] body, int pid, int tid, ulong time, int cpu)
    {
        if (!HasTrailers)
            return Plain(type, misc, body);
        var trailer = new List<byte>();
        void Add(ulong field, byte[] bytes)
        {
            if ((SampleType & field) != 0)
                trailer.AddRange(bytes);
        }

        ulong id = _events.Count > 0 && _events[0].Ids.Length > 0 ? _events[0].Ids[0] : 0;
        Add(Tid, Words32(pid, tid));
        Add(Time, Words(time));
        Add(Id, Words(id));
        Add(StreamId, Words(id));
        Add(Cpu, Words32(cpu, 0));
        Add(Identifier, Words(id));
        return Plain(type, misc, [.. body, .. trailer]);
    }

    private byte[] Attr(ulong type, ulong config)
    {
        byte[] attr = new byte[AttrSize];
        ulong flags = Flags | (HasTrailers ? SampleIdAll : 0);
        U32(attr, 0, (uint)type);
        U32(attr, 4, (uint)AttrSize);
        U64(attr, 8, config);
        U64(attr, 16, 1000);
        U64(attr, 24, SampleType);
        U64(attr, 32, ReadFormat);
        U64(attr, 40, IsBigEndian ? Reverse(flags) : flags);
        return attr;
    }

    private static ulong Reverse(ulong bits)
    {
        ulong reversed = 0;
        for (int i = 0; i < 64; i++)
            reversed |= (bits >> i & 1) << (63 - i);
        return reversed;
    }

    private byte[] Magic() => IsBigEndian ? [.. "2ELIFREP"u8] : [.. "PERFILE2"u8];

    private byte[] ToPipe()
    {
        var pipe = new PerfDataWriter { IsBigEndian = IsBigEndian };
        foreach (var (type, config, ids) in _events)
            pipe.Plain(64, 0, [.. Attr(type, config), .. Words(ids)]);
        foreach (var (number, content) in _features)
            pipe.Plain(80, 0, [.. Words((ulong)number), .. content]);
        return [.. Magic(), .. Words(16), .. pipe._records, .. _records];
    }

    private byte[] ToFile()
    {
        const int HeaderSize = 104;
        int stride = AttrSize + 16;
        int idsAt = HeaderSize + (stride * _events.Count);
        int dataAt = idsAt + (8 * _events.Sum(e => e.Ids.Length));
        var bytes = new List<byte>(Magic());
        ulong[] bits = new ulong[4];
        foreach (int number in _features.Keys)
            bits[number / 64] |= 1UL << (number % 64);
        bytes.AddRange(Words(HeaderSize, (ulong)stride, HeaderSize, (ulong)(stride * _events.Count), (ulong)dataAt, DataSize ?? (ulong)_records.Count, 0, 0));
        bytes.AddRange(Words(bits));
        foreach (var (type, config, ids) in _events)
        {
            bytes.AddRange(Attr(type, config));
            bytes.AddRange(Words((ulong)idsAt, 8 * (ulong)ids.Length));
            idsAt += 8 * ids.Length;
        }

        bytes.AddRange(_events.SelectMany(e => Words(e.Ids)));
        bytes.AddRange(_records);
        int at = bytes.Count + (16 * _features.Count);
        foreach (byte[] content in _features.Values)
        {
            bytes.AddRange(Words((ulong)at, (ulong)content.Length));
            at += content.Length;
        }

        bytes.AddRange(_features.Values.SelectMany(content => content));
        return [.. bytes];
    }

    private void U16(Span<byte> bytes, int at, ushort value)
    {
        if (IsBigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[at..], value);
    }

    private void U32(Span<byte> bytes, int at, uint value)
    {
        if (IsBigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes[at..], value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], value);
    }

    private void U64(Span<byte> bytes, int at, ulong value)
    {
        if (IsBigEndian)
            BinaryPrimitives.WriteUInt64BigEndian(bytes[at..], value);
        else
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[at..], value);
    }
}
