namespace OProf.Buffers.Rings;

/// <summary>What stands around a record's payload in the ring.</summary>
public unsafe interface IRecordFraming
{
    /// <summary>Whether each record has a header, so that the ring can tell them apart.</summary>
    static abstract bool IsFramed { get; }

    /// <summary>Bytes of the header, without a time.</summary>
    static abstract int HeaderSize { get; }

    /// <summary>Records begin at multiples of it: a power of two.</summary>
    static abstract int Alignment { get; }

    /// <summary>Says that a record begins here, not yet committed.</summary>
    static abstract void Begin(byte* header, long position, int length);

    /// <summary>Says that the record is committed.</summary>
    static abstract void Commit(byte* header, long position, int length);

    /// <summary>Says that the record was given up.</summary>
    static abstract void Abort(byte* header, long position, int length);
}
