using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("OProf.PowerShell.Tests")]
