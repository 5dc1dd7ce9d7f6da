using System.Runtime.CompilerServices;

// The native layer and the event ABI stay internal; their tests compare them with the kernel byte by byte.
[assembly: InternalsVisibleTo("OProf.Capture.Tests")]

// A perf.data file is a set of CPUs' buffers that is complete: its records go the way of live ones.
[assembly: InternalsVisibleTo("OProf.Analysis")]

// Tests of what is made of samples write a stream of their own, with the writer that a session uses.
[assembly: InternalsVisibleTo("OProf.Analysis.Tests")]
