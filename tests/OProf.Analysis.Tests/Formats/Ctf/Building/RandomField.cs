using System.Text;

namespace OProf.Analysis.Tests.Formats.Ctf.Building;

/// <summary>A type made at random: how metadata says it, and how values of it are written and spelt.</summary>
/// <param name="Before">Fields that must come before one of this type, each with its semicolon: lengths and tags.</param>
/// <param name="Specifier">What stands before a field's name.</param>
/// <param name="Suffix">What stands behind it.</param>
/// <param name="Alignment">Its alignment in bits; 1 for a variant.</param>
/// <param name="Write">Writes a value, and spells it, those of the fields before it included.</param>
internal sealed record RandomField(string Before, string Specifier, string Suffix, int Alignment, Action<BitWriter, string, StringBuilder> Write);
