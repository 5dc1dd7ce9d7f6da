using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Capture.Sync.Payloads;

namespace OProf.Analysis.Formats.Ctf.Recordings;

/// <summary>Packs fields as <see cref="PayloadTypes"/> says their types.</summary>
internal readonly struct PayloadSink(PayloadWriter writer) : ICtfFieldSink
{
    public void BeginStruct(string name, LayoutNode node)
    {
    }

    public void EndStruct()
    {
    }

    public void BeginArray(string name, LayoutNode node, ulong count) => writer.Number(count);

    public void EndArray()
    {
    }

    public void BeginChoice(string name, LayoutNode node, int option) => writer.Number((ulong)option);

    public void EndChoice()
    {
    }

    public void Integer(string name, LayoutNode node, ulong value) => writer.Integer(node.Size <= 8 ? 1 : node.Size <= 16 ? 2 : node.Size <= 32 ? 4 : 8, value);

    public void Float(string name, LayoutNode node, double value) => writer.Double(value);

    public void Text(string name, LayoutNode node, ReadOnlySpan<byte> bytes) => writer.Bytes(bytes);

    public void Bytes(string name, LayoutNode node, ReadOnlySpan<byte> bytes) => writer.Bytes(bytes);
}
