using OProf.Capture.Markers.Fields;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Capture.Tests.Markers;

/// <summary>Single fields beside what a reader of whole payloads finds.</summary>
public sealed class FieldAccessTests
{
    [Fact]
    public void EachFieldOfRandomPayloadsIsWhatTheReaderFinds()
    {
        var random = new Random(99);
        var writer = new PayloadWriter();
        int compared = 0;
        for (int round = 0; round < 300; round++)
        {
            var schema = new PayloadSchema("random", null, [.. Enumerable.Range(0, random.Next(1, 8)).Select(i => new PayloadField("f" + i, TypeOf(random, 0)))]);
            writer.Reset();
            foreach (var field in schema.Fields)
                Write(random, writer, field.Type);
            var record = PayloadReader.Read(schema, writer.Words);
            foreach (var field in schema.Fields)
            {
                var access = FieldAccess.TryFind(schema, field.Name.ToUpperInvariant());
                bool isSimple = field.Type.Kind is not (PayloadKind.Struct or PayloadKind.Array or PayloadKind.Choice);
                Assert.Equal(isSimple, access is not null);
                if (access is null)
                    continue;
                Assert.True(access.TryRead(writer.Words, out var value));
                Assert.Equal(record[field.Name] is byte[] bytes ? Convert.ToHexString(bytes) : record[field.Name], value.ToObject());
                compared++;
            }
        }

        Assert.InRange(compared, 300, int.MaxValue);
    }

    [Fact]
    public void AFieldOfAStructIsReachedByBothNames()
    {
        var schema = new PayloadSchema("nested", null,
        [
            new("head", PayloadType.Text),
            new("args", PayloadType.Struct([new("first", PayloadType.Text), new("second", PayloadType.Integer(true, 16))])),
        ]);
        var writer = new PayloadWriter();
        writer.Bytes("head"u8);
        writer.Bytes("one"u8);
        writer.Integer(2, unchecked((ushort)-2));
        Assert.True(FieldAccess.TryFind(schema, "args.second")!.TryRead(writer.Words, out var value));
        Assert.Equal(-2L, value.ToObject());
        Assert.Null(FieldAccess.TryFind(schema, "args.third"));
    }

    [Fact]
    public void WordsThatAreNoPayloadAreRefusedWhateverTheyAre()
    {
        var random = new Random(5);
        ulong[] words = new ulong[8];
        for (int round = 0; round < 20_000; round++)
        {
            var schema = new PayloadSchema("random", null, [.. Enumerable.Range(0, 5).Select(i => new PayloadField("f" + i, TypeOf(random, 0))), new("last", PayloadType.Text)]);
            for (int i = 0; i < words.Length; i++)
                words[i] = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            var access = FieldAccess.TryFind(schema, "last")!;
            int length = random.Next(words.Length);
            if (access.TryRead(words.AsSpan(0, length), out var value))
                Assert.InRange(value.Bytes.Length, 0, length * sizeof(ulong));
        }
    }

    private static PayloadType TypeOf(Random random, int depth) => random.Next(depth > 2 ? 4 : 7) switch
    {
        0 => PayloadType.Integer(random.Next(2) == 0, 8 << random.Next(4)),
        1 => PayloadType.Double,
        2 => PayloadType.Text,
        3 => PayloadType.Bytes,
        4 => PayloadType.Struct([new("a", TypeOf(random, depth + 1)), new("b", TypeOf(random, depth + 1))]),
        5 => PayloadType.Array(TypeOf(random, depth + 1)),
        _ => PayloadType.Choice([new("a", TypeOf(random, depth + 1)), new("b", TypeOf(random, depth + 1))]),
    };

    private static void Write(Random random, PayloadWriter writer, PayloadType type)
    {
        switch (type.Kind)
        {
            case PayloadKind.Signed or PayloadKind.Unsigned:
                writer.Integer(type.Size, (ulong)random.NextInt64(long.MinValue, long.MaxValue));
                break;
            case PayloadKind.Double:
                writer.Double(random.NextDouble());
                break;
            case PayloadKind.Text or PayloadKind.Bytes:
                writer.Bytes(new byte[random.Next(300)]);
                break;
            case PayloadKind.Struct:
                foreach (var field in type.Fields)
                    Write(random, writer, field.Type);
                break;
            case PayloadKind.Choice:
                int option = random.Next(type.Fields.Count);
                writer.Number((ulong)option);
                Write(random, writer, type.Fields[option].Type);
                break;
            default:
                int count = random.Next(4);
                writer.Number((ulong)count);
                for (int i = 0; i < count; i++)
                    Write(random, writer, type.Element!);
                break;
        }
    }
}
