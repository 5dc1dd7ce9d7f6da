namespace OProf.Capture.Sources.Scripts;

/// <summary>A call in a script, and where it is.</summary>
/// <param name="Function">The function, as the script's engine calls it.</param>
/// <param name="File">The script's file; null for text that is in none, such as what was typed at a prompt.</param>
/// <param name="Line">The line that runs, in the file or text, 1 and up; 0 where it is not known.</param>
public readonly record struct ScriptFrame(string Function, string? File, int Line);
