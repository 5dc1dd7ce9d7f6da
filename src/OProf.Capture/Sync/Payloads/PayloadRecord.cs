using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace OProf.Capture.Sync.Payloads;

/// <summary>
/// Fields by their order and name, of which the case does not count. A dictionary for those who look for a field and for JSON; a line of text for a cell of a
/// table or CSV file.
/// </summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is a record of fields.")]
[SuppressMessage("Usage", "CA2237:Mark ISerializable types with serializable", Justification = "Binary serialization is gone.")]
[SuppressMessage("Design", "CA1010:Generic interface should also be implemented", Justification = "The pipeline's dictionaries are not generic.")]
public sealed class PayloadRecord : OrderedDictionary
{
    private readonly List<PayloadType> _types = [];

    internal PayloadRecord()
        : base(StringComparer.OrdinalIgnoreCase)
    {
    }

    /// <summary>All fields: <c>name = value, name = value</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text);
        return text.ToString();
    }

    internal void Put(string name, object value, PayloadType type)
    {
        Add(name, value);
        _types.Add(type);
    }

    private void Append(StringBuilder text)
    {
        int index = 0;
        foreach (string name in Keys)
        {
            if (index > 0)
                text.Append(", ");
            text.Append(name).Append(" = ");
            Append(text, this[index]!, _types[index]);
            index++;
        }
    }

    private static void Append(StringBuilder text, object value, PayloadType? type)
    {
        switch (value)
        {
            case PayloadRecord record:
                text.Append("{ ");
                record.Append(text);
                text.Append(" }");
                break;
            case string said:
                text.Append('"').Append(said.Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                break;
            case byte[] bytes:
                text.Append("0x").Append(Convert.ToHexString(bytes));
                break;
            case object[] elements:
                text.Append('[');
                for (int i = 0; i < elements.Length; i++)
                {
                    text.Append(i > 0 ? ", " : "");
                    Append(text, elements[i], type?.Element);
                }

                text.Append(']');
                break;
            case ulong number when type?.Base == 16:
                text.Append(CultureInfo.InvariantCulture, $"0x{number:x}");
                break;
            case long number when type?.Base == 16:
                text.Append(CultureInfo.InvariantCulture, $"0x{(ulong)number & (ulong.MaxValue >> (64 - (8 * type.Size))):x}");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
        }
    }
}
