using System.Text;

namespace OProf.Analysis.Counters;

/// <summary>A table of text: numbers to the right, then words to the left.</summary>
/// <param name="numbers">Heads of the columns of numbers.</param>
/// <param name="words">Heads of the columns of words.</param>
internal sealed class TextTable(string[] numbers, string[] words)
{
    private const int LeastWidth = 14;
    private readonly List<(string[] Numbers, string[] Words)> _rows = [];

    /// <summary>Adds a row, with as many texts as there are heads.</summary>
    public void Add(string[] rowNumbers, string[] rowWords) => _rows.Add((rowNumbers, rowWords));

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (numbers.Concat(words).Any(head => head.Length > 0))
            Append(text, numbers, words);
        foreach (var (rowNumbers, rowWords) in _rows)
            Append(text, rowNumbers, rowWords);
        return text.ToString();
    }

    private void Append(StringBuilder text, string[] rowNumbers, string[] rowWords)
    {
        var line = new StringBuilder();
        for (int i = 0; i < rowNumbers.Length; i++)
            line.Append(rowNumbers[i].PadLeft(Math.Max(i == 0 ? LeastWidth : 0, Width(numbers[i], row => row.Numbers[i])))).Append("  ");
        for (int i = 0; i < rowWords.Length; i++)
            line.Append(rowWords[i].PadRight(Width(words[i], row => row.Words[i]))).Append("  ");
        text.Append(line.ToString().TrimEnd()).Append('\n');
    }

    private int Width(string head, Func<(string[] Numbers, string[] Words), string> of) =>
        Math.Max(head.Length, _rows.Count == 0 ? 0 : _rows.Max(row => of(row).Length));
}
