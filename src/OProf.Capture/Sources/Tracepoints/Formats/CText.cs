namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>Finds its way in a piece of C: parentheses, strings, lists of arguments.</summary>
internal static class CText
{
    /// <summary>Index of the bracket that closes the one at an index; -1 where there is none.</summary>
    public static int Closing(ReadOnlySpan<char> text, int open)
    {
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            if (text[i] == '"')
                i = EndOfString(text, i);
            else if (text[i] is '(' or '{' or '[')
                depth++;
            else if (text[i] is ')' or '}' or ']' && --depth == 0)
                return i;
            if (i < 0)
                return -1;
        }

        return -1;
    }

    /// <summary>Index of the quotation mark that ends the string which begins at an index; -1 where there is none.</summary>
    public static int EndOfString(ReadOnlySpan<char> text, int open)
    {
        for (int i = open + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i;
        }

        return -1;
    }

    /// <summary>Index of a character that is in no brackets and no string; -1 where there is none.</summary>
    public static int IndexOf(ReadOnlySpan<char> text, char sought)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == sought)
                return i;
            if (text[i] == '"')
                i = EndOfString(text, i);
            else if (text[i] is '(' or '{' or '[')
                i = Closing(text, i);
            if (i < 0)
                return -1;
        }

        return -1;
    }

    /// <summary>What commas that are in no brackets and no string separate.</summary>
    public static List<string> Arguments(ReadOnlySpan<char> text)
    {
        var arguments = new List<string>();
        while (true)
        {
            int comma = IndexOf(text, ',');
            arguments.Add((comma < 0 ? text : text[..comma]).Trim().ToString());
            if (comma < 0)
                return arguments;
            text = text[(comma + 1)..];
        }
    }

    /// <summary>Takes off outer parentheses and casts.</summary>
    public static ReadOnlySpan<char> Bare(ReadOnlySpan<char> text)
    {
        while (true)
        {
            text = text.Trim();
            if (text.IsEmpty || text[0] != '(' || Closing(text, 0) is var end && end < 0)
                return text;
            if (end == text.Length - 1)
                text = text[1..end];
            else if (IsTypeName(text[1..end]))
                text = text[(end + 1)..];
            else
                return text;
        }
    }

    /// <summary>Whether a text in parentheses is a cast's type: words and stars.</summary>
    public static bool IsTypeName(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty || !(char.IsAsciiLetter(text[0]) || text[0] == '_'))
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or ' ' or '*'))
                return false;
        }

        return true;
    }
}
