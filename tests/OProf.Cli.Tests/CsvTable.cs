using System.Text;

namespace OProf.Cli.Tests;

/// <summary>Reads RFC 4180, strictly: the tests' own reader, so that writer and reader do not share a mistake.</summary>
internal static class CsvTable
{
    internal static List<string[]> Read(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        int at = 0;
        while (at < text.Length)
        {
            row.Add(text[at] == '"' ? Quoted(text, ref at) : Plain(text, ref at));
            if (text[at] == ',')
            {
                at++;
                continue;
            }

            if (text[at] != '\r' || text[at + 1] != '\n')
                throw new FormatException($"No end of a field at {at}.");
            at += 2;
            rows.Add([.. row]);
            row.Clear();
        }

        return row.Count == 0 ? rows : throw new FormatException("The last row has no end.");
    }

    private static string Plain(string text, ref int at)
    {
        int start = at;
        while (text[at] is not (',' or '\r' or '\n'))
        {
            if (text[at++] == '"')
                throw new FormatException($"A quotation mark within a plain field at {at}.");
        }

        return text[start..at];
    }

    private static string Quoted(string text, ref int at)
    {
        var field = new StringBuilder();
        for (at++; text[at] != '"' || text[at + 1] == '"'; at++)
        {
            if (text[at] == '"')
                at++;
            field.Append(text[at]);
        }

        at++;
        return field.ToString();
    }
}
