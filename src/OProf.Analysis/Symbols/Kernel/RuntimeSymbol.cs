namespace OProf.Analysis.Symbols.Kernel;

/// <summary>A symbol that was registered while the kernel ran.</summary>
/// <param name="Address">First address.</param>
/// <param name="Length">Bytes; more than 0.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct RuntimeSymbol(ulong Address, uint Length, string Name)
{
    /// <summary>Last address, which cannot overflow as the first after it could.</summary>
    internal ulong Last => Length - 1 > ulong.MaxValue - Address ? ulong.MaxValue : Address + Length - 1;
}
