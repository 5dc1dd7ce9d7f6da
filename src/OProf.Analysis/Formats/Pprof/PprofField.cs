namespace OProf.Analysis.Formats.Pprof;

/// <summary>Numbers of the fields of profile.proto (github.com/google/pprof, proto/profile.proto, package perftools.profiles).</summary>
internal static class PprofField
{
    internal const int ProfileSampleType = 1;
    internal const int ProfileSample = 2;
    internal const int ProfileMapping = 3;
    internal const int ProfileLocation = 4;
    internal const int ProfileFunction = 5;
    internal const int ProfileStringTable = 6;
    internal const int ProfileTimeNanos = 9;
    internal const int ProfileDurationNanos = 10;
    internal const int ProfilePeriodType = 11;
    internal const int ProfilePeriod = 12;
    internal const int ProfileComment = 13;
    internal const int ProfileDefaultSampleType = 14;
    internal const int ProfileLast = 15;

    internal const int ValueTypeType = 1;
    internal const int ValueTypeUnit = 2;

    internal const int SampleLocationId = 1;
    internal const int SampleValue = 2;
    internal const int SampleLabel = 3;

    internal const int LabelKey = 1;
    internal const int LabelStr = 2;
    internal const int LabelNum = 3;
    internal const int LabelNumUnit = 4;

    internal const int MappingId = 1;
    internal const int MappingMemoryStart = 2;
    internal const int MappingMemoryLimit = 3;
    internal const int MappingFileOffset = 4;
    internal const int MappingFilename = 5;
    internal const int MappingBuildId = 6;
    internal const int MappingHasFunctions = 7;

    internal const int LocationId = 1;
    internal const int LocationMappingId = 2;
    internal const int LocationAddress = 3;
    internal const int LocationLine = 4;

    internal const int LineFunctionId = 1;
    internal const int LineLine = 2;

    internal const int FunctionId = 1;
    internal const int FunctionName = 2;
    internal const int FunctionSystemName = 3;
    internal const int FunctionFilename = 4;
}
