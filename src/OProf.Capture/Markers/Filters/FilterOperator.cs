namespace OProf.Capture.Markers.Filters;

/// <summary>How a field is compared.</summary>
internal enum FilterOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    HasBits,
    Like,
}
