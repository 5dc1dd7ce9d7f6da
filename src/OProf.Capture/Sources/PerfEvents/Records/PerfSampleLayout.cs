namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>
/// Where the fields lie in the records of a session. Every event of a session asks for the same fields, so that a record
/// can be read before it is known which event it is of:
/// <code>
///   SAMPLE  header 8 | identifier 8 | ip 8 | pid, tid 8 | time 8 | cpu, - 8 | period 8 | [group values] | [chain] | [raw data] | [cgroup 8]
///   others  header 8 | fields of the type | pid, tid 8 | time 8 | cpu, - 8 | identifier 8
/// </code>
/// (linux/perf_event.h, at PERF_RECORD_SAMPLE and struct sample_id.)
/// </summary>
internal static class PerfSampleLayout
{
    public const int Header = 8;
    public const int Identifier = 8;
    public const int Ip = 16;
    public const int Pid = 24;
    public const int Tid = 28;
    public const int Time = 32;
    public const int Period = 48;

    /// <summary>Bytes of a sample up to where the group's values or the chain begin.</summary>
    public const int FixedSize = 56;

    /// <summary>Bytes of the control group's id, with which a sample ends where the session's samples have it.</summary>
    public const int CgroupSize = 8;

    /// <summary>Bytes of what ends every record that is no sample.</summary>
    public const int TrailerSize = 32;

    /// <summary>Of the trailer's fields, counted from the record's end.</summary>
    public const int TrailerPid = 32;
    public const int TrailerTid = 28;
    public const int TrailerTime = 24;
    public const int TrailerIdentifier = 8;
}
