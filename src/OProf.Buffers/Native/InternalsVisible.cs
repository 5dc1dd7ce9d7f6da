using System.Runtime.CompilerServices;

// The control words stay internal; tests cut a mapped file off in the middle of what a writer does.
[assembly: InternalsVisibleTo("OProf.Buffers.Tests")]
