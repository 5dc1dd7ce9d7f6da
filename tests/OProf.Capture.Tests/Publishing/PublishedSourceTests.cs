using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sessions.Publishing;
using OProf.Capture.Sync;
using OProf.Capture.Tests.Sync;
using Xunit;

namespace OProf.Capture.Tests.Publishing;

public sealed class PublishedSourceTests : IDisposable
{
    private static readonly SessionDescription s_description = new() { Name = "s", Target = "system", Events = ["cycles"], Groups = [[]], Cpus = [0] };

    private readonly HandmadePublication _published = new(s_description);
    private readonly RecordedSession _session = new(s_description, "/", () => throw new NotSupportedException());
    private readonly EventBuffer _buffer = new(4 << 20, 1);
    private readonly FollowedStream _stream;
    private readonly NewDefinitions _definitions;

    public PublishedSourceTests()
    {
        _stream = new FollowedStream(_session, _buffer);
        _definitions = new NewDefinitions(_session.Definitions, _session);
    }

    public void Dispose()
    {
        _published.Dispose();
        _session.Dispose();
    }

    [Fact]
    public void A_follower_goes_on_with_the_file_that_replaces_the_definitions_it_has_read()
    {
        using var source = new PublishedSource(_published.Folder);
        SayChains(1, 10);
        _published.Words(0, Sample(stack: 10));
        Assert.True(source.Drain(_stream, _definitions));
        Assert.False(source.Drain(_stream, _definitions));

        // The second file says again what is still held, and what is new; the third comes before the second is read.
        _published.Replace(1);
        SayChains(6, 20);
        _published.Replace(2);
        SayChains(15, 30);
        _published.Words(1, Sample(stack: 30));
        source.Drain(_stream, _definitions);
        Assert.Equal((2, 0), (_stream.Received, _stream.Missed));
        Assert.Equal(31, _session.Stacks.Count);
        Assert.Equal(0x1000UL + 30, _session.Stacks.Frame(_session.Stacks.FrameOf(30)).Offset);
        Assert.Equal(0x1000UL + 5, _session.Stacks.Frame(_session.Stacks.FrameOf(5)).Offset);
    }

    [Fact]
    public void A_follower_that_comes_later_begins_with_the_newest_file()
    {
        SayChains(1, 10);
        _published.Replace(1);
        SayChains(6, 20);
        _published.Words(100, Sample(stack: 20));
        using var source = new PublishedSource(_published.Folder);
        source.Drain(_stream, _definitions);
        Assert.Equal((1, 100), (_stream.Received, _stream.Missed));
        Assert.Equal(0x1000UL + 6, _session.Stacks.Frame(_session.Stacks.FrameOf(6)).Offset);
        Assert.Equal(0, _session.Stacks.FrameOf(5));
    }

    [Fact]
    public void A_follower_is_told_why_nothing_more_is_published()
    {
        using var source = new PublishedSource(_published.Folder);
        _published.Say(PublishedRecord.Ended, "the disk is full");
        _published.Close();
        source.Drain(_stream, _definitions);
        Assert.False(source.IsAtEnd);
        source.Drain(_stream, _definitions);
        Assert.True(source.IsAtEnd);
        Assert.Equal("the disk is full", source.EndedBecause);
    }

    [Fact]
    public void Words_are_refused_that_come_before_what_they_refer_to()
    {
        using var source = new PublishedSource(_published.Folder);
        _published.Words(0, Sample(stack: 10));
        Assert.Throws<InvalidDataException>(() => source.Drain(_stream, _definitions));
    }

    [Fact]
    public void A_record_that_a_later_version_has_is_passed_over()
    {
        using var source = new PublishedSource(_published.Folder);
        _published.Say(200, "something new");
        SayChains(1, 3);
        _published.Words(0, Sample(stack: 3));
        source.Drain(_stream, _definitions);
        Assert.Equal(1, _stream.Received);
    }

    private static ulong[] Sample(int stack)
    {
        var buffer = new EventBuffer(1 << 20, 1);
        new EventStreamWriter(buffer).Sample(new StreamSample { Cpu = 0, Mode = ProcessorMode.User, Stack = stack, Task = -1 });
        return StreamText.Words(buffer);
    }

    private void SayChains(int first, int last)
    {
        for (int i = first; i <= last; i++)
            _published.Definitions.Frame(i, 0, 0x1000 + (ulong)i, 2);
        for (int i = first; i <= last; i++)
            _published.Definitions.Stack(i, i == first ? 0 : i - 1, i);
        _published.Publish();
    }
}
