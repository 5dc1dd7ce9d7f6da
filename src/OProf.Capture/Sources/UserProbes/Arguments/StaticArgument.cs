namespace OProf.Capture.Sources.UserProbes.Arguments;

/// <summary>An argument of a static probe.</summary>
/// <param name="Text">As the note has it.</param>
/// <param name="Fetch">Where it is, in the kernel's notation; null where the kernel cannot fetch it.</param>
/// <param name="Bits">Its size.</param>
/// <param name="IsSigned">Whether it has a sign.</param>
/// <param name="Container">Bits of the register that a part of is meant, with the part's place, as <c>8/16</c>; empty for none.</param>
internal sealed record StaticArgument(string Text, string? Fetch, int Bits, bool IsSigned, string Container = "")
{
    /// <summary>Its type in the kernel's notation.</summary>
    public string Type => Container.Length > 0
        ? FormattableString.Invariant($"b{Bits}@{Container}")
        : FormattableString.Invariant($"{(IsSigned ? 's' : 'u')}{Bits}");
}
