using System.Globalization;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Capture.Tests.EventPipe;

/// <summary>What the fields of the program's step have to be: they follow from its number.</summary>
internal static class StepText
{
    public static void AssertIs(int number, PayloadRecord fields)
    {
        var expected = new Dictionary<string, object>
        {
            ["number"] = (long)number,
            ["text"] = "step " + number.ToString(CultureInfo.InvariantCulture) + " ✓",
            ["ratio"] = number / 4.0,
            ["id"] = new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString(),
            ["at"] = DateTime.UnixEpoch.AddSeconds(number).ToString("O", CultureInfo.InvariantCulture),
            ["small"] = (ulong)(byte)number,
            ["medium"] = (ulong)(ushort)(number * 3),
            ["large"] = (ulong)(uint.MaxValue - (uint)number),
            ["huge"] = ulong.MaxValue - (ulong)number,
            ["half"] = number / 2.0,
            ["negative"] = (long)(sbyte)-number,
            ["lower"] = (long)-number,
        };
        Assert.All(expected, pair => Assert.Equal(pair.Value, fields[pair.Key]));
        Assert.True(fields["isEven"]!.Equals(number % 2 == 0 ? "True" : "False"));
        Assert.True(fields["weather"]!.Equals(7L));
        Assert.Equal(expected.Count + 3, fields.Count);
    }
}
