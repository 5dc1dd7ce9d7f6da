using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>A null-terminated array of C strings.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly int _count;
    private byte** _pointer;

    public NativeStrings(IEnumerable<string> strings)
    {
        var all = strings.ToArray();
        _count = all.Length;
        _pointer = (byte**)NativeMemory.AllocZeroed((nuint)_count + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < _count; i++)
            _pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(all[i]);
    }

    public byte** Pointer => _pointer;

    public void Dispose()
    {
        if (_pointer == null)
            return;
        for (int i = 0; i < _count; i++)
            Marshal.FreeCoTaskMem((nint)_pointer[i]);
        NativeMemory.Free(_pointer);
        _pointer = null;
    }
}
