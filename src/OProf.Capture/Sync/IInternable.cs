namespace OProf.Capture.Sync;

/// <summary>A value that an <see cref="InternTable{T}"/> can hold.</summary>
/// <typeparam name="T">The value's own type.</typeparam>
internal interface IInternable<T> : IEquatable<T>
{
    /// <summary>A hash whose low bits are well mixed; equal values have equal hashes.</summary>
    ulong InternHash();
}
