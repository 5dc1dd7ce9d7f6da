using System.Globalization;
using System.Text;

namespace OProf.Analysis.Symbols.Kernel;

/// <summary>The kernel's symbols: /proc/kallsyms, the modules' ranges, and what was registered at run time. Thread-safe.</summary>
public sealed class KernelSymbols
{
    private const string KernelImage = "[kernel.kallsyms]";

    private readonly string _proc;
    private readonly SymbolDiagnosticLog _log;
    private readonly Lazy<Kallsyms> _kallsyms;
    private readonly Lazy<KernelModule[]> _modules;
    private readonly RuntimeSymbols _runtime = new();

    internal KernelSymbols(string proc, SymbolDiagnosticLog log)
    {
        _proc = proc;
        _log = log;
        _kallsyms = new Lazy<Kallsyms>(Load);
        _modules = new Lazy<KernelModule[]>(() => KernelModule.ReadAll(Path.Combine(proc, "modules")));
    }

    /// <summary>Adds a symbol that the kernel told of, in a KSYMBOL record: a BPF program, a trampoline.</summary>
    /// <param name="address">First address.</param>
    /// <param name="length">Bytes; 0 adds nothing.</param>
    /// <param name="name">Its name.</param>
    public void Add(ulong address, uint length, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_runtime.TryAdd(address, length, name))
        {
            _log.Say(
                SymbolDiagnosticId.KernelSymbolsLost, KernelImage,
                $"More than {RuntimeSymbols.MaxCount} symbols were added at run time; the later ones are not kept.",
                "Capture for a shorter time, or look for what loads that many BPF programs.");
        }
    }

    /// <summary>What a kernel address is called.</summary>
    /// <param name="address">The address.</param>
    public SymbolizedAddress Resolve(ulong address)
    {
        // As perf has it, code that was registered at run time is an image of its own, called as its symbol.
        if (_runtime.Find(address) is { } added)
            return new SymbolizedAddress(added.Name, added.Name, address - added.Address);
        var kallsyms = _kallsyms.Value;
        int index = kallsyms.Table.Find(address);
        if (index >= 0)
        {
            string name = kallsyms.Table.NameOf(index);
            string module = kallsyms.Modules[kallsyms.Table.GroupOf(index)];
            string image = module.Length == 0 ? KernelImage : module == Kallsyms.BpfModule ? name : module;
            return new SymbolizedAddress(image, name, address - kallsyms.Table.AddressOf(index));
        }

        foreach (var module in _modules.Value)
        {
            if (address >= module.Address && address - module.Address < module.Size)
                return new SymbolizedAddress($"[{module.Name}]", null, 0);
        }

        return new SymbolizedAddress(KernelImage, null, 0);
    }

    private Kallsyms Load()
    {
        string path = Path.Combine(_proc, "kallsyms");
        Kallsyms kallsyms;
        try
        {
            kallsyms = Kallsyms.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Say(
                SymbolDiagnosticId.KernelSymbolsUnreadable, KernelImage, $"{path} cannot be read: {e.Message}",
                "Mount /proc, and use a kernel with CONFIG_KALLSYMS.");
            return Kallsyms.Empty;
        }

        if (kallsyms.AreAddressesHidden)
        {
            string restrict = Setting("kptr_restrict");
            string remedy = restrict == "2"
                ? "Set kernel.kptr_restrict to 1 or 0 (sysctl -w kernel.kptr_restrict=1) and run as root."
                : "Run as root or with CAP_SYSLOG, or set both kernel.kptr_restrict=0 and kernel.perf_event_paranoid=1 with sysctl -w.";
            _log.Say(
                SymbolDiagnosticId.KernelAddressesHidden, KernelImage,
                "The kernel addresses are hidden: all addresses in " + path + " are zero "
                + $"(kernel.kptr_restrict={restrict}, kernel.perf_event_paranoid={Setting("perf_event_paranoid")}).",
                remedy);
        }

        return kallsyms;
    }

    private string Setting(string name)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(_proc, "sys/kernel", name), Encoding.ASCII).Trim();
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? text : "unknown";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
