using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>A tracepoint's own fields as a payload's schema. The common ones say what a record of the stream says anyway.</summary>
internal static class TracepointSchema
{
    /// <summary>The schema of a tracepoint.</summary>
    /// <param name="name">The schema's name.</param>
    /// <param name="format">The tracepoint's format.</param>
    public static PayloadSchema Of(string name, TracepointFormat format)
    {
        var print = new PrintFormat(format.PrintFormat);
        var fields = new List<PayloadField>(format.Fields.Count);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in format.Fields)
        {
            // In C the case of a name counts, and here it does not.
            string unique = field.Name;
            for (int i = 2; !names.Add(unique); i++)
                unique = FormattableString.Invariant($"{field.Name}_{i}");
            fields.Add(new PayloadField(unique, TypeOf(field, print)));
        }

        return new PayloadSchema(name, "kernel", fields);
    }

    private static PayloadType TypeOf(TracepointField field, PrintFormat print)
    {
        int numberBase = field.IsPointer ? 16 : print.BaseOf(field.Name);
        return field.Kind switch
        {
            TracepointFieldKind.Integer => PayloadType.Integer(field.IsSigned, 8 * field.ElementSize, numberBase, print.LabelsOf(field.Name)),
            TracepointFieldKind.Integers => PayloadType.Array(PayloadType.Integer(field.IsSigned, 8 * field.ElementSize, numberBase)),
            TracepointFieldKind.Text => PayloadType.Text,
            _ => PayloadType.Bytes,
        };
    }
}
