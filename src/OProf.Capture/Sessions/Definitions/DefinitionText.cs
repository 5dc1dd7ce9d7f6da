using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OProf.Capture.Sessions.Definitions;

/// <summary>Writes descriptions and states as <see cref="DefinitionJson"/> reads them.</summary>
/// <remarks>
/// By hand, because each session writes them when it begins, and the serializer's types for them are compiled at run time: 800
/// methods, a third of what the start of a session in a new process costs.
/// </remarks>
internal static class DefinitionText
{
    public static string Of(SessionDescription description) => Text(description, static (json, said) =>
    {
        json.WriteString("name", said.Name);
        json.WriteString("target", said.Target);
        Strings(json, "events", said.Events);
        json.WriteStartArray("groups");
        foreach (var group in said.Groups)
        {
            json.WriteStartArray();
            Numbers(json, group);
        }

        json.WriteEndArray();
        json.WriteStartArray("cpus");
        Numbers(json, said.Cpus);
        json.WriteNumber("ringSize", said.RingSize);
        json.WriteString("startTime", said.StartTime);
        json.WriteNumber("startTimestamp", said.StartTimestamp);
        if (said.Frequency is { } frequency)
            json.WriteNumber("frequency", frequency);
        if (said.Period is { } period)
            json.WriteNumber("period", period);
        json.WriteString("callGraph", said.CallGraph.ToString());
        json.WriteBoolean("excludeKernel", said.ExcludeKernel);
        json.WriteBoolean("excludeUser", said.ExcludeUser);
        json.WriteNumber("maxMemory", said.MaxMemory);
        json.WriteString("mode", said.Mode.ToString());
        if (said.Last is { } last)
            json.WriteString("last", last.ToString());
        if (said.Command is { } command)
            Strings(json, "command", command);
        if (said.CommandProcessId is { } processId)
            json.WriteNumber("commandProcessId", processId);
        json.WriteString("hostName", said.HostName);
        json.WriteString("kernelRelease", said.KernelRelease);
        json.WriteString("architecture", said.Architecture);
        json.WriteString("bootId", said.BootId);
    });

    public static string Of(SessionStatus status) => Text(status, static (json, said) =>
    {
        json.WriteString("state", said.State.ToString());
        json.WriteString("endReason", said.EndReason.ToString());
        json.WriteString("elapsed", said.Elapsed.ToString());
        json.WriteNumber("samples", said.Samples);
        json.WriteNumber("firstSampleTimestamp", said.FirstSampleTimestamp);
        if (said.Failure is { } failure)
            json.WriteString("failure", failure);
        json.WriteString("commandExitReason", said.CommandExitReason.ToString());
        if (said.CommandExitCode is { } code)
            json.WriteNumber("commandExitCode", code);
        if (said.CommandSignal is { } signal)
            json.WriteNumber("commandSignal", signal);
        if (said.StandardOutput is { } output)
            json.WriteString("standardOutput", output);
        if (said.StandardError is { } error)
            json.WriteString("standardError", error);
    });

    private static string Text<T>(T said, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = DefinitionEncoder.Instance }))
        {
            json.WriteStartObject();
            write(json, said);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> strings)
    {
        json.WriteStartArray(name);
        foreach (string text in strings)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, IReadOnlyList<int> numbers)
    {
        foreach (int number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
