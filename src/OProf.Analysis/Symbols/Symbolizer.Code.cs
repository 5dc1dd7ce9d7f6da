using OProf.Analysis.Symbols.Code;
using OProf.Analysis.Symbols.Elf;
using OProf.Capture.Sync;

namespace OProf.Analysis.Symbols;

/// <content>Machine code.</content>
public sealed partial class Symbolizer
{
    /// <summary>
    /// The machine code of the function that a place is in. Null where the bytes are not to be had: of memory without a file, of
    /// the vdso, and where the file is another one by now, which <see cref="Diagnostics"/> say.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="offset">Offset in the file, in bytes.</param>
    public FunctionCode? CodeOf(ImageInfo image, ulong offset)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Kind != ImageKind.File || HoldsGeneratedCode(image.Path))
            return null;
        var loaded = _images.Get(image);
        int index = loaded.Find(offset, out ulong symbolOffset);
        if (index < 0 || symbolOffset > offset)
            return null;
        try
        {
            using var file = _imageFiles.Open(image);
            if (file is null)
                return null;
            ulong first = offset - symbolOffset;
            ulong size = Math.Min(loaded.Table.SizeOf(index), FunctionCode.MaxBytes);
            if (first >= (ulong)file.File.Length)
                return null;
            byte[] bytes = new byte[Math.Min(size, (ulong)file.File.Length - first)];
            file.File.Read(first, bytes);
            return new FunctionCode(
                file.File.Name, file.Elf.Machine, file.Elf.Is64, loaded.Table.AddressOf(index), first, bytes, address => NameAt(loaded, address));
        }
        catch (Exception e) when (e is ElfFormatException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            _log.Say(
                SymbolDiagnosticId.FileUnreadable, image.Path, e.Message,
                "Where the file is damaged, install it again; else run as root or as the user of the process.");
            return null;
        }
    }

    private string? NameAt(LoadedImage loaded, ulong address)
    {
        int index = loaded.Table.Find(address);
        if (index < 0)
            return null;
        string name = loaded.NameOf(index, Demangle(loaded.Table, index));
        ulong into = address - loaded.Table.AddressOf(index);
        return into == 0 ? name : FormattableString.Invariant($"{name}+0x{into:x}");
    }
}
