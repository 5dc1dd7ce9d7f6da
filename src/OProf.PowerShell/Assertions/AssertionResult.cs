namespace OProf.PowerShell.Assertions;

/// <summary>What Pester wants to know of an assertion.</summary>
/// <param name="Succeeded">Whether it holds.</param>
/// <param name="FailureMessage">What to say where it does not; empty where it does.</param>
public sealed record AssertionResult(bool Succeeded, string FailureMessage)
{
    /// <summary>The result of a condition that may be asked for the other way round.</summary>
    internal static AssertionResult Of(bool holds, bool negate, string message) => holds != negate ? new AssertionResult(true, "") : new AssertionResult(false, message);
}
