using System.Reflection;
using System.Runtime.Loader;

namespace OProf.Analysis.Tests.Platforms;

/// <summary>A load context with copies of OProf and of this assembly that find no native library, as libc is not found on Windows.</summary>
internal sealed class NoNativeContext() : AssemblyLoadContext("without native libraries", isCollectible: true)
{
    private readonly List<string> _asked = [];

    /// <summary>The libraries that were asked for.</summary>
    public IReadOnlyList<string> Asked => _asked;

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name?.StartsWith("OProf.", StringComparison.Ordinal) == true
            ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll"))
            : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        _asked.Add(unmanagedDllName);
        throw new DllNotFoundException(unmanagedDllName);
    }
}
