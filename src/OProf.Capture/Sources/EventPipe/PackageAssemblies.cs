using System.Reflection;
using System.Runtime.Loader;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// Finds the assemblies that reading events needs where OProf is in a load context of its own, as in the module: they lie beside
/// this one, and are loaded when the first process is asked for its events, because nothing else needs them.
/// </summary>
internal static class PackageAssemblies
{
    private static readonly Lazy<bool> s_registered = new(Register);

    /// <summary>Sees to it that they are found; before the first method that uses one of them is called.</summary>
    public static void EnsureFound() => _ = s_registered.Value;

    private static bool Register()
    {
        var own = typeof(PackageAssemblies).Assembly;
        if (AssemblyLoadContext.GetLoadContext(own) is { } context && context != AssemblyLoadContext.Default)
            context.Resolving += Load;
        return true;
    }

    private static Assembly? Load(AssemblyLoadContext context, AssemblyName name)
    {
        string path = Path.Combine(Path.GetDirectoryName(typeof(PackageAssemblies).Assembly.Location) ?? "", name.Name + ".dll");
        return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }
}
