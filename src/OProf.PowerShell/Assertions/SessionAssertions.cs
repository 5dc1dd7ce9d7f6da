using OProf.Analysis.Baselines;
using OProf.Analysis.Profiles.Columns;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Errors;

namespace OProf.PowerShell.Assertions;

/// <summary>The assertions that the module adds to Pester's Should, but for the one of a baseline, which is Assert-OProfBaseline.</summary>
public static class SessionAssertions
{
    // What has less is no hot spot.
    private const double HotSpot = 0.01;

    /// <summary>Whether functions have the share of the samples that they are to have.</summary>
    /// <param name="actual">Sessions or measurements.</param>
    /// <param name="negate">Whether they are not to have it.</param>
    /// <param name="pattern">Names of functions; <c>*</c> and <c>?</c> match.</param>
    /// <param name="atMost">The share that they have at most together; null for no limit.</param>
    /// <param name="atLeast">The share that they have at least together; 1 % where no limit is given.</param>
    /// <param name="withCallees">Whether samples in what they called count, too.</param>
    /// <param name="events">Only samples of these events; null for all.</param>
    /// <param name="confidence">How sure the decision is; null for 99 %.</param>
    public static AssertionResult HaveHotSpot(
        object? actual, bool negate, string[] pattern, object? atMost, object? atLeast, bool withCallees, string[]? events, object? confidence)
    {
        var names = new NamePatterns(pattern);
        var share = SampleShare.Of(
            MeasuredSessions.ProfilesOf(actual, events),
            static (_, _) => true,
            (profile, stack) => withCallees ? Above(profile, stack, names) != 0 : IsIn(profile, stack, names));
        string text = string.Join(", ", pattern ?? []);
        return new ShareLimits(atMost, atLeast, confidence, HotSpot).Decide(share ?? throw ObjectErrors.NoSamples(actual), negate, $"'{text}' has{(withCallees ? ", with what it calls," : "")}");
    }

    /// <summary>Whether functions are called from others.</summary>
    /// <param name="actual">Sessions or measurements.</param>
    /// <param name="negate">Whether they are not to be.</param>
    /// <param name="caller">Names of the callers.</param>
    /// <param name="to">Names of what they call, directly or through others.</param>
    /// <param name="isDirect">Whether only direct calls count.</param>
    /// <param name="atMost">The part of the samples in what is called that comes from these callers, at most.</param>
    /// <param name="atLeast">That part at least; any sample at all where no limit is given.</param>
    /// <param name="events">Only samples of these events; null for all.</param>
    /// <param name="confidence">How sure the decision is; null for 99 %.</param>
    public static AssertionResult CallFrom(
        object? actual, bool negate, string[] caller, string[] to, bool isDirect, object? atMost, object? atLeast, string[]? events, object? confidence)
    {
        var callers = new NamePatterns(caller);
        var callees = new NamePatterns(to);
        string from = string.Join(", ", caller ?? []), called = string.Join(", ", to ?? []);
        var share = SampleShare.Of(
            MeasuredSessions.ProfilesOf(actual, events),
            (profile, stack) => Above(profile, stack, callees) != 0,
            (profile, stack) => IsCalledFrom(profile, stack, callers, callees, isDirect));
        if (share is null)
            return new AssertionResult(negate, negate ? "" : $"Expected calls of '{called}' from '{from}', but no sample was taken in '{called}' or in what it calls.");
        if (atMost is null && atLeast is null)
            return AssertionResult.Of(share.Value > 0, negate, FormattableString.Invariant($"Expected {(negate ? "no" : "a")} call of '{called}' from '{from}', but of {share.Samples:N0} samples in '{called}' {share.Value:P2} come from there."));
        return new ShareLimits(atMost, atLeast, confidence, 0).Decide(share, negate, $"'{from}' calls '{called}' in");
    }

    /// <summary>Whether sessions lost nothing.</summary>
    /// <param name="actual">Sessions or measurements.</param>
    /// <param name="negate">Whether they are to have lost something.</param>
    public static AssertionResult LoseNoSample(object? actual, bool negate)
    {
        var sessions = MeasuredSessions.Of(actual);
        var losses = sessions
            .Select(session => (Name: session.Name, Sentence: SessionLosses.Sentence(session.Capture), Missed: session.MissedCount + session.OverwrittenCount))
            .Where(loss => loss.Sentence is not null || loss.Missed > 0)
            .Select(loss => FormattableString.Invariant($"{loss.Name}: {loss.Sentence ?? $"{loss.Missed:N0} samples were overwritten before they were read."}"))
            .ToList();
        return AssertionResult.Of(
            losses.Count == 0, negate, negate ? $"Expected losses, but {string.Join(", ", sessions)} lost nothing." : $"Expected no sample to be lost. {string.Join(" ", losses)}");
    }

    private static bool IsCalledFrom(Profile profile, int stack, NamePatterns callers, NamePatterns callees, bool isDirect)
    {
        // A function may be on the chain more than once: any of them may be the one.
        for (int callee = Above(profile, stack, callees); callee != 0; callee = Above(profile, profile.Stacks.ParentOf(callee), callees))
        {
            int caller = profile.Stacks.ParentOf(callee);
            if (isDirect ? caller != 0 && IsIn(profile, caller, callers) : Above(profile, caller, callers) != 0)
                return true;
        }

        return false;
    }

    // The innermost part of a chain that ends in a function of such a name; 0 where there is none.
    private static int Above(Profile profile, int stack, NamePatterns names)
    {
        while (stack != 0 && !IsIn(profile, stack, names))
            stack = profile.Stacks.ParentOf(stack);
        return stack;
    }

    private static bool IsIn(Profile profile, int stack, NamePatterns names) =>
        names.Match(profile.NameOf(profile.Frames[profile.Stacks.FrameOf(stack)].Function));
}
