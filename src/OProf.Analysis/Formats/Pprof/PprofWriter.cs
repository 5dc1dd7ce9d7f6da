using System.IO.Compression;
using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>Writes a profile as pprof's protocol buffer, for <c>go tool pprof</c> and whatever reads its files.</summary>
/// <remarks>Format: proto/profile.proto of github.com/google/pprof.</remarks>
public static class PprofWriter
{
    /// <summary>Writes a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">The stream did not take it.</exception>
    public static void Write(Profile profile, Stream stream, PprofOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new PprofOptions();
        if (!options.IsCompressed)
        {
            new PprofMessages(profile, stream, options, cancellation).Write();
            return;
        }

        using var compressed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        new PprofMessages(profile, compressed, options, cancellation).Write();
    }
}
