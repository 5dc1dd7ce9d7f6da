using OProf.Capture.Sessions;

namespace OProf.Analysis.Baselines;

/// <summary>Errors of baselines.</summary>
internal static class BaselineErrors
{
    private const string Again = "Measure the baseline again with New-OProfBaseline -Force.";

    public static CaptureException Invalid(string path, long line, long column, string what) => new(
        new CaptureError(
            "OProfBaselineInvalid", CaptureErrorCategory.InvalidData,
            FormattableString.Invariant($"'{path}', line {line}, column {column}: {what}"),
            $"Put right what was edited, or take the file back from version control. {Again}"),
        path);

    public static CaptureException OtherVersion(string path, long line, long column, string found) => new(
        new CaptureError(
            "OProfBaselineVersion", CaptureErrorCategory.InvalidData,
            FormattableString.Invariant($"'{path}', line {line}, column {column}: this is {found}; this version of OProf reads {BaselineText.Schema} {BaselineText.Version}."),
            $"Use the version of OProf that wrote it. {Again}"),
        path);

    public static CaptureException NotRead(string path, Exception inner) => new(
        new CaptureError(
            "OProfBaselineNotRead", CaptureErrorCategory.OpenError,
            $"The baseline '{path}' could not be read: {inner.Message}", "New-OProfBaseline -Path makes one."),
        path, inner);

    public static CaptureException OtherEvent(string baselineEvent, string found) => new(
        new CaptureError(
            "OProfBaselineEvent", CaptureErrorCategory.InvalidArgument,
            $"The baseline has shares of {baselineEvent}, and what is compared with it {found}: shares of different events say different things.",
            $"Sample {baselineEvent}, as Assert-OProfBaseline does where it measures, or measure the baseline again where that is not there."),
        baselineEvent);

    public static CaptureException NoSamples(string name, string eventName, bool isUserOnly) => new(
        new CaptureError(
            "OProfBaselineNoSamples", CaptureErrorCategory.ObjectNotFound,
            $"{name} has no sample of {eventName}{(isUserOnly ? " in user space" : "")}.",
            "Let it run longer, sample more often (-Frequency), make the baseline with -IncludeKernel where it works in the kernel, or with -NoProfile for counters alone."),
        name);

    public static CaptureException OtherMachine(string counter, BaselineMachine baseline, BaselineMachine measured) => new(
        new CaptureError(
            "OProfBaselineMachine", CaptureErrorCategory.InvalidArgument,
            $"{counter} depends on the machine, and the baseline is of another one ({baseline}; this is {measured}).",
            "Compare what travels: shares, instruction counts, and ratios to a reference that was measured in turn (-ReferenceCommand, -Reference). Or measure a baseline here."),
        counter);

    public static CaptureException NoCounter(string counter, string side) => new(
        new CaptureError(
            "OProfBaselineNoCounter", CaptureErrorCategory.ObjectNotFound,
            $"{side} has no values of {counter}.", "Measure it with -Event, in the baseline and in what is compared; Get-OProfEventType -Available lists what the machine counts."),
        counter);

    public static CaptureException NothingInCommon(string name) => new(
        new CaptureError(
            "OProfBaselineNothingToCompare", CaptureErrorCategory.InvalidArgument,
            $"Of what the baseline has, {name} has nothing that can be compared: no samples, no reference, no counter that is the same on every machine.",
            "Sample it (Measure-OProfCommand -Profile), count instructions, or measure it in turn with the reference."),
        name);
}
