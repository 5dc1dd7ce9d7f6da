namespace OProf.Analysis.Symbols.Dwarf;

/// <summary>The registers of the machine that a line program is for (DWARF 5, section 6.2.2), as far as they matter here.</summary>
internal struct LineState(LineProgramHeader header)
{
    private ulong _operation;

    internal ulong Address { get; private set; }

    internal ulong File { get; set; } = 1;

    internal int Line { get; set; } = 1;

    /// <summary>Advances address and line as one opcode says both (section 6.2.5.1).</summary>
    internal void Special(byte opcode)
    {
        int adjusted = opcode - header.OpcodeBase;
        Advance((uint)adjusted / header.LineRange);
        Line = unchecked(Line + header.LineBase + (adjusted % header.LineRange));
    }

    /// <summary>Advances by instructions, several of which may share an address.</summary>
    internal void Advance(ulong operations)
    {
        ulong sum = unchecked(_operation + operations);
        Address = unchecked(Address + (header.MinimumInstructionLength * (sum / header.MaximumOperations)));
        _operation = sum % header.MaximumOperations;
    }

    internal void AdvanceFixed(ushort bytes)
    {
        Address = unchecked(Address + bytes);
        _operation = 0;
    }

    internal void SetAddress(ulong address)
    {
        Address = address;
        _operation = 0;
    }
}
