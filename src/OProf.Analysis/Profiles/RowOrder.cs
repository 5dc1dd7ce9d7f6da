namespace OProf.Analysis.Profiles;

/// <summary>
/// The order of a report's rows: the largest first. Ties are broken by name, so that a report is the same whenever it is made
/// of the same samples.
/// </summary>
internal static class RowOrder
{
    /// <summary>Compares two rows.</summary>
    internal static int Compare(SampleReportRow one, SampleReportRow other)
    {
        // Slices come in the order of time.
        int order = Nullable.Compare(one.Time, other.Time);
        if (order == 0)
            order = string.CompareOrdinal(one.Event, other.Event);
        if (order == 0)
            order = other.Share.CompareTo(one.Share);
        if (order == 0)
            order = other.Total.CompareTo(one.Total);
        if (order == 0)
            order = CompareColumns(one, other);
        if (order == 0)
            order = string.CompareOrdinal(one.Image, other.Image);
        if (order == 0)
            order = string.CompareOrdinal(one.Symbol, other.Symbol);
        if (order == 0)
            order = Nullable.Compare(one.ProcessId, other.ProcessId);
        if (order == 0)
            order = Nullable.Compare(one.ThreadId, other.ThreadId);
        if (order == 0)
            order = string.CompareOrdinal(one.Command, other.Command);
        if (order == 0)
            order = string.CompareOrdinal(one.Cgroup, other.Cgroup);
        if (order == 0)
            order = Nullable.Compare(one.Cpu, other.Cpu);
        if (order == 0)
            order = Nullable.Compare(one.Mode, other.Mode);
        if (order == 0)
            order = Nullable.Compare(one.Reason, other.Reason);
        if (order == 0)
            order = string.CompareOrdinal(one.SourceFile, other.SourceFile);
        if (order == 0)
            order = Nullable.Compare(one.Line, other.Line);
        return order != 0 ? order : Nullable.Compare(one.Address, other.Address);
    }

    // Of what the first event has nothing of, the next ones decide.
    private static int CompareColumns(SampleReportRow one, SampleReportRow other)
    {
        int order = 0;
        for (int column = 1; order == 0 && column < one.Columns.Count; column++)
        {
            order = other.Columns[column].Share.CompareTo(one.Columns[column].Share);
            if (order == 0)
                order = other.Columns[column].Total.CompareTo(one.Columns[column].Total);
        }

        return order;
    }
}
