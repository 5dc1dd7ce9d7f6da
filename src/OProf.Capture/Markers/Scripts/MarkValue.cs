using System.Globalization;
using System.Text;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Scripts;

/// <summary>A value of a mark as a field of a payload: scripts say values, not types.</summary>
internal static class MarkValue
{
    private static readonly PayloadType s_signed = PayloadType.Integer(isSigned: true, 64);
    private static readonly PayloadType s_unsigned = PayloadType.Integer(isSigned: false, 64);
    private static readonly PayloadType s_bool = PayloadType.Integer(isSigned: false, 8, 10, [new PayloadLabel("False", 0, 0), new PayloadLabel("True", 1, 1)]);

    /// <summary>Packs a value.</summary>
    /// <returns>Its type. Whatever is no number, boolean, time or bytes is a text.</returns>
    public static PayloadType Write(PayloadWriter writer, object? value)
    {
        switch (value)
        {
            case bool flag:
                writer.Integer(s_bool.Size, flag ? 1UL : 0);
                return s_bool;
            case Enum named:
                return Text(writer, named.ToString());
            case sbyte or short or int or long or byte or ushort or uint:
                writer.Integer(sizeof(ulong), (ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture));
                return s_signed;
            case ulong number:
                writer.Integer(sizeof(ulong), number);
                return s_unsigned;
            case float or double or decimal:
                writer.Double(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                return PayloadType.Double;
            case byte[] bytes:
                writer.Bytes(bytes);
                return PayloadType.Bytes;
            case DateTime time:
                return Text(writer, time.ToString("O", CultureInfo.InvariantCulture));
            case DateTimeOffset time:
                return Text(writer, time.ToString("O", CultureInfo.InvariantCulture));
            default:
                return Text(writer, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }
    }

    private static PayloadType Text(PayloadWriter writer, string text)
    {
        writer.Bytes(Encoding.UTF8.GetBytes(text));
        return PayloadType.Text;
    }
}
