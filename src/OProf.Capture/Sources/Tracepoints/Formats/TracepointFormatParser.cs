using System.Globalization;

namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>
/// Reads a <c>format</c> file (Documentation/trace/events.rst of the kernel, "Event formats"): <c>name:</c>, <c>ID:</c>, a line
/// for each field, an empty one after the common ones, and <c>print fmt:</c>.
/// </summary>
internal static class TracepointFormatParser
{
    private const string PrintLabel = "print fmt:";
    private const int MaxFields = 1024;

    // perf gives a record in a raw sample of at most 64 KiB.
    private const int MaxRecord = 1 << 16;

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">What it is called in an error.</param>
    /// <exception cref="InvalidDataException">It is no such text; the message has file, line, what was expected and what is there.</exception>
    public static TracepointFormat Parse(string text, string file)
    {
        string? name = null;
        string printFormat = "";
        int id = -1;
        List<TracepointField> common = [], fields = [];
        int number = 0;

        // What is printed may have several lines, and is the last that a file has.
        int print = text.IndexOf("\n" + PrintLabel, StringComparison.Ordinal);
        if (print >= 0)
            printFormat = text[(print + 1 + PrintLabel.Length)..].Trim();
        foreach (var raw in text.AsSpan(0, print < 0 ? text.Length : print).EnumerateLines())
        {
            number++;
            var line = raw.Trim();
            if (line.StartsWith("name:"))
                name = line[5..].Trim().ToString();
            else if (line.StartsWith("ID:"))
                id = Number(line[3..], file, number, "a number after ID:");
            else if (line.StartsWith("field:"))
                Field(line, file, number, common, fields);
            else if (!line.IsEmpty && !line.StartsWith("format:"))
                throw Error(file, number, "name:, ID:, format:, field: or print fmt:", line);
        }

        if (string.IsNullOrEmpty(name))
            throw Error(file, number, "a line name:", "the end");
        if (id < 0)
            throw Error(file, number, "a line ID:", "the end");
        return new TracepointFormat(name, id, common, fields, printFormat);
    }

    // field:TYPE NAME;	offset:N;	size:N;	signed:N;
    private static void Field(ReadOnlySpan<char> line, string file, int number, List<TracepointField> common, List<TracepointField> fields)
    {
        int end = line.IndexOf(";\t");
        if (end < 0)
            end = line.IndexOf(';');
        if (end < 0)
            throw Error(file, number, "';' after the field", line);
        var declaration = line[6..end].Trim();
        int offset = Property(line[end..], "offset:", file, number);
        int size = Property(line[end..], "size:", file, number);
        bool isSigned = line[end..].IndexOf("signed:") >= 0 && Property(line[end..], "signed:", file, number) != 0;
        if (offset > MaxRecord || size > MaxRecord)
            throw Error(file, number, $"a place within {MaxRecord} bytes", line);
        var field = FieldDeclaration.Read(declaration, offset, size, isSigned)
            ?? throw Error(file, number, "a type and a name", declaration);
        var list = field.Name.StartsWith("common_", StringComparison.Ordinal) ? common : fields;
        if (list.Count == MaxFields)
            throw Error(file, number, $"at most {MaxFields} fields", declaration);
        list.Add(field);
    }

    private static int Property(ReadOnlySpan<char> rest, string name, string file, int number)
    {
        int at = rest.IndexOf(name);
        if (at < 0)
            throw Error(file, number, name, rest);
        var value = rest[(at + name.Length)..];
        int end = value.IndexOf(';');
        return Number(end < 0 ? value : value[..end], file, number, "a number after " + name);
    }

    private static int Number(ReadOnlySpan<char> text, string file, int number, string expected) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw Error(file, number, expected, text);

    private static InvalidDataException Error(string file, int line, string expected, ReadOnlySpan<char> found) =>
        new($"{file}, line {line}: expected {expected}, found '{(found.Length > 80 ? found[..80] : found).Trim()}'.");
}
