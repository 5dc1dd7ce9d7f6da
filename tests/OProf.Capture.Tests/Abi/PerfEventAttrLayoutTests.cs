using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OProf.Capture.Sources.PerfEvents.Abi;
using Xunit;

namespace OProf.Capture.Tests.Abi;

public class PerfEventAttrLayoutTests
{
    [Fact]
    public void Has_the_size_it_says() =>
        Assert.Equal(PerfEventAttr.PERF_ATTR_SIZE_VER8, (uint)Unsafe.SizeOf<PerfEventAttr>());

    // Offsets as offsetof gives them for linux/perf_event.h on every 64-bit ABI.
    [Theory]
    [InlineData(nameof(PerfEventAttr.Type), 0)]
    [InlineData(nameof(PerfEventAttr.Size), 4)]
    [InlineData(nameof(PerfEventAttr.Config), 8)]
    [InlineData(nameof(PerfEventAttr.SamplePeriod), 16)]
    [InlineData(nameof(PerfEventAttr.SampleType), 24)]
    [InlineData(nameof(PerfEventAttr.ReadFormat), 32)]
    [InlineData(nameof(PerfEventAttr.WakeupWatermark), 48)]
    [InlineData(nameof(PerfEventAttr.BpType), 52)]
    [InlineData(nameof(PerfEventAttr.Config1), 56)]
    [InlineData(nameof(PerfEventAttr.Config2), 64)]
    [InlineData(nameof(PerfEventAttr.BranchSampleType), 72)]
    [InlineData(nameof(PerfEventAttr.SampleRegsUser), 80)]
    [InlineData(nameof(PerfEventAttr.SampleStackUser), 88)]
    [InlineData(nameof(PerfEventAttr.Clockid), 92)]
    [InlineData(nameof(PerfEventAttr.SampleRegsIntr), 96)]
    [InlineData(nameof(PerfEventAttr.AuxWatermark), 104)]
    [InlineData(nameof(PerfEventAttr.SampleMaxStack), 108)]
    [InlineData(nameof(PerfEventAttr.AuxSampleSize), 112)]
    [InlineData(nameof(PerfEventAttr.SigData), 120)]
    [InlineData(nameof(PerfEventAttr.Config3), 128)]
    public void Places_the_field_where_the_kernel_does(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<PerfEventAttr>(field));

    [Fact]
    public void Bit_field_lies_between_read_format_and_wakeup()
    {
        var attr = new PerfEventAttr { Flags = PerfEventAttrFlags.Sigtrap | PerfEventAttrFlags.Disabled };
        var word = MemoryMarshal.Read<ulong>(PerfEventAttr.BytesOf(in attr)[40..]);
        Assert.Equal(PerfEventAttrBits.ToAbi((1UL << 37) | 1, BitConverter.IsLittleEndian), word);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Flags_survive_the_way_to_memory_and_back(bool littleEndian)
    {
        for (var bit = 0; bit < 64; bit++)
            Assert.Equal(1UL << bit, PerfEventAttrBits.FromAbi(PerfEventAttrBits.ToAbi(1UL << bit, littleEndian), littleEndian));
    }

    [Fact]
    public void Big_endian_fills_from_the_top_and_keeps_the_order_within_precise_ip()
    {
        Assert.Equal(1UL << 63, PerfEventAttrBits.ToAbi((ulong)PerfEventAttrFlags.Disabled, littleEndian: false));
        // precise_ip = 1 is the lower of its two bits: 47 of 48 and 47.
        Assert.Equal(1UL << 47, PerfEventAttrBits.ToAbi(1UL << PerfEventAttrBits.PreciseIpShift, littleEndian: false));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void PreciseIp_leaves_the_other_flags_alone(int level)
    {
        var attr = new PerfEventAttr { Flags = PerfEventAttrFlags.Watermark | PerfEventAttrFlags.MmapData, PreciseIp = 3 };
        attr.PreciseIp = level;
        Assert.Equal(level, attr.PreciseIp);
        Assert.Equal(PerfEventAttrFlags.Watermark | PerfEventAttrFlags.MmapData, attr.Flags & ~PerfEventAttrFlags.PreciseIp);
    }

    // Numbers that a C program prints on x86-64, and the PowerPC encoding of asm/ioctl.h.
    [Fact]
    public void Ioctl_numbers_are_the_kernel_s()
    {
        Assert.Equal(0x2400UL, PerfEventIoctl.Encode(0, 0, 0, powerPc: false));
        Assert.Equal(0x40082404UL, PerfEventIoctl.Encode(1, 4, 8, powerPc: false));
        Assert.Equal(0x80082407UL, PerfEventIoctl.Encode(2, 7, 8, powerPc: false));
        Assert.Equal(0xC008240AUL, PerfEventIoctl.Encode(3, 10, 8, powerPc: false));
        Assert.Equal(0x20002400UL, PerfEventIoctl.Encode(0, 0, 0, powerPc: true));
        Assert.Equal(0x80082404UL, PerfEventIoctl.Encode(1, 4, 8, powerPc: true));
        Assert.Equal(0x40082407UL, PerfEventIoctl.Encode(2, 7, 8, powerPc: true));
    }
}
