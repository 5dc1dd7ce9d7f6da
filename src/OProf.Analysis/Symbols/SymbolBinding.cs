namespace OProf.Analysis.Symbols;

/// <summary>How visible a symbol is to the linker; decides between two names of one address. Higher is preferred.</summary>
internal enum SymbolBinding : byte
{
    /// <summary>STB_WEAK. Below local: a weak name is an alias that was meant to be replaced.</summary>
    Weak,

    /// <summary>STB_LOCAL.</summary>
    Local,

    /// <summary>STB_GLOBAL.</summary>
    Global,
}
