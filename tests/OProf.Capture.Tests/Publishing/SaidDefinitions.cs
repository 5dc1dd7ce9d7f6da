using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Tests.Publishing;

/// <summary>Definitions as text, in the order in which they were said.</summary>
internal sealed class SaidDefinitions : IDefinitionSink
{
    public List<string> Said { get; } = [];

    public List<SessionDescription> Descriptions { get; } = [];

    public List<SessionStatus> Statuses { get; } = [];

    public void Describe(SessionDescription description)
    {
        Descriptions.Add(description);
        Said.Add($"{description.Name}: {description.Target}, {string.Join(' ', description.Command ?? [])}");
    }

    public void String(int index, string text) => Said.Add($"string {index} '{text}'");

    public void Image(ImageInfo image) => Said.Add(
        $"image {image.Cookie} {image.Kind} {image.Path} {Convert.ToHexString(image.BuildId.Span)} {image.DeviceMajor}:{image.DeviceMinor} {image.Inode} {image.ProcessId}");

    public void Task(int row, int processId, int threadId, int command, ulong executableCookie, int cgroup) =>
        Said.Add($"task {row} {processId}/{threadId} {command} {executableCookie} {cgroup}");

    public void Frame(int number, ulong cookie, ulong offset, uint bits) => Said.Add($"frame {number} {cookie}+{offset:x} {bits:x}");

    public void Stack(int number, int parent, int frame) => Said.Add($"stack {number} {parent} {frame}");

    public void Schema(PayloadSchema schema) => Said.Add(SchemaJson.Write(schema));

    public void KernelSymbol(KernelSymbol symbol) => Said.Add(symbol.ToString());

    public void Owner(int processId, uint userId) => Said.Add($"owner {processId} {userId}");

    public void Notice(SessionNotice notice) => Said.Add($"notice {notice.Id}: {notice.Message}");

    public void Ledger(int cpu, ReadOnlySpan<long> counts) => Said.Add($"ledger {cpu} {string.Join(',', counts.ToArray())}");

    public void Status(SessionStatus status)
    {
        Statuses.Add(status);
        Said.Add(status.ToString());
    }
}
