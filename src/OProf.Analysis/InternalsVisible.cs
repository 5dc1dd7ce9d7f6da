using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("OProf.Analysis.Tests")]
