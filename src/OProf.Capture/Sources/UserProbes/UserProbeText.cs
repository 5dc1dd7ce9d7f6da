using System.Diagnostics.CodeAnalysis;
using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.UserProbes;

/// <summary>
/// A user probe as it is written:
/// <code>
///   uprobe:FILE:FUNCTION[+OFFSET][(arguments)]      uprobe:FILE:0xOFFSET[(arguments)]
///   uretprobe:FILE:FUNCTION[(arguments)]            usdt:FILE:PROVIDER:NAME[(arguments)]
/// </code>
/// FILE is a path, a program on PATH or a library's name. An offset after a function is in bytes; one alone is an offset in the
/// file, as the kernel's <c>uprobe_events</c> has it.
/// </summary>
internal sealed record UserProbeText
{
    private UserProbeText(UserProbeKind kind, string file, string provider, string place, string arguments)
    {
        Kind = kind;
        File = file;
        Provider = provider;
        Place = place;
        Arguments = arguments;
    }

    /// <summary>What kind of place it is.</summary>
    public UserProbeKind Kind { get; }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Of a static probe its provider; else empty.</summary>
    public string Provider { get; }

    /// <summary>The function with its offset, the offset in the file, or the static probe's name; may have wildcards.</summary>
    public string Place { get; }

    /// <summary>What is between the parentheses.</summary>
    public string Arguments { get; }

    /// <summary>What a name of a kind begins with.</summary>
    public static string PrefixOf(UserProbeKind kind) => kind switch
    {
        UserProbeKind.Entry => "uprobe:",
        UserProbeKind.Return => "uretprobe:",
        _ => "usdt:",
    };

    /// <summary>Whether a text is meant to be a user probe: it begins as one.</summary>
    public static bool IsMeant(string text) =>
        Array.Exists(Enum.GetValues<UserProbeKind>(), kind => text.StartsWith(PrefixOf(kind), StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a text that <see cref="IsMeant"/> as one.</summary>
    /// <exception cref="CaptureException">It is none.</exception>
    public static UserProbeText Parse(string text) => TryParse(text, out var probe, out string? problem) ? probe : throw UserProbeErrors.Syntax(text, problem);

    /// <summary>Reads a text.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out UserProbeText? probe, [NotNullWhen(false)] out string? problem)
    {
        probe = null;
        problem = null;
        var kind = Array.Find(Enum.GetValues<UserProbeKind>(), kind => text.StartsWith(PrefixOf(kind), StringComparison.OrdinalIgnoreCase));
        if (!text.StartsWith(PrefixOf(kind), StringComparison.OrdinalIgnoreCase))
        {
            problem = "it begins with none of uprobe:, uretprobe: and usdt:";
            return false;
        }

        string rest = text[PrefixOf(kind).Length..].Trim();
        string arguments = "";
        if (rest.EndsWith(')'))
        {
            int open = Opening(rest);
            if (open < 0)
            {
                problem = "its parentheses do not fit together";
                return false;
            }

            arguments = rest[(open + 1)..^1];
            rest = rest[..open].TrimEnd();
        }

        int place = rest.LastIndexOf(':');
        int provider = kind == UserProbeKind.Static && place > 0 ? rest.LastIndexOf(':', place - 1) : place;
        if (provider <= 0 || place + 1 == rest.Length || (kind == UserProbeKind.Static && provider + 1 == place))
        {
            problem = kind == UserProbeKind.Static ? "it does not have a file, a provider and a name" : "it does not have a file and a function";
            return false;
        }

        probe = new UserProbeText(
            kind, rest[..provider], kind == UserProbeKind.Static ? rest[(provider + 1)..place] : "", rest[(place + 1)..], arguments);
        return true;
    }

    // Names of functions may have parentheses too: main.(*Server).Serve.
    private static int Opening(string text)
    {
        int depth = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            depth += text[i] == ')' ? 1 : text[i] == '(' ? -1 : 0;
            if (depth == 0)
                return i;
        }

        return -1;
    }
}
