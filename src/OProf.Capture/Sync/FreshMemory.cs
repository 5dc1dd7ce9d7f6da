using System.Runtime.CompilerServices;

namespace OProf.Capture.Sync;

/// <summary>Arrays that are filled here and there, as hash tables are.</summary>
internal static class FreshMemory
{
    private const int PageSize = 4096;

    /// <summary>Makes an array whose pages are there.</summary>
    /// <remarks>
    /// A page that is read before it is written to is at first the one page of zeros that all share, and becomes another one with the write:
    /// two faults in place of one, and a process of several threads has to interrupt all other CPUs that it runs on.
    /// </remarks>
    /// <param name="length">Its length.</param>
    public static T[] Array<T>(int length)
        where T : unmanaged
    {
        var array = new T[length];
        for (int index = 0, step = Math.Max(1, PageSize / Unsafe.SizeOf<T>()); index < length; index += step)
            array[index] = default;
        return array;
    }
}
