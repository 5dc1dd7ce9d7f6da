namespace OProf.Capture.Sessions;

/// <summary>Kernel text that came or went while a session ran: a BPF program, a trampoline.</summary>
/// <param name="Time">CLOCK_MONOTONIC nanoseconds.</param>
/// <param name="Address">First address.</param>
/// <param name="Length">Bytes of text.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsRegistered">True where it came, false where it went.</param>
public sealed record KernelSymbol(ulong Time, ulong Address, uint Length, string Name, bool IsRegistered);
