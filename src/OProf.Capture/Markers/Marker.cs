using System.Collections.Concurrent;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers;

/// <summary>
/// A named place in the code of this program, with typed fields. Hit it wherever something happens; a marker without a probe
/// costs a load and a branch.
/// </summary>
/// <remarks>
/// Make it once, in a static field, and hit it:
/// <code>
///   private static readonly Marker&lt;int, string&gt; s_request = Marker.Create&lt;int, string&gt;("app:request", "id", "path");
///   ...
///   s_request.Hit(id, path);
/// </code>
/// A marker stays for as long as the program runs. It can be found by its name once it has been made: a static field's value
/// is made when the field is first used, unless its class has a static constructor, or is made to run by
/// <see cref="System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor"/>.
/// </remarks>
public abstract class Marker
{
    private static readonly ConcurrentDictionary<string, Marker> s_markers = new(StringComparer.OrdinalIgnoreCase);

    // null, a MarkerConnection, or an array of them that ends in null; see MarkerChanges, whose Gate guards changes.
    private protected object? _form;

    private protected Marker(string name, params PayloadField[] fields) =>
        Info = new MarkerInfo(name, MarkerSource.Program, new PayloadSchema(name, null, fields));

    /// <summary>All markers of this program, by name.</summary>
    public static IReadOnlyList<Marker> All => [.. s_markers.Values.OrderBy(marker => marker.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Its name.</summary>
    public string Name => Info.Name;

    /// <summary>Its fields as text: <c>int32 id, text path</c>.</summary>
    public string Format => Info.Format;

    /// <summary>Name and fields.</summary>
    public MarkerInfo Info { get; }

    /// <summary>Whether a probe is connected: look here first where a value costs something to make.</summary>
    public bool IsEnabled => Volatile.Read(ref _form) is not null;

    /// <summary>Number of probes that are connected.</summary>
    public int ProbeCount => MarkerChanges.CountOf(Volatile.Read(ref _form));

    /// <summary>The connected probes, with what they counted.</summary>
    public IReadOnlyList<MarkerConnection> Connections => MarkerChanges.Of(Volatile.Read(ref _form));

    /// <summary>Makes a marker with one field, or gives the one of this name.</summary>
    /// <param name="name">Its name, such as <c>app:request</c>; case does not count.</param>
    /// <param name="field1">Name of its field.</param>
    /// <typeparam name="T1">
    /// Type of the field: a number, <see cref="bool"/>, <see cref="char"/>, enum, <see cref="string"/>,
    /// <see cref="ReadOnlyMemory{T}"/> of bytes, or an unmanaged structure, which is taken as bytes.
    /// </typeparam>
    /// <exception cref="Sessions.CaptureException">There is a marker of this name with another format.</exception>
    /// <exception cref="NotSupportedException">A field cannot have this type.</exception>
    public static Marker<T1> Create<T1>(string name, string field1) => Register(new Marker<T1>(name, field1));

    /// <summary>Makes a marker with two fields, or gives the one of this name.</summary>
    /// <inheritdoc cref="Create{T1}(string, string)"/>
    public static Marker<T1, T2> Create<T1, T2>(string name, string field1, string field2) =>
        Register(new Marker<T1, T2>(name, field1, field2));

    /// <summary>Makes a marker with three fields, or gives the one of this name.</summary>
    /// <inheritdoc cref="Create{T1}(string, string)"/>
    public static Marker<T1, T2, T3> Create<T1, T2, T3>(string name, string field1, string field2, string field3) =>
        Register(new Marker<T1, T2, T3>(name, field1, field2, field3));

    /// <summary>Makes a marker with four fields, or gives the one of this name.</summary>
    /// <inheritdoc cref="Create{T1}(string, string)"/>
    public static Marker<T1, T2, T3, T4> Create<T1, T2, T3, T4>(string name, string field1, string field2, string field3, string field4) =>
        Register(new Marker<T1, T2, T3, T4>(name, field1, field2, field3, field4));

    /// <summary>The marker of a name; null where there is none.</summary>
    /// <param name="name">The name; case does not count.</param>
    public static Marker? Find(string name) => s_markers.GetValueOrDefault(name);

    /// <summary>The marker of a name, as the type it has to be.</summary>
    /// <param name="name">The name; case does not count.</param>
    /// <typeparam name="TMarker">The type, which says those of the fields.</typeparam>
    /// <exception cref="Sessions.CaptureException">There is none, or its format is another one.</exception>
    public static TMarker Get<TMarker>(string name)
        where TMarker : Marker
    {
        var found = Find(name) ?? throw MarkerErrors.Unknown(name, s_markers.Keys);
        return found as TMarker ?? throw MarkerErrors.Format(name, MarkerFieldType.FormatOf(typeof(TMarker)), found.Format);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}({Format})";

    /// <summary>Connects a session: its hits go to an inbox.</summary>
    internal abstract MarkerConnection Connect(InboxMarker inbox);

    /// <summary>Disconnects a session; when it returns no thread is on its way to the inbox.</summary>
    internal abstract MarkerConnection Disconnect(InboxMarker inbox);

    private protected MarkerConnection Connect(Delegate function, object? data)
    {
        ArgumentNullException.ThrowIfNull(function);
        return MarkerChanges.Connect(ref _form, Name, function, data);
    }

    private protected MarkerConnection Disconnect(Delegate function, object? data)
    {
        ArgumentNullException.ThrowIfNull(function);
        return MarkerChanges.Disconnect(ref _form, Name, function, data);
    }

    private static TMarker Register<TMarker>(TMarker made)
        where TMarker : Marker
    {
        var there = s_markers.GetOrAdd(made.Name, made);
        return there is TMarker marker && marker.Format == made.Format ? marker : throw MarkerErrors.Format(made.Name, made.Format, there.Format);
    }
}
