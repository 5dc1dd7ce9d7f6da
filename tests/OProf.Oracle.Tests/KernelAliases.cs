namespace OProf.Oracle.Tests;

/// <summary>Where kernel functions have several names at one address, any of them is right: each stands for the first.</summary>
internal sealed class KernelAliases
{
    private readonly Dictionary<string, string> _first = [];

    public KernelAliases()
    {
        var byAddress = new Dictionary<string, string>();
        foreach (string line in File.ReadLines("/proc/kallsyms"))
        {
            var fields = line.Split(' ', '\t');
            if (fields[1] is "t" or "T" or "w" or "W")
                _first.TryAdd(fields[2], byAddress.TryGetValue(fields[0], out string? first) ? first : byAddress[fields[0]] = fields[2]);
        }
    }

    public (string Image, string Symbol) KeyOf(string image, string symbol) =>
        image == "[kernel.kallsyms]" ? (image, _first.GetValueOrDefault(symbol, symbol)) : (image, symbol);
}
