namespace OProf.Buffers.Tests.Rings;

public enum RingStorageKind
{
    PageList,
    FlatArray,
    MappedFile,
}
