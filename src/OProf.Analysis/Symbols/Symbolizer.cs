using OProf.Analysis.Symbols.Demangling;
using OProf.Analysis.Symbols.Dwarf;
using OProf.Analysis.Symbols.Elf;
using OProf.Analysis.Symbols.Files;
using OProf.Analysis.Symbols.Jit;
using OProf.Analysis.Symbols.Kernel;
using OProf.Capture.Sync;

namespace OProf.Analysis.Symbols;

/// <summary>
/// Gives addresses their names: of files, the vdso, the kernel and JIT code. Never throws for what a file, a map or a
/// process is like; what was not found and why is in <see cref="Diagnostics"/>. Thread-safe.
/// </summary>
public sealed partial class Symbolizer
{
    private const string AnonymousImage = "//anon";

    private readonly SymbolizerOptions _options;
    private readonly SymbolDiagnosticLog _log = new();
    private readonly ImageFileFinder _imageFiles;
    private readonly DebugFileFinder _debugFiles;
    private readonly LoadedImages _images;
    private readonly KernelSymbols _kernel;
    private readonly LineTables _lines;

    /// <summary>Makes a symbolizer; nothing is read before it is asked for.</summary>
    /// <param name="options">Where to look; null for the defaults.</param>
    public Symbolizer(SymbolizerOptions? options = null)
    {
        _options = options ?? new SymbolizerOptions();
        _imageFiles = new ImageFileFinder(_options.ProcRoot, _log);
        _debugFiles = new DebugFileFinder(_options.SymbolDirectories, _log);
        _images = new LoadedImages(_options.MaxTableBytes, Load);
        _lines = new LineTables(_options.MaxTableBytes, LoadLines);
        _kernel = new KernelSymbols(_options.ProcRoot, _log);
        JitMaps = new JitMaps(_options, _log);
    }

    /// <summary>The maps of JIT code; to note the users of processes with.</summary>
    public JitMaps JitMaps { get; }

    /// <summary>What kept names from being found so far, each thing once; a copy.</summary>
    public IReadOnlyCollection<SymbolDiagnostic> Diagnostics => _log.ToArray();

    /// <summary>
    /// Whether a mapping's path stands for memory that a runtime generates code in: its addresses are for
    /// <see cref="ResolveAnonymous"/>. .NET maps a memfd for that, so that the kernel's record has a path.
    /// </summary>
    /// <param name="path">Path of a mapping.</param>
    public static bool HoldsGeneratedCode(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Length == 0 || path[0] == '['
            ? path is not "[vdso]" and not "[vsyscall]"
            : path.StartsWith("//anon", StringComparison.Ordinal) || path.StartsWith("/memfd:", StringComparison.Ordinal)
                || path.StartsWith("/dev/zero", StringComparison.Ordinal) || path.StartsWith("/SYSV", StringComparison.Ordinal)
                || path.StartsWith("/anon_hugepage", StringComparison.Ordinal);
    }

    /// <summary>What a place in an image is called.</summary>
    /// <param name="image">The image.</param>
    /// <param name="offset">
    /// Offset in the file in bytes (address - start of the mapping + its page offset); for the vdso relative to its start.
    /// Of memory without a file no name is known here, as many processes share such an image: <see cref="ResolveAnonymous"/>.
    /// </param>
    public SymbolizedAddress Resolve(ImageInfo image, ulong offset)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (HasNoFile(image))
            return new SymbolizedAddress(image.Path, null, 0);
        string name = image.Kind == ImageKind.Vdso ? "[vdso]" : image.Path;
        var loaded = _images.Get(image);
        int index = loaded.Find(offset, out ulong symbolOffset);
        if (index >= 0)
            return new SymbolizedAddress(name, loaded.NameOf(index, Demangle(loaded.Table, index)), symbolOffset);
        if (!loaded.IsComplete && !loaded.IsSaid)
        {
            SayNoSymbols(image, "It is stripped: only the functions it exports have names, and there were addresses in others.");
            loaded.IsSaid = true;
        }

        return new SymbolizedAddress(name, null, 0);
    }

    /// <summary>Whether any place in an image has a name.</summary>
    /// <param name="image">The image.</param>
    internal bool HasSymbols(ImageInfo image) => !HasNoFile(image) && _images.Get(image).Table.Count > 0;

    /// <summary>The source line of a place in a file, from its debug information; null where there is none.</summary>
    /// <param name="image">The image.</param>
    /// <param name="offset">Offset in the file, in bytes.</param>
    public SourceLine? LineOf(ImageInfo image, ulong offset)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Kind == ImageKind.File && !HoldsGeneratedCode(image.Path) ? _lines.Find(image, offset) : null;
    }

    /// <summary>What a kernel address is called; the image is "[kernel.kallsyms]", "[module]" or the name of a BPF program.</summary>
    /// <param name="address">The address.</param>
    public SymbolizedAddress ResolveKernel(ulong address) => _kernel.Resolve(address);

    /// <summary>Adds a kernel symbol of a KSYMBOL record (perf_event_open(2), PERF_RECORD_KSYMBOL).</summary>
    /// <param name="address">First address.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="name">Its name, such as "bpf_prog_6deef7357e7b4530_main".</param>
    public void AddKernelSymbol(ulong address, uint length, string name) => _kernel.Add(address, length, name);

    /// <summary>What an address in memory without a file is called: JIT code by its map, "perf-PID.map"; else "//anon" without a name.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="address">Virtual address in it.</param>
    /// <param name="isComplete">Whether no samples come any more, so that one look at a map is enough.</param>
    public SymbolizedAddress ResolveAnonymous(int processId, ulong address, bool isComplete = false) =>
        JitMaps.Resolve(processId, address, isComplete) ?? new SymbolizedAddress(AnonymousImage, null, 0);

    private static bool HasNoFile(ImageInfo image) =>
        image.Kind is ImageKind.Anonymous or ImageKind.Script || (image.Kind == ImageKind.File && HoldsGeneratedCode(image.Path));

    private bool Demangle(SymbolTable table, int index)
    {
        if (_options.Demangle && !Demangler.KnowsCxx && Demangler.IsCxx(table.NameOf(index)))
        {
            _log.Say(
                SymbolDiagnosticId.NoDemangler, "libstdc++.so.6", "The library is not there; C++ names are shown mangled.",
                "Install libstdc++ (package libstdc++6 or libstdc++).");
        }

        return _options.Demangle;
    }

    private LoadedImage Load(ImageInfo image)
    {
        try
        {
            return image.Kind == ImageKind.Vdso ? LoadVdso(image) : LoadFile(image);
        }
        catch (Exception e) when (e is ElfFormatException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            _log.Say(
                SymbolDiagnosticId.FileUnreadable, image.Path, e.Message,
                "Where the file is damaged, install it again; else run as root or as the user of the process.");
            return LoadedImage.Unusable;
        }
    }

    private LoadedImage LoadFile(ImageInfo image)
    {
        using var file = _imageFiles.Open(image);
        if (file is null)
            return LoadedImage.Unusable;
        using var debug = _debugFiles.Open(file, image.Path, _imageFiles.RootOf(image.ProcessId));
        var table = ReadTable(file, debug, out bool isComplete);
        if (table.Count == 0)
            SayNoSymbols(image, "It has no function symbols" + BuildIdText(file.BuildId) + ".");
        return new LoadedImage(LoadSegments(file.Elf), table, isComplete || table.Count == 0);
    }

    /// <summary>A debug file that is not sound must not cost the names that the image itself has.</summary>
    private SymbolTable ReadTable(ImageFile file, ImageFile? debug, out bool isComplete)
    {
        try
        {
            return ElfSymbolReader.Read(file.Elf, debug?.Elf, out isComplete);
        }
        catch (ElfFormatException e) when (debug is not null && e.File == debug.File.Name)
        {
            _log.Say(SymbolDiagnosticId.FileUnreadable, e.File, e.Message, "Install the debug symbols again.");
            return ElfSymbolReader.Read(file.Elf, null, out isComplete);
        }
    }

    private (ElfSegment[] Segments, LineTable Lines) LoadLines(ImageInfo image)
    {
        try
        {
            using var file = _imageFiles.Open(image);
            if (file is null)
                return ([], LineTable.Empty);
            using var debug = _debugFiles.Open(file, image.Path, _imageFiles.RootOf(image.ProcessId));
            var lines = debug is null ? LineTable.Empty : LineTableReader.Read(debug.Elf);
            if (lines.Count == 0)
                lines = LineTableReader.Read(file.Elf);
            if (lines.Count == 0)
            {
                _log.Say(
                    SymbolDiagnosticId.NoLines, image.Path, "It has no debug information, so no source lines are known.",
                    "Install its debug symbols, or build it with -g.");
            }

            return (LoadSegments(file.Elf), lines);
        }
        catch (Exception e) when (e is ElfFormatException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            _log.Say(
                SymbolDiagnosticId.FileUnreadable, image.Path, e.Message,
                "Where the file is damaged, install it again; else run as root or as the user of the process.");
            return ([], LineTable.Empty);
        }
    }

    private LoadedImage LoadVdso(ImageInfo image)
    {
        if (VdsoImage.Read(_options.ProcRoot) is not { } memory)
        {
            _log.Say(
                SymbolDiagnosticId.FileMissing, image.Path, "This process has no vdso to read the symbols from.",
                "Boot without vdso=0.");
            return LoadedImage.Unusable;
        }

        var elf = ElfFile.Read(memory);
        if (!image.BuildId.IsEmpty && !image.BuildId.Span.SequenceEqual(elf.ReadBuildId()))
        {
            _log.Say(
                SymbolDiagnosticId.FileReplaced, image.Path, "The vdso that was mapped is of another kernel or of another kind of process.",
                "Look at the capture on the machine and with the kernel it was made with.");
            return LoadedImage.Unusable;
        }

        return new LoadedImage(LoadSegments(elf), ElfSymbolReader.Read(elf, null, out _), isComplete: true);
    }

    private static ElfSegment[] LoadSegments(ElfFile elf) =>
        [.. elf.Segments.Where(s => s.Type == ElfConstants.PT_LOAD).OrderBy(s => (s.Flags & ElfConstants.PF_X) == 0)];

    private static string BuildIdText(byte[] buildId) =>
        buildId.Length == 0 ? "" : $" (build id {BuildId.Text(buildId)})";

    private void SayNoSymbols(ImageInfo image, string message) => _log.Say(
        SymbolDiagnosticId.NoSymbols, image.Path, message,
        "Install its debug symbols below " + string.Join(" or ", _options.SymbolDirectories) + ", or build it with symbols.");
}
