namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>Where the bytes of a tracepoint's field lie (include/trace/stages/stage1_struct_define.h of the kernel).</summary>
internal enum TracepointFieldPlace
{
    /// <summary>At the field's offset.</summary>
    Inline,

    /// <summary>From the field's offset to the end of the record: an array without a length.</summary>
    Rest,

    /// <summary>
    /// <c>__data_loc</c>: at the offset are 32 bits, the upper 16 the length in bytes, the lower 16 the place counted from the
    /// start of the record.
    /// </summary>
    DataLocation,

    /// <summary><c>__rel_loc</c>: the same, with the place counted from the end of these 32 bits.</summary>
    RelativeLocation,
}
