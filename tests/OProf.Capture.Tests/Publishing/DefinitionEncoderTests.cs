using System.Buffers;
using System.Text;
using System.Text.Json;
using OProf.Capture.Sessions.Definitions;
using Xunit;

namespace OProf.Capture.Tests.Publishing;

public sealed class DefinitionEncoderTests
{
    [Fact]
    public void Every_character_is_read_as_it_was_written()
    {
        var all = new StringBuilder();
        for (int scalar = 0; scalar <= 0x10FFFF; scalar += scalar < 0x3000 ? 1 : 97)
        {
            if (Rune.IsValid(scalar))
                all.Append(new Rune(scalar).ToString());
        }

        Assert.Equal(all.ToString(), ReadBack(all.ToString()));
    }

    // Not as data of a theory: an attribute is kept in UTF-8, which has no halves either.
    [Fact]
    public void Half_a_character_is_said_to_be_none()
    {
        Assert.Equal("alone \ufffd", ReadBack("alone \ud800"));
        Assert.Equal("\ufffd alone", ReadBack("\udc00 alone"));
        Assert.Equal("\ud83d\ude00", ReadBack("\ud83d\ude00"));
        Assert.Equal("a\"b\\c\n\t\0d", ReadBack("a\"b\\c\n\t\0d"));
    }

    private static string? ReadBack(string text)
    {
        var written = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(written, new JsonWriterOptions { Encoder = DefinitionEncoder.Instance }))
            json.WriteStringValue(text);
        using var read = JsonDocument.Parse(written.WrittenMemory);
        return read.RootElement.GetString();
    }
}
