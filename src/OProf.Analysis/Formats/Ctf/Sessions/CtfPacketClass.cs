using Writing = OProf.Capture.Recording.Ctf;

namespace OProf.Analysis.Formats.Ctf.Sessions;

/// <summary>Ids of the classes of a recording's streams.</summary>
internal static class CtfPacketClass
{
    /// <summary>The streams of CPUs.</summary>
    public const ulong Cpu = Writing.CtfPacket.CpuStreamClass;

    /// <summary>The stream of definitions.</summary>
    public const ulong Definitions = Writing.CtfPacket.DefinitionsStreamClass;
}
