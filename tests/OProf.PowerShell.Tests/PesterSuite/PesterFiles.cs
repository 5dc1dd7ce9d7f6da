namespace OProf.PowerShell.Tests.PesterSuite;

/// <summary>The Pester suite in the checkout that these tests were built from.</summary>
internal static class PesterFiles
{
    /// <summary>Root of the checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The files, by name.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "tests", "Pester"), "*.Tests.ps1").Order(StringComparer.Ordinal)];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OProf.psd1")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has OProf.psd1 in it.");
    }
}
