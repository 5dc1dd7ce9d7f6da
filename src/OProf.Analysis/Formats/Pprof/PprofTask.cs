using System.Text;
using OProf.Analysis.Formats.Named;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>What the labels of a sample say of its task, time and CPU.</summary>
internal struct PprofTask()
{
    private int _processId = -1;
    private int _threadId = -1;
    private string _process = "";
    private string _thread = "";

    /// <summary>Nanoseconds; 0 where they are not said.</summary>
    internal ulong Time { get; private set; }

    /// <summary>The CPU; -1 where it is not said.</summary>
    internal int Cpu { get; private set; } = -1;

    /// <summary>Takes a label.</summary>
    /// <exception cref="ProtoException">It is none.</exception>
    internal void Take(ReadOnlySpan<byte> bytes, long offset, PprofTables tables)
    {
        int key = 0;
        int text = 0;
        ulong number = 0;
        var reader = new ProtoReader(bytes, offset);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case PprofField.LabelKey:
                    key = (int)Math.Min(reader.Number, int.MaxValue);
                    break;
                case PprofField.LabelStr:
                    text = (int)Math.Min(reader.Number, int.MaxValue);
                    break;
                case PprofField.LabelNum:
                    number = reader.Number;
                    break;
            }
        }

        switch (tables.String(key))
        {
            case PprofLabel.ProcessId:
                _processId = Id(number);
                break;
            case PprofLabel.ThreadId:
                _threadId = Id(number);
                break;
            case PprofLabel.ProcessName:
                _process = tables.String(text);
                break;
            case PprofLabel.ThreadName:
                _thread = tables.String(text);
                break;
            case PprofLabel.Time:
                Time = number;
                break;
            case PprofLabel.Cpu:
                Cpu = number < (ulong)short.MaxValue ? (int)number : -1;
                break;
        }
    }

    /// <summary>Its row.</summary>
    internal readonly int RowOf(NamedCapture capture)
    {
        // The main thread says the name that the process goes by.
        if (_process.Length > 0 && _processId >= 0 && _threadId != _processId)
            capture.Task(_processId, _processId, Encoding.UTF8.GetBytes(_process));
        return capture.Task(_processId, _threadId, Encoding.UTF8.GetBytes(_thread.Length > 0 ? _thread : _process));
    }

    private static int Id(ulong number) => number <= int.MaxValue ? (int)number : -1;
}
