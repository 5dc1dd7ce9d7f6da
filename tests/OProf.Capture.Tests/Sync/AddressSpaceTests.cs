using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class AddressSpaceTests
{
    [Fact]
    public void Agrees_with_a_model_that_knows_each_address()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var spaces = new List<(AddressSpace Space, ByteModel Model)> { (new AddressSpace(), new ByteModel()) };
            var generations = new Dictionary<long, ByteModel>();
            var found = new Dictionary<(long Generation, ulong Address), (ulong, ulong)>();
            for (int step = 0; step < 120; step++)
            {
                var (space, model) = spaces[random.Next(spaces.Count)];
                switch (random.Next(12))
                {
                    case 0 when spaces.Count < 6:
                        spaces.Add((space.Fork(), model.Copy()));
                        break;
                    case 1:
                        space.Clear();
                        model.Clear();
                        break;
                    case 2 when space.Count > 0:
                        // Told of anew, as it is or grown.
                        var known = space[random.Next(space.Count)];
                        var grown = known with { End = Math.Min(known.End + (ulong)random.Next(30), ByteModel.Size) };
                        space.Map(grown);
                        model.Map(grown);
                        break;
                    case 2 or 3:
                        ulong from = (ulong)random.Next(ByteModel.Size);
                        ulong to = (ulong)random.Next((int)from, ByteModel.Size + 1);
                        space.Unmap(from, to);
                        model.Unmap(from, to);
                        break;
                    default:
                        ulong start = (ulong)random.Next(ByteModel.Size);
                        ulong end = (ulong)random.Next((int)start, Math.Min((int)start + 60, ByteModel.Size + 1));
                        var mapping = new Mapping(start, end, (ulong)random.Next(1000), (ulong)random.Next(4));
                        space.Map(mapping);
                        model.Map(mapping);
                        break;
                }

                foreach (var (checkedSpace, checkedModel) in spaces)
                {
                    Check(checkedSpace, checkedModel, random, $"seed {seed}, step {step}");

                    // The same generation means the same mappings, whichever space and whenever.
                    if (!generations.TryAdd(checkedSpace.Generation, checkedModel.Copy()))
                        Assert.True(generations[checkedSpace.Generation].Equals(checkedModel), $"generation, seed {seed}, step {step}");
                    CheckFound(checkedSpace, checkedModel, found, $"seed {seed}, step {step}");
                }
            }
        }
    }

    [Fact]
    public void Keeps_no_more_than_its_bound_and_says_how_many_went()
    {
        var space = new AddressSpace();
        for (ulong i = 0; i < AddressSpace.MaxMappings + 10; i++)
            space.Map(new Mapping((i + 1) * 0x2000, ((i + 1) * 0x2000) + 0x1000, 0, 1));
        Assert.Equal(AddressSpace.MaxMappings, space.Count);
        Assert.Equal(10, space.Dropped);
        Assert.True(space.TryFind((AddressSpace.MaxMappings + 10UL) * 0x2000, out _));
    }

    [Fact]
    public void Takes_the_first_file_for_the_executable_until_told()
    {
        var space = new AddressSpace();
        space.Map(new Mapping(0, 10, 0, Cookie.NoCookie));
        Assert.Equal(0UL, space.ExecutableCookie);
        space.Map(new Mapping(10, 20, 0, 5));
        space.Map(new Mapping(20, 30, 0, 6));
        Assert.Equal(5UL, space.ExecutableCookie);
        Assert.Equal(5UL, space.Fork().ExecutableCookie);
        space.SetExecutable(6);
        Assert.Equal(6UL, space.ExecutableCookie);
        space.Clear();
        Assert.Equal(0UL, space.ExecutableCookie);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(6, 5)]
    public void Ignores_a_mapping_without_an_address(ulong start, ulong end)
    {
        var space = new AddressSpace();
        space.Map(new Mapping(start, end, 0, 1));
        Assert.Equal(0, space.Count);
    }

    [Fact]
    public void Finds_the_last_address_there_is()
    {
        var space = new AddressSpace();
        space.Map(new Mapping(ulong.MaxValue - 10, ulong.MaxValue, 0, 1));
        Assert.True(space.TryFind(ulong.MaxValue - 1, out _));
        Assert.False(space.TryFind(ulong.MaxValue, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => space[1]);
    }

    [Fact]
    public void What_was_found_holds_while_mappings_are_added_beside_the_others()
    {
        var space = new AddressSpace();
        space.Map(new Mapping(0, 10, 0, 1));
        long first = space.FoundGeneration;
        space.Map(new Mapping(10, 20, 0, 1));
        space.Map(new Mapping(30, 40, 0, 1));
        Assert.Equal(first, space.FoundGeneration);
        Assert.NotEqual(first, space.Generation);
        var fork = space.Fork();
        fork.Map(new Mapping(20, 30, 0, 2));
        Assert.Equal(first, space.FoundGeneration);
        Assert.NotEqual(first, fork.FoundGeneration);
        space.Map(new Mapping(20, 30, 0, 3));
        Assert.NotEqual(first, space.FoundGeneration);
        long second = fork.FoundGeneration;
        fork.Map(new Mapping(29, 30, 0, 3));
        Assert.NotEqual(second, fork.FoundGeneration);
    }

    [Fact]
    public void What_was_found_holds_while_a_mapping_grows_and_all_does_where_it_is_told_of_again()
    {
        var space = new AddressSpace();
        foreach (ulong cookie in new ulong[] { Cookie.NoCookie, 5 })
        {
            ulong start = 100 * (cookie + 1);
            space.Map(new Mapping(start, start + 10, 7, cookie));
            long found = space.FoundGeneration;
            space.Map(new Mapping(start, start + 20, 7, cookie));
            Assert.Equal(found, space.FoundGeneration);
            long all = space.Generation;
            space.Map(new Mapping(start, start + 20, 7, cookie));
            space.Map(new Mapping(start + 5, start + 10, 12, cookie));
            Assert.Equal((found, all), (space.FoundGeneration, space.Generation));
            space.Map(new Mapping(start + 5, start + 10, 13, 6));
            Assert.NotEqual(found, space.FoundGeneration);
        }
    }

    // What was found in a mapping is the same wherever the generation is, as long as something is found.
    private static void CheckFound(
        AddressSpace space, ByteModel model, Dictionary<(long Generation, ulong Address), (ulong, ulong)> found, string where)
    {
        for (ulong address = 3; address < ByteModel.Size; address += 31)
        {
            var known = found.TryGetValue((space.FoundGeneration, address), out var value) ? value : model[address];
            Assert.True(known == model[address], $"{where}, address {address}: {known}, not {model[address]}");
            if (known is { } place)
                found[(space.FoundGeneration, address)] = place;
        }
    }

    private static void Check(AddressSpace space, ByteModel model, Random random, string where)
    {
        for (int i = 1; i < space.Count; i++)
            Assert.True(space[i - 1].End <= space[i].Start && space[i].Start < space[i].End, where);
        ulong first = (ulong)random.Next(16);
        for (ulong address = first; address < ByteModel.Size; address += 7)
        {
            (ulong, ulong)? found = space.TryFind(address, out var mapping) ? (mapping.Cookie, mapping.OffsetOf(address)) : null;
            Assert.True(found == model[address], $"{where}, address {address}: {found}, not {model[address]}");
        }
    }
}
