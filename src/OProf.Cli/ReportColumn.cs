namespace OProf.Cli;

/// <summary>A column of a <see cref="ReportTable{TRow}"/>.</summary>
/// <param name="Name">What stands above it.</param>
/// <param name="IsNumber">Whether it stands to the right.</param>
/// <param name="TextOf">What a row has in it.</param>
internal sealed record ReportColumn<TRow>(string Name, bool IsNumber, Func<TRow, string> TextOf);
