namespace OProf.Analysis.Formats.Pprof;

/// <summary>A mapping of a profile that is read.</summary>
/// <param name="Start">Address at which it begins.</param>
/// <param name="FileOffset">Offset in the file of that address.</param>
/// <param name="Image">Its image's cookie.</param>
internal readonly record struct PprofMapping(ulong Start, ulong FileOffset, ulong Image)
{
    /// <summary>The offset in the file of an address; the address itself where it lies below the mapping.</summary>
    internal ulong OffsetOf(ulong address) => address >= Start ? unchecked(address - Start + FileOffset) : address;
}
