namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>What stands before a declarator.</summary>
/// <param name="Type">The type that is described in place; null where it is only named.</param>
/// <param name="Name">The words that name a type; empty where there is none.</param>
/// <param name="IsTypedef">Whether the words said typedef.</param>
/// <param name="First">Where they begin.</param>
internal readonly record struct TsdlSpecifiers(CtfType? Type, string Name, bool IsTypedef, TsdlToken First);
