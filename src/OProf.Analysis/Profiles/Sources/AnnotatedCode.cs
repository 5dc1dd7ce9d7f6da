using OProf.Analysis.Profiles.CallTrees;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Symbols;
using OProf.Analysis.Symbols.Code;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles.Sources;

/// <summary>The machine code of functions, each instruction with the samples that were taken in it, and the source lines between.</summary>
public sealed class AnnotatedCode
{
    private readonly Profile _profile;
    private readonly IAddressNames _names;
    private readonly SourceRoots _roots;
    private readonly List<AnnotatedInstruction> _rows = [];
    private readonly List<MissingCode> _missing = [];

    // By part of code: read and taken apart once, whatever the number of events.
    private readonly Dictionary<CodePart, (FunctionCode Code, IReadOnlyList<Instruction> Instructions)?> _known = [];

    private AnnotatedCode(Profile profile, IAddressNames names, SourceRoots roots)
    {
        _profile = profile;
        _names = names;
        _roots = roots;
    }

    /// <summary>The rows: each event and function (the one with the most samples first) by itself, in the order of addresses.</summary>
    public IReadOnlyList<AnnotatedInstruction> Rows => _rows;

    /// <summary>The functions whose code is not to be had: of these there are only the places with samples.</summary>
    public IReadOnlyList<MissingCode> Missing => _missing;

    /// <summary>Annotates functions.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="names">What has the code and says the lines of addresses; that of the profile's session.</param>
    /// <param name="isWanted">Says of a function's name and image whether it is meant; asked once for each.</param>
    /// <param name="roots">Where source files may be read.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static AnnotatedCode Of(
        Profile profile, IAddressNames names, Func<string, string, bool> isWanted, SourceRoots roots, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var code = new AnnotatedCode(profile, names, roots);
        bool[] wanted = [.. profile.Functions.Select(function => isWanted(profile.Strings[function.Name], profile.Strings[function.Image]))];
        foreach (var (group, stacks) in new StackWeights(profile, byProcess: false, cancellation).Groups)
        {
            foreach (var (part, places) in new CodeCount(profile, wanted, stacks, cancellation).Parts)
                code.Add(group, part, places, cancellation);
        }

        return code;
    }

    private void Add(
        in CallTreeGroup group, in CodePart part, IReadOnlyList<(ulong Place, SampleCount Self, SampleCount Total)> places, CancellationToken cancellation)
    {
        string symbol = _profile.NameOf(part.Function), image = _profile.ImageOf(part.Function);
        if (!_known.TryGetValue(part, out var known))
            _known[part] = known = Read(part, places[0].Place, cancellation);
        if (known is not var (code, instructions))
        {
            foreach (var (place, self, total) in places)
                _rows.Add(new AnnotatedInstruction(group.Event, symbol, image, place, 0, self, total, group.All));
            return;
        }

        var file = _profile.Mappings[part.Mapping].File!;
        int next = 0;
        SourceLine? last = null;
        foreach (var instruction in instructions)
        {
            ulong offset = code.Offset + (instruction.Address - code.Address);
            var line = _names.LineOf(file, offset);
            if (line is { } source && source != last)
                _rows.Add(new AnnotatedInstruction(group.Event, symbol, image, null, 0, default, default, group.All) { SourceFile = source.File, Line = source.Line, Text = TextOf(source) });
            last = line;
            SampleCount self = default, total = default;
            for (; next < places.Count && places[next].Place < offset + (ulong)instruction.Length; next++)
            {
                self.Add(places[next].Self);
                total.Add(places[next].Total);
            }

            _rows.Add(new AnnotatedInstruction(group.Event, symbol, image, instruction.Address, instruction.Length, self, total, group.All)
            {
                Text = instruction.Text,
                SourceFile = line?.File,
                Line = line?.Line ?? 0,
            });
        }

        // Beyond what was read of the function.
        for (; next < places.Count; next++)
            _rows.Add(new AnnotatedInstruction(group.Event, symbol, image, code.Address + (places[next].Place - code.Offset), 0, places[next].Self, places[next].Total, group.All));
    }

    private (FunctionCode Code, IReadOnlyList<Instruction> Instructions)? Read(in CodePart part, ulong place, CancellationToken cancellation)
    {
        var file = _profile.Mappings[part.Mapping].File;
        bool isGenerated = file is null || file.Kind != ImageKind.File || Symbolizer.HoldsGeneratedCode(file.Path);
        var code = isGenerated || _profile.NameOf(part.Function) == FrameName.Unknown ? null : _names.CodeOf(file!, place);
        string? reason = null;
        if (isGenerated)
            reason = "it lies in memory without a file: code that was made at run time, or the kernel's";
        else if (code is null)
            reason = "its file is not there as it was mapped, or has no symbol that says where it begins and ends";
        var instructions = code is null ? null : Disassembler.Of(code, cancellation);
        if (code is not null && instructions is null)
            reason = "no disassembler for its processor is installed; objdump (package binutils or binutils-multiarch) would be one";
        if (instructions is not null)
            return (code!, instructions);
        _missing.Add(new MissingCode(_profile.NameOf(part.Function), _profile.ImageOf(part.Function), reason!));
        return null;
    }

    private string? TextOf(in SourceLine line)
    {
        var text = _roots.LinesOf(line.File);
        return line.Line > 0 && line.Line <= text.Count ? text[line.Line - 1].TrimEnd('\r') : null;
    }
}
