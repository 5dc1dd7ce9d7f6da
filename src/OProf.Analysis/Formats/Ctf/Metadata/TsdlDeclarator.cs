namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>What stands behind specifiers: the name of a field or type, and what makes a pointer, array or sequence of it.</summary>
/// <param name="Name">The name; null for an abstract declarator.</param>
/// <param name="Pointers">The part of the type's name that the stars make: " *" for each, " const" where that follows.</param>
/// <param name="Lengths">Lengths of the arrays and sequences, outermost first.</param>
/// <param name="First">Where it begins.</param>
internal readonly record struct TsdlDeclarator(string? Name, string Pointers, IReadOnlyList<TsdlValue> Lengths, TsdlToken First);
