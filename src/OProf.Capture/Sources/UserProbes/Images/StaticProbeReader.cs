using System.Buffers.Binary;
using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.UserProbes.Images;

/// <summary>Reads the static probes of a file out of its notes.</summary>
/// <remarks>
/// <code>
///   note  name size 4 | descriptor size 4 | type 4 (3) | "stapsdt" | descriptor, each padded to 4 bytes
///   descriptor  instruction 8 | base 8 | semaphore 8 | provider 0 | name 0 | arguments 0
/// </code>
/// A prelinked file may have been moved since: by as much as the section .stapsdt.base is away from the note's base.
/// </remarks>
internal static class StaticProbeReader
{
    private const int NoteHead = 12;
    private const uint NT_STAPSDT = 3;
    private const int Addresses = 24;
    private const int MaxProbes = 1 << 20;

    /// <summary>All places of all probes, in the order of the notes.</summary>
    /// <exception cref="CaptureException">A note leads out of its section.</exception>
    public static IReadOnlyList<StaticProbe> Read(ProbedImage image)
    {
        var probes = new List<StaticProbe>();
        ulong? moved = image.Section(".stapsdt.base")?.Address;
        foreach (var section in image.Sections)
        {
            if (section.Name != ".note.stapsdt")
                continue;
            byte[] bytes = image.Bytes(section);
            int at = 0;
            while (at + NoteHead <= bytes.Length && probes.Count < MaxProbes)
                at = ReadNote(image, section, bytes, at, moved, probes);
        }

        return probes;
    }

    private static int ReadNote(ProbedImage image, ImageSection section, byte[] bytes, int at, ulong? moved, List<StaticProbe> probes)
    {
        uint nameSize = U32(bytes, at), size = U32(bytes, at + 4), type = U32(bytes, at + 8);
        ulong start = (ulong)at + NoteHead + Padded(nameSize), next = start + Padded(size);
        if (start + size > (ulong)bytes.Length)
            throw Error(image, section, at, $"a note of {NoteHead + Padded(nameSize) + size} bytes", $"{bytes.Length - at} bytes to the section's end");
        if (type == NT_STAPSDT && bytes.AsSpan(at + NoteHead, (int)nameSize).SequenceEqual("stapsdt\0"u8))
            probes.Add(ReadProbe(bytes.AsSpan((int)start, (int)size), moved) ?? throw Error(image, section, at, "three addresses and three texts", $"{size} bytes without"));
        return (int)Math.Min(next, (ulong)bytes.Length);
    }

    private static StaticProbe? ReadProbe(ReadOnlySpan<byte> note, ulong? moved)
    {
        if (note.Length < Addresses)
            return null;
        ulong address = BinaryPrimitives.ReadUInt64LittleEndian(note), linkedBase = BinaryPrimitives.ReadUInt64LittleEndian(note[8..]);
        ulong semaphore = BinaryPrimitives.ReadUInt64LittleEndian(note[16..]);
        ulong by = moved is { } now && linkedBase != 0 ? now - linkedBase : 0;
        var texts = note[Addresses..];
        if (Take(ref texts) is not { } provider || Take(ref texts) is not { } name || Take(ref texts) is not { } arguments)
            return null;
        return new StaticProbe(provider, name, address + by, semaphore == 0 ? 0 : semaphore + by, arguments);
    }

    private static string? Take(ref ReadOnlySpan<byte> texts)
    {
        string? text = ProbedImage.Text(texts, 0);
        if (text is not null)
            texts = texts[(texts.IndexOf((byte)0) + 1)..];
        return text;
    }

    private static ulong Padded(uint size) => ((ulong)size + 3) & ~3UL;

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static CaptureException Error(ProbedImage image, ImageSection section, int at, string expected, string found) =>
        UserProbeErrors.File(image.Path, new InvalidDataException($"{image.Path}, offset {section.Offset + (ulong)at} ({section.Name}): expected {expected}, found {found}."));
}
