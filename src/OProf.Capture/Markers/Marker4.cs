using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OProf.Capture.Markers;

/// <summary>A marker with four fields.</summary>
/// <typeparam name="T1">Type of field 1.</typeparam>
/// <typeparam name="T2">Type of field 2.</typeparam>
/// <typeparam name="T3">Type of field 3.</typeparam>
/// <typeparam name="T4">Type of field 4.</typeparam>
public sealed class Marker<T1, T2, T3, T4> : Marker
{
    private static readonly MarkerProbe<T1, T2, T3, T4> s_toInbox = static (data, value1, value2, value3, value4) => Put(Unsafe.As<InboxMarker>(data!), value1, value2, value3, value4);

    internal Marker(string name, string field1, string field2, string field3, string field4)
        : base(name, MarkerField<T1>.Field(field1), MarkerField<T2>.Field(field2), MarkerField<T3>.Field(field3), MarkerField<T4>.Field(field4))
    {
    }

    /// <summary>Says that the program has come here. Never throws, waits or allocates, unless a probe does.</summary>
    /// <param name="value1">Field 1.</param>
    /// <param name="value2">Field 2.</param>
    /// <param name="value3">Field 3.</param>
    /// <param name="value4">Field 4.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Hit(T1 value1, T2 value2, T3 value3, T4 value4)
    {
        if (_form is not null)
            Run(value1, value2, value3, value4);
    }

    /// <summary>Connects a probe, which arms the marker.</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="data">Its private data.</param>
    /// <returns>The connection, which counts what the probe throws.</returns>
    /// <exception cref="Sessions.CaptureException">It is connected with the same data already, or the caller is a probe.</exception>
    public MarkerConnection Connect(MarkerProbe<T1, T2, T3, T4> probe, object? data) => base.Connect(probe, data);

    /// <summary>
    /// Disconnects a probe, and waits until it runs no more: when this returns, its data is used by no hit.
    /// </summary>
    /// <param name="probe">The probe.</param>
    /// <param name="data">Its private data, the same object.</param>
    /// <returns>The connection, with what it counted.</returns>
    /// <exception cref="Sessions.CaptureException">It is not connected, or the caller is a probe.</exception>
    public MarkerConnection Disconnect(MarkerProbe<T1, T2, T3, T4> probe, object? data) => base.Disconnect(probe, data);

    internal override MarkerConnection Connect(InboxMarker inbox) => base.Connect(s_toInbox, inbox);

    internal override MarkerConnection Disconnect(InboxMarker inbox) => base.Disconnect(s_toInbox, inbox);

    private static void Call(MarkerConnection connection, T1 value1, T2 value2, T3 value3, T4 value4)
    {
        try
        {
            Unsafe.As<MarkerProbe<T1, T2, T3, T4>>(connection.Function)(connection.Data, value1, value2, value3, value4);
        }
        catch (Exception e)
        {
            connection.Fail(e);
        }
    }

    private static void Put(InboxMarker inbox, T1 value1, T2 value2, T3 value3, T4 value4)
    {
        if (!inbox.TryBegin(MarkerField<T1>.Length(value1) + MarkerField<T2>.Length(value2) + MarkerField<T3>.Length(value3) + MarkerField<T4>.Length(value4), out var record))
            return;
        ref byte at = ref MemoryMarshal.GetReference(record.Body);
        at = ref MarkerField<T1>.Put(ref at, value1);
        at = ref MarkerField<T2>.Put(ref at, value2);
        at = ref MarkerField<T3>.Put(ref at, value3);
        MarkerField<T4>.Put(ref at, value4);
        record.End();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Run(T1 value1, T2 value2, T3 value3, T4 value4)
    {
        var reader = MarkerReaders.Enter();

        // Read again: what was there before the thread said that it is here may be gone.
        object? form = Volatile.Read(ref _form);
        if (form is MarkerConnection one)
        {
            Call(one, value1, value2, value3, value4);
        }
        else if (form is not null)
        {
            var several = Unsafe.As<MarkerConnection?[]>(form);
            for (int i = 0; several[i] is { } connection; i++)
                Call(connection, value1, value2, value3, value4);
        }

        MarkerReaders.Exit(reader);
    }
}
