using OProf.Capture.Sync;

namespace OProf.Capture.Tests.Sync;

/// <summary>What an address space should be: for each of 256 addresses, the image and offset it means.</summary>
internal sealed class ByteModel
{
    public const int Size = 256;
    private readonly (ulong Cookie, ulong Offset)?[] _bytes = new (ulong, ulong)?[Size];

    public ByteModel Copy()
    {
        var copy = new ByteModel();
        _bytes.CopyTo(copy._bytes, 0);
        return copy;
    }

    public void Map(in Mapping mapping)
    {
        for (ulong address = mapping.Start; address < mapping.End; address++)
            _bytes[address] = (mapping.Cookie, mapping.OffsetOf(address));
    }

    public void Unmap(ulong start, ulong end) => Array.Clear(_bytes, (int)start, (int)(end - start));

    public void Clear() => Array.Clear(_bytes);

    public bool Equals(ByteModel other) => _bytes.AsSpan().SequenceEqual(other._bytes);

    public (ulong Cookie, ulong Offset)? this[ulong address] => _bytes[address];
}
