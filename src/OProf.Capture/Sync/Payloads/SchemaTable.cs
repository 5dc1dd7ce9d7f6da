namespace OProf.Capture.Sync.Payloads;

/// <summary>The kinds of data records that a session's stream has. One thread adds, any thread reads.</summary>
public sealed class SchemaTable
{
    private readonly AppendOnlyList<PayloadSchema> _schemas = new();
    private long _fields;

    /// <summary>A table that stays empty.</summary>
    public static SchemaTable Empty { get; } = new();

    /// <summary>Number of schemas.</summary>
    public int Count => _schemas.Count;

    /// <summary>Bytes held, near enough for a memory bound.</summary>
    public long Bytes => (_schemas.Count * 100L) + (Volatile.Read(ref _fields) * 150);

    /// <summary>The schema of a record; null where its kind has none here.</summary>
    /// <param name="dataKind"><see cref="StreamEvent.DataKind"/>.</param>
    public PayloadSchema? this[ulong dataKind]
    {
        get
        {
            ulong index = dataKind - EventCode.FirstSchema;
            return index < (ulong)_schemas.Count ? _schemas[(int)index] : null;
        }
    }

    /// <summary>Adds a schema. For the one writer only.</summary>
    /// <returns>The kind that its records have: <see cref="EventCode.FirstSchema"/> and its number.</returns>
    /// <exception cref="ArgumentException">Two fields have one name.</exception>
    public ulong Add(PayloadSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        PayloadType.RequireNames(schema.Fields);
        Volatile.Write(ref _fields, _fields + schema.Fields.Sum(field => CountOf(field.Type)));
        return EventCode.FirstSchema + (ulong)_schemas.Add(schema);
    }

    private static long CountOf(PayloadType type) =>
        1 + type.Labels.Count + type.Fields.Sum(field => CountOf(field.Type)) + (type.Element is null ? 0 : CountOf(type.Element));
}
