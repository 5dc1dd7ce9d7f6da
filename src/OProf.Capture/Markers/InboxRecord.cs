using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OProf.Capture.Markers;

/// <summary>
/// A hit as it lies in an inbox:
/// <code>
///   type 4 | marker 4 | time 8 | cpu 4 | process 4 | thread 4 | flags 4 | the fields' words
/// </code>
/// Its type is none of the kernel's, so that it is told from a record of a kernel ring.
/// </summary>
internal static class InboxRecord
{
    public const uint RecordType = 0x4B52414D;

    /// <summary>Flag of a hit that its source delivers when it is long over: it is not late by anybody's fault.</summary>
    public const uint IsDelayed = 1;

    /// <summary>Flag of what is no hit, but a look at the calls of a script: its one word is the number of a stack.</summary>
    public const uint IsScriptLook = 2;

    public const int Marker = 4;
    public const int Time = 8;
    public const int Cpu = 16;
    public const int ProcessId = 20;
    public const int ThreadId = 24;
    public const int Flags = 28;

    /// <summary>Bytes in front of the words.</summary>
    public const int HeadSize = 32;

    /// <summary>Whether some bytes are such a record.</summary>
    public static bool Is(ReadOnlySpan<byte> record) =>
        record.Length >= HeadSize && BinaryPrimitives.ReadUInt32LittleEndian(record) == RecordType;

    /// <summary>Its time.</summary>
    public static ulong TimeOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt64LittleEndian(record[Time..]);

    /// <summary>Its words.</summary>
    public static ReadOnlySpan<ulong> WordsOf(ReadOnlySpan<byte> record) => MemoryMarshal.Cast<byte, ulong>(record[HeadSize..]);
}
