using System.Runtime.InteropServices;

namespace OProf.Capture.Sources.PerfEvents.Abi;

/// <summary>
/// ioctl requests of a perf event (linux/perf_event.h). Computed, since the direction bits and their place are PowerPC's own
/// (asm/ioctl.h) and the size of a pointer is part of some numbers.
/// </summary>
internal static class PerfEventIoctl
{
    /// <summary>As argument: the request is for the whole group.</summary>
    public const nuint PERF_IOC_FLAG_GROUP = 1;

    public static readonly ulong PERF_EVENT_IOC_ENABLE = None(0);
    public static readonly ulong PERF_EVENT_IOC_DISABLE = None(1);
    public static readonly ulong PERF_EVENT_IOC_REFRESH = None(2);
    public static readonly ulong PERF_EVENT_IOC_RESET = None(3);

    /// <summary>Argument: the address of the new 64-bit period or frequency.</summary>
    public static readonly ulong PERF_EVENT_IOC_PERIOD = Write(4, sizeof(ulong));

    /// <summary>Argument: the descriptor whose ring takes this event's records.</summary>
    public static readonly ulong PERF_EVENT_IOC_SET_OUTPUT = None(5);
    public static readonly ulong PERF_EVENT_IOC_SET_FILTER = Write(6, nint.Size);

    /// <summary>Argument: the address which receives the event's 64-bit id.</summary>
    public static readonly ulong PERF_EVENT_IOC_ID = Read(7, nint.Size);
    public static readonly ulong PERF_EVENT_IOC_SET_BPF = Write(8, sizeof(uint));

    /// <summary>Argument: 1 to pause the ring's writer, 0 to let it go on.</summary>
    public static readonly ulong PERF_EVENT_IOC_PAUSE_OUTPUT = Write(9, sizeof(uint));
    public static readonly ulong PERF_EVENT_IOC_QUERY_BPF = Encode(2 | 1, 10, nint.Size, IsPowerPc);
    public static readonly ulong PERF_EVENT_IOC_MODIFY_ATTRIBUTES = Write(11, nint.Size);

    private static bool IsPowerPc => RuntimeInformation.ProcessArchitecture == Architecture.Ppc64le;

    // Directions as asm-generic has them: _IOC_NONE 0, _IOC_WRITE 1, _IOC_READ 2.
    internal static ulong Encode(uint direction, uint number, int size, bool powerPc)
    {
        // PowerPC: _IOC_NONE 1, _IOC_READ 2, _IOC_WRITE 4, and 13 bits of size rather than 14.
        if (powerPc)
            direction = direction == 0 ? 1 : (direction & 2) | ((direction & 1) << 2);
        var directionShift = powerPc ? 29 : 30;
        return ((ulong)direction << directionShift) | ((ulong)(uint)size << 16) | ((ulong)'$' << 8) | number;
    }

    private static ulong None(uint number) => Encode(0, number, 0, IsPowerPc);

    private static ulong Write(uint number, int size) => Encode(1, number, size, IsPowerPc);

    private static ulong Read(uint number, int size) => Encode(2, number, size, IsPowerPc);
}
