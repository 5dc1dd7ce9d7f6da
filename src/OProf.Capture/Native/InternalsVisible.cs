using System.Runtime.CompilerServices;

// The native layer and the event ABI stay internal; their tests compare them with the kernel byte by byte.
[assembly: InternalsVisibleTo("OProf.Capture.Tests")]

// Tests of what is made of samples write a stream of their own, with the writer that a session uses.
[assembly: InternalsVisibleTo("OProf.Analysis.Tests")]
