using System.Runtime.InteropServices;

namespace OProf.Capture.Sources.PerfEvents.Abi;

/// <summary>
/// struct perf_event_attr up to PERF_ATTR_SIZE_VER8 (linux/perf_event.h): what perf_event_open(2) is asked for. An older kernel
/// takes it too as long as the fields it does not know are zero, so the size is always the same.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PerfEventAttr : IEquatable<PerfEventAttr>
{
    /// <summary>PERF_ATTR_SIZE_VER8 in bytes: through config3.</summary>
    public const uint PERF_ATTR_SIZE_VER8 = 136;

    /// <summary>PERF_TYPE_*, or the number in a PMU's "type" file.</summary>
    public PerfTypeId Type;

    /// <summary>sizeof this struct; the kernel writes what it knows here on E2BIG.</summary>
    public uint Size;

    /// <summary>The event of the type.</summary>
    public ulong Config;

    /// <summary>Events between samples, or samples per second where <see cref="PerfEventAttrFlags.Freq"/> is set (union with sample_freq).</summary>
    public ulong SamplePeriod;

    /// <summary>What a sample carries.</summary>
    public PerfSampleFormat SampleType;

    /// <summary>What read(2) and PERF_SAMPLE_READ give.</summary>
    public PerfReadFormat ReadFormat;

    private ulong _flagBits;

    /// <summary>Bytes where <see cref="PerfEventAttrFlags.Watermark"/> is set, else records, before the reader is woken (union).</summary>
    public uint WakeupWatermark;

    /// <summary>HW_BREAKPOINT_*; 0 for all that is no breakpoint.</summary>
    public uint BpType;

    /// <summary>Extension of config (union with bp_addr, kprobe_func, uprobe_path).</summary>
    public ulong Config1;

    /// <summary>Extension of config1 (union with bp_len, kprobe_addr, probe_offset).</summary>
    public ulong Config2;

    /// <summary>PERF_SAMPLE_BRANCH_*.</summary>
    public ulong BranchSampleType;

    /// <summary>Registers of user space that a sample carries (asm/perf_regs.h).</summary>
    public ulong SampleRegsUser;

    /// <summary>Bytes of the user stack that a sample carries.</summary>
    public uint SampleStackUser;

    /// <summary>Clock of the record times where <see cref="PerfEventAttrFlags.UseClockid"/> is set: CLOCK_*.</summary>
    public int Clockid;

    /// <summary>Registers at the interrupt that a sample carries (asm/perf_regs.h).</summary>
    public ulong SampleRegsIntr;

    /// <summary>Bytes of the AUX area before the reader is woken.</summary>
    public uint AuxWatermark;

    /// <summary>Most frames of a call chain; 0 means kernel.perf_event_max_stack.</summary>
    public ushort SampleMaxStack;

    private readonly ushort _reserved2;

    /// <summary>Bytes of AUX data that a sample carries.</summary>
    public uint AuxSampleSize;

    private readonly uint _reserved3;

    /// <summary>What SIGTRAP carries.</summary>
    public ulong SigData;

    /// <summary>Extension of config2.</summary>
    public ulong Config3;

    /// <summary>An attribute whose size is said and where all else is zero.</summary>
    public PerfEventAttr()
    {
        Size = PERF_ATTR_SIZE_VER8;
    }

    /// <summary>The bit-field between read_format and wakeup_events; first declared bit is bit 0 here on every machine.</summary>
    public PerfEventAttrFlags Flags
    {
        readonly get => (PerfEventAttrFlags)PerfEventAttrBits.FromAbi(_flagBits, BitConverter.IsLittleEndian);
        set => _flagBits = PerfEventAttrBits.ToAbi((ulong)value, BitConverter.IsLittleEndian);
    }

    /// <summary>0 to 3: how far from the event the sampled address may be (precise_ip).</summary>
    public int PreciseIp
    {
        readonly get => (int)(((ulong)(Flags & PerfEventAttrFlags.PreciseIp)) >> PerfEventAttrBits.PreciseIpShift);
        set => Flags = (Flags & ~PerfEventAttrFlags.PreciseIp)
            | (PerfEventAttrFlags)((ulong)(uint)(value & 3) << PerfEventAttrBits.PreciseIpShift);
    }

    /// <summary>The struct's bytes as the kernel reads them.</summary>
    public static ReadOnlySpan<byte> BytesOf(ref readonly PerfEventAttr attr) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in attr, 1));

    public readonly bool Equals(PerfEventAttr other) => BytesOf(in this).SequenceEqual(BytesOf(in other));

    public override readonly bool Equals(object? obj) => obj is PerfEventAttr other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Type, Config, SamplePeriod, SampleType, _flagBits);
}
