using System.Runtime.InteropServices;

namespace OProf.Analysis.Symbols.Native;

/// <summary>__cxa_demangle of the Itanium C++ ABI (section Demangler API), as libstdc++ has it.</summary>
internal static unsafe partial class CxaDemangleNative
{
    /// <summary>Demangles a NUL-terminated name; the result is the caller's, to be freed with free(3); null where it is none.</summary>
    [LibraryImport("libstdc++.so.6", EntryPoint = "__cxa_demangle")]
    internal static partial byte* Demangle(byte* mangled, byte* buffer, nuint* length, int* status);
}
