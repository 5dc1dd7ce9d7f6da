using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.Loader;

namespace OProf.Loader;

/// <summary>
/// The load context of the module: its assemblies and the packages that they need come from its own folder, whatever version of
/// the same packages another module has brought.
/// </summary>
/// <remarks>
/// A context that does not answer itself is given what the default one has, and there another module's assemblies are, too. So
/// <see cref="Load"/> answers first. What the platform (.NET and PowerShell) brings at least as new is left to it, as the
/// module exchanges objects with it.
/// </remarks>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    /// <summary>The name of the context.</summary>
    public const string ContextName = "OProf";

    private readonly FrozenDictionary<string, string> _platform;

    /// <summary>A context for the assemblies of a folder. It stays until the process ends.</summary>
    /// <param name="folder">The folder, as a whole path.</param>
    public ModuleLoadContext(string folder)
        : this(folder, (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
    {
    }

    /// <summary>The same with another list of what the platform brings.</summary>
    internal ModuleLoadContext(string folder, IEnumerable<string> platform)
        : base(ContextName)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
        _platform = platform.DistinctBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Where the assemblies lie.</summary>
    public string Folder { get; }

    /// <summary>The context that this process has for the module; null where it was not imported yet.</summary>
    public static ModuleLoadContext? Current => All.OfType<ModuleLoadContext>().FirstOrDefault();

    /// <summary>Loads an assembly of the folder, or gives it where it is loaded.</summary>
    /// <param name="name">Its file's name without <c>.dll</c>.</param>
    /// <exception cref="FileNotFoundException">The folder has none of that name.</exception>
    public Assembly LoadOwn(string name) => LoadFromAssemblyPath(PathOf(name));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        string path = PathOf(assemblyName.Name ?? "");
        return File.Exists(path) && !IsBroughtByPlatform(assemblyName.Name!, path) ? LoadFromAssemblyPath(path) : null;
    }

    private string PathOf(string name) => Path.Combine(Folder, name + ".dll");

    private bool IsBroughtByPlatform(string name, string path) =>
        _platform.TryGetValue(name, out string? theirs)
        && AssemblyName.GetAssemblyName(theirs).Version >= AssemblyName.GetAssemblyName(path).Version;
}
