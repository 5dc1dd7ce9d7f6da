namespace OProf.Capture.Counters;

/// <summary>What one counter counted while the work ran once.</summary>
/// <param name="Name">The event as it was counted: as it was asked for, with :u added where the kernel had to be left out.</param>
/// <param name="Status">Whether it counted.</param>
/// <param name="Reason">Why it did not; empty where it did.</param>
/// <param name="RawValue">What the kernel counted.</param>
/// <param name="TimeEnabled">Nanoseconds for which it was switched on, summed over the threads that were counted.</param>
/// <param name="TimeRunning">Of those, nanoseconds for which it was on the hardware: less where counters took turns.</param>
public readonly record struct CounterValue(
    string Name, CounterStatus Status, string Reason, ulong RawValue, long TimeEnabled, long TimeRunning)
{
    /// <summary>Whether counters took turns, so that <see cref="Value"/> is an estimate.</summary>
    public bool IsScaled => Status == CounterStatus.Counted && TimeRunning < TimeEnabled;

    /// <summary>The share of the time in which it was on the hardware: 0 to 1.</summary>
    public double RunningShare => TimeEnabled > 0 ? Math.Min(1, (double)TimeRunning / TimeEnabled) : 1;

    /// <summary>
    /// What it would have counted in the whole time: the raw value by the share of the time in which it was on the hardware.
    /// NaN where it did not count.
    /// </summary>
    public double Value => Status != CounterStatus.Counted ? double.NaN
        : IsScaled ? RawValue * ((double)TimeEnabled / TimeRunning) : RawValue;
}
