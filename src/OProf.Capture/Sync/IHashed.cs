namespace OProf.Capture.Sync;

/// <summary>A key that knows its hash.</summary>
internal interface IHashed
{
    /// <summary>A hash whose low bits are well mixed; the same each time for equal keys.</summary>
    ulong Hash { get; }
}
