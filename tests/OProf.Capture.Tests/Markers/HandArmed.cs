using OProf.Capture.Markers;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Tests.Markers;

/// <summary>A marker whose hits a test makes by hand, with a dispatcher and a stream of its own.</summary>
internal sealed class HandArmed : ArmedMarker
{
    private readonly PayloadWriter _writer = new();

    public HandArmed(HandStream stream, string name, params PayloadField[] fields)
        : base(new MarkerInfo(name, MarkerSource.Kernel, new PayloadSchema(name, null, fields)), null) => Stream = stream;

    public HandStream Stream { get; }

    /// <summary>A hit with its fields: long, ulong, double or string.</summary>
    public void Hit(ulong time, params object[] values) => HitOn(0, 1, time, values);

    public void HitOn(int cpu, int threadId, ulong time, params object[] values)
    {
        _writer.Reset();
        for (int i = 0; i < values.Length; i++)
        {
            switch (values[i])
            {
                case string text:
                    _writer.Bytes(System.Text.Encoding.UTF8.GetBytes(text));
                    break;
                case double number:
                    _writer.Double(number);
                    break;
                case ulong number:
                    _writer.Integer(Marker.Schema.Fields[i].Type.Size, number);
                    break;
                default:
                    _writer.Integer(Marker.Schema.Fields[i].Type.Size, (ulong)Convert.ToInt64(values[i], null));
                    break;
            }
        }

        Stream.Ledger.CountReceived();
        Stream.Dispatcher.Hit(
            this, new MarkerHit { Time = time, Cpu = cpu, ProcessId = threadId, ThreadId = threadId, Task = Stream.TaskOf(threadId), Marker = Marker, Words = _writer.Words },
            Stream.Ledger);
    }

    public override void Dispose()
    {
    }
}
