using System.Runtime.InteropServices;
using System.Text;
using OProf.Analysis.Symbols.Native;

namespace OProf.Analysis.Symbols.Demangling;

/// <summary>Demangles C++ names through the C++ runtime's own function.</summary>
internal static unsafe class CxxDemangler
{
    private static readonly Lazy<bool> Available = new(Probe);

    /// <summary>Whether libstdc++.so.6 is on this machine.</summary>
    internal static bool IsAvailable => Available.Value;

    /// <summary>The readable name, or null.</summary>
    internal static string? Demangle(string name)
    {
        if (!CxxExpansion.IsBounded(name) || !IsAvailable)
            return null;

        // GCC's clones (.cold, .isra.0) are shown with their suffix behind the name, which the function itself would
        // print as "[clone .cold]".
        int dot = name.IndexOf('.');
        string suffix = dot > 0 ? name[dot..] : "";
        string? demangled = Call(dot > 0 ? name[..dot] : name);
        return demangled is null ? null : demangled + suffix;
    }

    private static string? Call(string name)
    {
        byte[] mangled = Encoding.UTF8.GetBytes(name + '\0');
        int status;
        byte* result;
        fixed (byte* first = mangled)
            result = CxaDemangleNative.Demangle(first, null, null, &status);
        if (result is null)
            return null;
        string? demangled = Marshal.PtrToStringUTF8((nint)result);
        FreeNative.Free(result);
        return demangled;
    }

    private static bool Probe()
    {
        try
        {
            return Call("_Z1fv") is not null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return false;
        }
    }
}
