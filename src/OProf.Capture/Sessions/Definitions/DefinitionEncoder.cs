using System.Text;
using System.Text.Encodings.Web;

namespace OProf.Capture.Sessions.Definitions;

/// <summary>
/// Escapes in JSON only what has to be: the quotation mark, the backslash, control characters, and halves of a surrogate pair that are
/// alone (RFC 8259, section 7). What is written is read as JSON, never put into a page.
/// </summary>
/// <remarks>
/// The library's own encoders make tables of all characters when the first one is used: 5 ms of the start of a session in a new
/// process.
/// </remarks>
internal sealed class DefinitionEncoder : JavaScriptEncoder
{
    /// <summary>The one there is.</summary>
    public static readonly DefinitionEncoder Instance = new();

    private DefinitionEncoder()
    {
    }

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <inheritdoc/>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (int i = 0; i < textLength; i++)
        {
            if (WillEncode(text[i]) || char.IsSurrogate(text[i]))
                return i;
        }

        return -1;
    }

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\' || !Rune.IsValid(unicodeScalar);

    /// <inheritdoc/>
    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var room = new Span<char>(buffer, bufferLength);
        if (!WillEncode(unicodeScalar))
            return new Rune(unicodeScalar).TryEncodeToUtf16(room, out numberOfCharactersWritten);
        numberOfCharactersWritten = 0;
        if (bufferLength < 6)
            return false;
        "\\u".CopyTo(room);
        for (int digit = 0; digit < 4; digit++)
            room[2 + digit] = "0123456789abcdef"[(unicodeScalar >> (4 * (3 - digit))) & 15];
        numberOfCharactersWritten = 6;
        return true;
    }
}
