using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace OProf.Capture.Native;

/// <summary>A null-terminated array of C strings. They lie where the garbage collector moves nothing, so they live as long as this does.</summary>
internal sealed unsafe class NativeStrings
{
    private readonly byte[] _text;
    private readonly nint[] _pointers;

    /// <summary>Copies strings.</summary>
    /// <param name="strings">The strings; each ends at its first NUL for whoever reads it.</param>
    public NativeStrings(IReadOnlyCollection<string> strings)
    {
        _text = GC.AllocateUninitializedArray<byte>(strings.Sum(text => Encoding.UTF8.GetByteCount(text) + 1), pinned: true);
        _pointers = GC.AllocateArray<nint>(strings.Count + 1, pinned: true);
        int at = 0;
        int count = 0;
        foreach (string text in strings)
        {
            _pointers[count++] = (nint)Unsafe.AsPointer(ref _text[at]);
            at += Encoding.UTF8.GetBytes(text, _text.AsSpan(at));
            _text[at++] = 0;
        }
    }

    /// <summary>The array, for as long as this object is reachable.</summary>
    public byte** Pointer => (byte**)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_pointers));
}
