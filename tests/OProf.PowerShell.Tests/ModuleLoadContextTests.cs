using System.Reflection;
using OProf.Loader;
using Xunit;

namespace OProf.PowerShell.Tests;

/// <summary>Which assemblies the module's load context takes from its own folder.</summary>
public sealed class ModuleLoadContextTests
{
    private const string Package = "Microsoft.Diagnostics.NETCore.Client";
    private static readonly string s_folder = Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!;

    [Fact]
    public void A_package_comes_from_the_modules_folder_although_another_context_has_it()
    {
        var others = Assembly.Load(Package);
        var context = new ModuleLoadContext(s_folder, []);
        var own = context.LoadFromAssemblyName(others.GetName());
        Assert.NotSame(others, own);
        Assert.Equal(s_folder, Path.GetDirectoryName(own.Location));
        Assert.Same(own, context.LoadOwn(Package));
    }

    [Fact]
    public void What_the_platform_brings_as_new_is_left_to_it()
    {
        string file = Path.Combine(s_folder, Package + ".dll");
        var context = new ModuleLoadContext(s_folder, [file]);
        Assert.Same(Assembly.Load(Package), context.LoadFromAssemblyName(new AssemblyName(Package)));
        Assert.Same(typeof(object).Assembly, context.LoadFromAssemblyName(typeof(object).Assembly.GetName()));
    }

    [Fact]
    public void What_the_platform_brings_older_is_taken_from_the_folder()
    {
        // The same simple name with a lower version: a copy of another assembly under the package's file name.
        string older = Directory.CreateTempSubdirectory("oprof-older-").FullName;
        try
        {
            string file = Path.Combine(older, Package + ".dll");
            File.Copy(typeof(ModuleLoadContext).Assembly.Location, file);
            Assert.True(AssemblyName.GetAssemblyName(file).Version < Assembly.Load(Package).GetName().Version);
            var context = new ModuleLoadContext(s_folder, [file]);
            Assert.NotSame(Assembly.Load(Package), context.LoadFromAssemblyName(new AssemblyName(Package)));
        }
        finally
        {
            Directory.Delete(older, recursive: true);
        }
    }

    [Fact]
    public void A_missing_assembly_is_named()
    {
        var error = Assert.Throws<FileNotFoundException>(() => new ModuleLoadContext(s_folder).LoadOwn("Nothing"));
        Assert.Contains("Nothing.dll", error.Message, StringComparison.Ordinal);
    }
}
