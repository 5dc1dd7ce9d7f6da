using OProf.Capture.Sources.EventPipe;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Tests.EventPipe;

internal sealed record ReceivedEvent(string Name, PayloadSchema Schema, EventStamp Stamp, PayloadRecord Fields);
