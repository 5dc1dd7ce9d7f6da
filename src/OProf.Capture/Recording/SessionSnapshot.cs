using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;

namespace OProf.Capture.Recording;

/// <summary>Writes what a session holds to a folder, as a recording; a session that captures goes on meanwhile.</summary>
public static class SessionSnapshot
{
    private const int EntriesBetweenLooks = 4096;

    /// <summary>Writes a snapshot.</summary>
    /// <param name="session">The session, in whatever state.</param>
    /// <param name="path">The folder: new, or empty.</param>
    /// <param name="force">Whether a recording that is there may be deleted.</param>
    /// <param name="progress">Is told the number of samples written so far, now and then.</param>
    /// <param name="cancellation">Ends it early; nothing is left of the snapshot then.</param>
    /// <returns>The number of samples in it.</returns>
    /// <exception cref="CaptureException">It cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static long Save(
        Session session, string path, bool force = false, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session is RecordedSession { HasGivenNames: true })
            throw RecordingErrors.HasGivenNames(path, session);

        // Nothing that the snapshot is to hold, and nothing that it refers to, is dropped until it is written.
        using var hold = session.HoldRetained(cancellation);
        return SaveHeld(session, path, force, progress, cancellation);
    }

    /// <summary>Writes a snapshot of a session that drops nothing until it is written.</summary>
    /// <inheritdoc cref="Save"/>
    internal static long SaveHeld(Session session, string path, bool force, IProgress<long>? progress, CancellationToken cancellation)
    {
        var recorder = SessionRecorder.Create(session, path, force, session.Cpus, waitsForRoom: true);
        try
        {
            recorder.Begin();

            // What comes while it is written is not part of it: a busy session would never be done.
            ulong end = (ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
            var reader = session.OpenReader();
            var status = SessionStatus.Of(session);
            while (recorder.Copy(reader, EntriesBetweenLooks, end))
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(recorder.Samples);
                if (recorder.Failure is { } failure)
                    throw failure;
            }

            recorder.FinishSnapshot(status with { State = SessionState.Stopped, Samples = recorder.Samples });
            if (recorder.Failure is { } late)
                throw late;
            recorder.Dispose();
            return recorder.Samples;
        }
        catch
        {
            recorder.Undo();
            throw;
        }
    }
}
