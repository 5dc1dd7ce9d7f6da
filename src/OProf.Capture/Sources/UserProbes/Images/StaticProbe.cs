namespace OProf.Capture.Sources.UserProbes.Images;

/// <summary>
/// One place of a static probe (USDT), as a note in .note.stapsdt tells it
/// (https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation).
/// </summary>
/// <param name="Provider">Who defined it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">Virtual address of the instruction, as linked.</param>
/// <param name="Semaphore">Virtual address of the counter that the kernel raises while the probe is armed; 0 for none.</param>
/// <param name="Arguments">Where the arguments are, as the assembler wrote it: <c>-4@%edi 8@-16(%rbp)</c>.</param>
internal sealed record StaticProbe(string Provider, string Name, ulong Address, ulong Semaphore, string Arguments);
