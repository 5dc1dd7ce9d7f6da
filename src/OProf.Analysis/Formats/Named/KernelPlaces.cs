namespace OProf.Analysis.Formats.Named;

/// <summary>Says which of the places that a file names are the kernel's.</summary>
internal static class KernelPlaces
{
    // The kernels of 64-bit processors lie in the upper half of the addresses.
    private const ulong UpperHalf = 1UL << 63;

    /// <summary>Whether a place is the kernel's: by its image's name, else by its address.</summary>
    /// <param name="image">Name of the image.</param>
    /// <param name="address">The address; 0 where it is not known.</param>
    internal static bool Contains(string image, ulong address) =>
        image.StartsWith("[kernel", StringComparison.Ordinal) || (address >= UpperHalf && image != "[vsyscall]");
}
