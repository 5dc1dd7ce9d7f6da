namespace OProf.Analysis.Profiles.Columns;

/// <summary>A function. Those of one name in two images are two; what has no name in an image is one, <c>[unknown]</c>.</summary>
/// <param name="Name">Index of its name in <see cref="Profile.Strings"/>.</param>
/// <param name="Image">Index of the image's name in <see cref="Profile.Strings"/>.</param>
/// <param name="IsKnown">Whether it has a name.</param>
/// <param name="Line">The line of a script's function: each line that ran is a row of its own. 0 for all else.</param>
public readonly record struct FunctionRow(int Name, int Image, bool IsKnown, int Line = 0);
