namespace OProf.Capture.Sessions;

/// <summary>Why a capture cannot do what it was asked for, and what to do about it.</summary>
/// <param name="Id">Stable; one of <see cref="CaptureErrorId"/>.</param>
/// <param name="Category">What kind of failure it is.</param>
/// <param name="Message">A sentence: what failed, the errno by name, the setting's present value, the capability that is missing.</param>
/// <param name="Remedy">A sentence or more on what to do; empty where nothing can be done.</param>
public sealed record CaptureError(string Id, CaptureErrorCategory Category, string Message, string Remedy);
