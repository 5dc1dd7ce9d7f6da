namespace OProf.Capture.Sync;

/// <summary>Fills the buffer of one <see cref="EventReader"/> from somewhere else, a piece at a time, as the reader needs it.</summary>
public interface IEventFeed
{
    /// <summary>Puts more into the buffer; completes it where nothing more will come.</summary>
    /// <returns>False where there is nothing more now.</returns>
    /// <exception cref="InvalidDataException">What it reads from is not what it should be.</exception>
    bool Feed();
}
