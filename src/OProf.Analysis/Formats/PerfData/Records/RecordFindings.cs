namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>What reading the records of a file has shown beside them.</summary>
/// <param name="Damage">Where they cannot be followed any further; null where they can.</param>
/// <param name="AuxBytes">Bytes of AUX data that were passed over.</param>
/// <param name="CutChains">Call chains that were longer than is kept.</param>
/// <param name="Kernel">Where the kernel lay; null where no record said that.</param>
/// <param name="Groups">For each event whose samples carry values of a group: the group's events.</param>
internal sealed record RecordFindings(
    RecordDamage? Damage, long AuxBytes, long CutChains, KernelText? Kernel, IReadOnlyDictionary<int, int[]> Groups);
