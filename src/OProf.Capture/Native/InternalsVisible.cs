using System.Runtime.CompilerServices;

// The native layer and the event ABI stay internal; their tests compare them with the kernel byte by byte.
[assembly: InternalsVisibleTo("OProf.Capture.Tests")]
