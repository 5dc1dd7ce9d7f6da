namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Takes the values of fields in their order.</summary>
internal interface ICtfFieldSink
{
    /// <summary>A struct's fields follow.</summary>
    void BeginStruct(string name, LayoutNode node);

    /// <summary>They are over.</summary>
    void EndStruct();

    /// <summary>An array's or sequence's elements follow, without names.</summary>
    void BeginArray(string name, LayoutNode node, ulong count);

    /// <summary>They are over.</summary>
    void EndArray();

    /// <summary>A variant's value follows.</summary>
    /// <param name="name">Name of the variant.</param>
    /// <param name="node">The variant.</param>
    /// <param name="option">Index of the option that its tag selects.</param>
    void BeginChoice(string name, LayoutNode node, int option);

    /// <summary>It is over.</summary>
    void EndChoice();

    /// <summary>An integer, its sign repeated to 64 bits.</summary>
    void Integer(string name, LayoutNode node, ulong value);

    /// <summary>A floating point number.</summary>
    void Float(string name, LayoutNode node, double value);

    /// <summary>A text, as bytes of its encoding.</summary>
    void Text(string name, LayoutNode node, ReadOnlySpan<byte> bytes);

    /// <summary>Bytes that are no text.</summary>
    void Bytes(string name, LayoutNode node, ReadOnlySpan<byte> bytes);
}
