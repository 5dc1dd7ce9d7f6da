namespace OProf.Capture.Sessions.Publishing;

/// <summary>Takes a record.</summary>
/// <param name="type">One of <see cref="PublishedRecord"/>.</param>
/// <param name="misc">Flags and padding.</param>
/// <param name="body">The body.</param>
internal delegate void RecordOutput(uint type, ushort misc, ReadOnlySpan<byte> body);
