using OProf.Capture.Native;

namespace OProf.Capture.Sessions;

/// <summary>A command as the kernel takes it: found, and its words and environment laid out once for all of its runs.</summary>
internal sealed class SpawnableCommand
{
    private const string Shell = "/bin/sh";

    private readonly string _path;
    private readonly string _folder;
    private readonly string? _changesTo;
    private readonly NativeStrings _environment;
    private readonly NativeStrings _arguments;
    private NativeStrings? _asScript;

    /// <summary>Finds a command.</summary>
    /// <param name="command">Its words.</param>
    /// <param name="folder">Folder to start in; null for that of this process.</param>
    /// <exception cref="CaptureException">There is no such command.</exception>
    public SpawnableCommand(IReadOnlyList<string> command, string? folder)
    {
        string current = Environment.CurrentDirectory;
        Command = command;
        _folder = folder ?? current;
        _changesTo = _folder == current ? null : _folder;
        _path = CommandPath.Resolve(command.Count == 0 ? "" : command[0], _folder);
        _arguments = new NativeStrings(command);
        _environment = _changesTo is null ? CommandEnvironment.Current() : CommandEnvironment.In(_changesTo);
    }

    /// <summary>Its words.</summary>
    public IReadOnlyList<string> Command { get; }

    /// <summary>Whether the C library can start it in its folder.</summary>
    public bool CanBeSpawned => _changesTo is null || PosixSpawn.CanChangeFolder;

    /// <summary>Starts it. The process id, when its exec has been done.</summary>
    /// <exception cref="CaptureException">It is not there any more, or could not be started.</exception>
    public int Spawn(IReadOnlyList<(int From, int To)> descriptors)
    {
        int error = PosixSpawn.Invoke(_path, _arguments, _environment, _changesTo, descriptors, out int processId);
        if (error == Errno.ENOEXEC)
        {
            // A script without an interpreter in its first line is one for the shell, as execvp(3) has it.
            _asScript ??= new NativeStrings([Shell, _path, .. Command.Skip(1)]);
            error = PosixSpawn.Invoke(Shell, _asScript, _environment, _changesTo, descriptors, out processId);
        }

        if (error == 0)
            return processId;
        if (!Directory.Exists(_folder) || (_changesTo is not null && error is Errno.EACCES))
            throw LaunchFailure.NotEntered(Command[0], _folder);
        _ = CommandPath.Resolve(Command[0], _folder);
        throw LaunchFailure.NotStarted(Command[0], error);
    }
}
