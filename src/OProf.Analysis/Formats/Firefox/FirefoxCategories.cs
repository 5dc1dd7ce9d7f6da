using System.Text.Json;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.Firefox;

/// <summary>The categories of frames, which the profiler colours them by.</summary>
internal static class FirefoxCategories
{
    // The profiler needs a grey one.
    private static readonly (string Name, string Color)[] s_all =
        [("Other", "grey"), ("User", "yellow"), ("Kernel", "orange"), ("Guest", "lightblue"), ("Hypervisor", "purple")];

    /// <summary>Index of the category of a mode.</summary>
    internal static int Of(ProcessorMode mode) => mode switch
    {
        ProcessorMode.User => 1,
        ProcessorMode.Kernel => 2,
        ProcessorMode.GuestKernel or ProcessorMode.GuestUser => 3,
        ProcessorMode.Hypervisor => 4,
        _ => 0,
    };

    internal static void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("categories");
        foreach (var (name, color) in s_all)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("color", color);
            json.WriteStartArray("subcategories");
            json.WriteStringValue("Other");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
