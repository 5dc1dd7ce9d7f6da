using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using OProf.Buffers.Native;

namespace OProf.Buffers.Rings;

/// <summary>
/// The processor's own counter of time, which runs at one rate on all CPUs. It is what CLOCK_MONOTONIC is made of, without
/// the way there: about three quarters of its time.
/// </summary>
/// <remarks>
/// .NET has no intrinsic for the instruction, so eleven bytes of machine code are called. RDTSCP waits until all that comes
/// before is done, which keeps the times of several writers in the order of their reserves (Intel SDM, volume 2, RDTSCP).
/// </remarks>
public static unsafe class CycleCounter
{
    private const int CpuidAdvancedPower = unchecked((int)0x8000_0007);
    private const int CpuidExtendedFeatures = unchecked((int)0x8000_0001);
    private const int InvariantTsc = 1 << 8;
    private const int HasRdtscp = 1 << 27;

    private static readonly delegate* unmanaged[SuppressGCTransition]<ulong> Code = Make();

    /// <summary>
    /// Whether it can be read, and be relied on: the counter does not change its rate, the kernel itself goes by it, and
    /// code may be made here.
    /// </summary>
    public static bool IsSupported { get; } = Code != null;

    /// <summary>Reads it. Only where <see cref="IsSupported"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read() => Code();

    private static delegate* unmanaged[SuppressGCTransition]<ulong> Make()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || !OperatingSystem.IsLinux() || !IsReliable())
            return null;

        // rdtscp; shl rdx, 32; or rax, rdx; ret. It changes rax, rcx and rdx, which a callee may.
        ReadOnlySpan<byte> code = [0x0F, 0x01, 0xF9, 0x48, 0xC1, 0xE2, 0x20, 0x48, 0x09, 0xD0, 0xC3];
        nuint page = (nuint)Environment.SystemPageSize;
        nint memory = MapFile.Invoke(page, MapFile.PROT_READ | MapFile.PROT_WRITE, MapFile.MAP_PRIVATE | MapFile.MAP_ANONYMOUS, -1);
        if (memory == MapFile.MAP_FAILED)
            return null;
        code.CopyTo(new Span<byte>((void*)memory, code.Length));

        // Never writable and executable at a time; a system that lets nobody make code says no.
        if (ProtectMemory.Invoke(memory, page, ProtectMemory.PROT_READ | ProtectMemory.PROT_EXEC) == 0)
            return (delegate* unmanaged[SuppressGCTransition]<ulong>)memory;
        _ = UnmapFile.Invoke(memory, page);
        return null;
    }

    private static bool IsReliable()
    {
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(unchecked((int)0x8000_0000), 0).Eax < unchecked((uint)CpuidAdvancedPower))
            return false;
        if ((X86Base.CpuId(CpuidAdvancedPower, 0).Edx & InvariantTsc) == 0 || (X86Base.CpuId(CpuidExtendedFeatures, 0).Edx & HasRdtscp) == 0)
            return false;
        try
        {
            // The kernel gives it up where the CPUs' counters are not in step.
            return File.ReadAllText("/sys/devices/system/clocksource/clocksource0/current_clocksource").Trim() == "tsc";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
