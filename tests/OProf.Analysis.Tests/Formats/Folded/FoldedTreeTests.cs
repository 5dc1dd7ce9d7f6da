using System.Text;
using OProf.Analysis.Formats.Folded;
using OProf.Analysis.Tests.Profiles;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Folded;

public class FoldedTreeTests
{
    private const int Processes = 3;

    private readonly SyntheticSource _source = new();
    private readonly Dictionary<string, long> _weights = [];
    private readonly List<(string Command, string[] Names)> _chains = [];

    [Theory]
    [InlineData(3, 40, false)]
    [InlineData(20_000, 3, true)]
    [InlineData(20_000, 40, false)]
    [InlineData(20_000, 40, true)]
    public void Lines_are_those_of_a_dictionary_in_the_order_of_their_names(int samples, int functions, bool namesFirst)
    {
        Fill(samples, functions);
        var tree = new FoldedTree(_source.Resolver());
        if (namesFirst)
            tree.NameChains(_source.Stacks.Count - 1);
        AddAll(tree);
        using var stream = new MemoryStream();
        new FoldedWriter(tree).Write(stream, TestContext.Current.CancellationToken);
        var expected = _chains.Order(Comparer<(string Command, string[] Names)>.Create(Compare)).Select(Line).Distinct().Select(line => $"{line} {_weights[line]}");
        Assert.Equal(expected, Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Without_samples_there_is_nothing()
    {
        _source.Complete();
        using var stream = new MemoryStream();
        new FoldedWriter(new FoldedTree(_source.Resolver())).Write(stream, TestContext.Current.CancellationToken);
        Assert.Empty(stream.ToArray());
    }

    [Fact]
    public void Ends_when_it_is_cancelled()
    {
        Fill(10, 4);
        var tree = new FoldedTree(_source.Resolver());
        AddAll(tree);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => new FoldedWriter(tree).Write(Stream.Null, cancellation.Token));
    }

    private void AddAll(FoldedTree tree)
    {
        var reader = _source.OpenReader();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Sample)
                tree.Add(entry);
        }
    }

    // Functions of 16 bytes at several places each; some in memory without a file, whose names are another process's in another process.
    private void Fill(int samples, int functions)
    {
        var random = new Random(17);
        ulong[] images = [_source.Image("a"), _source.Image("b;c")];
        for (int number = 0; number < samples; number++)
        {
            int process = random.Next(1, Processes + 1);
            string command = process == 1 ? "one" : "others";
            int task = _source.Task(process, process, command);
            var frames = new (ulong Cookie, ulong Offset, ProcessorMode Mode)[random.Next(1, 30)];
            for (int frame = 0; frame < frames.Length; frame++)
            {
                int kind = random.Next(40);
                ulong offset = ((ulong)random.Next(functions) * 16) + (ulong)random.Next(1, 16);
                frames[frame] = kind == 0 ? (Cookie.NoCookie, offset, ProcessorMode.User) : (images[kind % 2], offset, ProcessorMode.User);
            }

            long period = random.Next(1, 100);
            _source.Sample(task, _source.Chain(frames), (ulong)period);
            string[] names = [.. Enumerable.Reverse(frames).Select(frame => NameOf(frame.Cookie, frame.Offset / 16, process))];
            _chains.Add((command, names));
            string line = Line((command, names));
            _weights[line] = _weights.GetValueOrDefault(line) + period;
        }

        _source.Complete();
    }

    // A semicolon would end a frame.
    private string NameOf(ulong cookie, ulong function, int process) =>
        cookie == Cookie.NoCookie ? $"j{process}+{function}" : $"{_source.Cookies[cookie]!.Path.Replace(';', ':')}+{function}";

    private static string Line((string Command, string[] Names) chain) => $"{chain.Command};{string.Join(';', chain.Names)}";

    private static int Compare((string Command, string[] Names) one, (string Command, string[] Names) other)
    {
        int order = string.CompareOrdinal(one.Command, other.Command);
        for (int i = 0; order == 0 && i < Math.Min(one.Names.Length, other.Names.Length); i++)
            order = string.CompareOrdinal(one.Names[i], other.Names[i]);
        return order != 0 ? order : one.Names.Length.CompareTo(other.Names.Length);
    }
}
