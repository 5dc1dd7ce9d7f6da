using System.Runtime.CompilerServices;

// The native layer stays internal; tests stand in for another process with it.
[assembly: InternalsVisibleTo("OProf.Buffers.Tests")]
