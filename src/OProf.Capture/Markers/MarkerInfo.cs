using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers;

/// <summary>A named place in a program, the kernel or a script, and the fields of what happens there. Immutable.</summary>
public sealed class MarkerInfo
{
    private readonly Lazy<PayloadSchema> _schema;
    private string? _format;

    /// <summary>Describes a marker.</summary>
    /// <param name="name">Its name, such as <c>sched:sched_switch</c> or <c>app:request</c>; unique in its source.</param>
    /// <param name="source">Where it is.</param>
    /// <param name="schema">Its fields.</param>
    /// <exception cref="ArgumentException">It has no name, or two fields have one.</exception>
    public MarkerInfo(string name, MarkerSource source, PayloadSchema schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(schema);
        PayloadType.RequireNames(schema.Fields);
        Name = name;
        Source = source;
        _schema = new Lazy<PayloadSchema>(schema);
    }

    /// <summary>Describes a marker of which the fields are looked up when somebody asks.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">Where it is.</param>
    /// <param name="schema">Gives its fields; called once.</param>
    internal MarkerInfo(string name, MarkerSource source, Func<PayloadSchema> schema)
    {
        Name = name;
        Source = source;
        _schema = new Lazy<PayloadSchema>(schema);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Where it is.</summary>
    public MarkerSource Source { get; }

    /// <summary>Its fields.</summary>
    /// <exception cref="Sessions.CaptureException">They cannot be looked up.</exception>
    public PayloadSchema Schema => _schema.Value;

    /// <summary>Its fields as text: <c>int32 id, text path</c>.</summary>
    public string Format => _format ??= MarkerFormat.Of(Schema);

    /// <summary>
    /// Whether all hits have the fields of <see cref="Schema"/>. Those of a script's mark and of an event of another program are
    /// known with each hit only.
    /// </summary>
    public bool HasFixedFields => Source is not (MarkerSource.Script or MarkerSource.EventSource);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
