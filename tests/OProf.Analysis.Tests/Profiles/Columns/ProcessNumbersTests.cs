using OProf.Analysis.Profiles.Columns;
using Xunit;

namespace OProf.Analysis.Tests.Profiles.Columns;

public sealed class ProcessNumbersTests
{
    [Fact]
    public void Has_what_two_dictionaries_have()
    {
        var random = new Random(5);
        var numbers = new ProcessNumbers();
        var ofAny = new Dictionary<int, int>();
        var ofProcesses = new Dictionary<(int Number, int ProcessId), int>();
        for (int step = 0; step < 20_000; step++)
        {
            // Even numbers are the same in all processes, odd ones are not; -1 is the process of what has none.
            int number = random.Next(100) * 977;
            int process = random.Next(-1, 4);
            bool isOfAny = number % 2 == 0;
            int expected = isOfAny ? ofAny.GetValueOrDefault(number) : ofProcesses.GetValueOrDefault((number, process));
            Assert.Equal(expected != 0, numbers.TryGet(number, process, out int found));
            Assert.Equal(expected, found);
            Assert.Equal(ofAny.ContainsKey(number), numbers.IsOfAny(number));
            if (random.Next(4) != 0)
                continue;
            numbers.Set(number, isOfAny ? ProcessNumbers.AnyProcess : process, step + 1);
            if (isOfAny)
                ofAny[number] = step + 1;
            else
                ofProcesses[(number, process)] = step + 1;
        }
    }
}
