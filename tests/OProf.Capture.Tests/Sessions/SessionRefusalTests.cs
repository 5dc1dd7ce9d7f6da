using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Sessions;

/// <summary>Each bad option has its error, and leaves nothing open.</summary>
public class SessionRefusalTests : LiveSessionTest
{
    private static readonly CaptureOptions s_default = new();

    public static TheoryData<string, CaptureErrorCategory, CaptureOptions> BadOptions => new()
    {
        { CaptureErrorId.EventUnknown, CaptureErrorCategory.ObjectNotFound, s_default with { Events = ["cpu-clok"] } },
        { CaptureErrorId.EventModifierUnknown, CaptureErrorCategory.InvalidArgument, s_default with { Events = ["cpu-clock:x"] } },
        { CaptureErrorId.EventGroupSyntax, CaptureErrorCategory.InvalidArgument, s_default with { Events = ["{cpu-clock"] } },
        { CaptureErrorId.CpuOffline, CaptureErrorCategory.ObjectNotFound, s_default with { Cpus = [0, 4095] } },
        { CaptureErrorId.CpuOffline, CaptureErrorCategory.ObjectNotFound, s_default with { Cpus = [-1] } },
        { CaptureErrorId.FrequencyTooHigh, CaptureErrorCategory.LimitsExceeded, s_default with { Frequency = int.MaxValue } },
        { "OProfBufferSizeInvalid", CaptureErrorCategory.InvalidArgument, s_default with { BufferSize = 5000 } },
        { "OProfBufferSizeInvalid", CaptureErrorCategory.InvalidArgument, s_default with { BufferSize = 1024 } },
        { "OProfBufferSizeInvalid", CaptureErrorCategory.InvalidArgument, s_default with { BufferSize = -4096 } },
        { "OProfBufferSizeInvalid", CaptureErrorCategory.InvalidArgument, s_default with { BufferSize = 1L << 62 } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { Command = ["true"], ProcessIds = [1] } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { Command = ["true"], ProcessNames = ["x"] } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { Frequency = 1, Period = 1 } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { ExcludeKernel = true, ExcludeUser = true } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { Frequency = 0 } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { Frequency = -1 } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { Period = 0 } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { Events = [] } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { MaxSamples = 0 } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { Duration = TimeSpan.Zero } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { MaxMemory = 1 } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { MaxMemory = -1 } },
        { "OProfOptionInvalid", CaptureErrorCategory.InvalidArgument, s_default with { Cpus = [] } },
    };

    [Theory]
    [MemberData(nameof(BadOptions), DisableDiscoveryEnumeration = true)]
    public void Refuses_what_cannot_be_done(string id, CaptureErrorCategory category, CaptureOptions options)
    {
        var error = Refusal(options);
        Assert.Equal((id, category), (error.Id, error.Category));
        Assert.NotEmpty(error.Message);
        Assert.NotEmpty(error.Remedy);
        Assert.Empty(SessionRegistry.Sessions);
    }

    [Fact]
    public void Tells_the_next_size_for_a_ring_that_is_no_power_of_two() =>
        Assert.Contains("8192", Refusal(s_default with { BufferSize = 5000 }).Remedy, StringComparison.Ordinal);

    [Fact]
    public void Takes_the_ring_size_it_is_given()
    {
        var session = Start(s_default with { BufferSize = 64 << 10 });
        Assert.Equal(64 << 10, session.RingSize);
    }

    [Fact]
    public void Says_that_no_descriptors_are_left_wherever_they_run_out()
    {
        // Everything that a session or a refusal needs is loaded by the first one: an assembly that cannot be opened once is
        // never found again.
        CaptureSession.Start(s_default).Dispose();
        using (OpenFileLimit.LeaveOpen(2))
            Refusal(s_default);
        for (int left = 0; left < 12; left++)
        {
            foreach (var options in (CaptureOptions[])[s_default, s_default with { Command = ["true"], CommandOutput = CommandOutput.Capture }])
            {
                CaptureError error;
                using (OpenFileLimit.LeaveOpen(left))
                {
                    try
                    {
                        CaptureSession.Start(options).Dispose();
                        continue;
                    }
                    catch (CaptureException e)
                    {
                        error = e.Error;
                    }
                }

                Assert.True(error.Id is CaptureErrorId.TooManyFiles or "OProfCommandNotStarted" or "OProfThreadNotStarted", $"{left} left: {error}");
                AssertNothingIsLeftOpen();
            }
        }
    }

    [Fact]
    public void Refuses_the_whole_system_to_a_user_without_rights()
    {
        var error = OrdinaryUser.Run(() => Refusal(s_default));
        Assert.Equal((CaptureErrorId.AccessSystemWide, CaptureErrorCategory.PermissionDenied), (error.Id, error.Category));
        Assert.Contains("perf_event_paranoid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_another_users_process_to_a_user_without_rights()
    {
        var burner = Burn();
        var error = OrdinaryUser.Run(() => Refusal(s_default with { ProcessIds = [burner.Id] }));
        Assert.Equal((CaptureErrorId.AccessProcess, CaptureErrorCategory.PermissionDenied), (error.Id, error.Category));
    }

    [Fact]
    public void Refuses_rings_that_are_more_than_an_ordinary_user_may_lock()
    {
        var error = OrdinaryUser.Run(() => Refusal(s_default with { Command = ["sleep", "60"], ExcludeKernel = true, BufferSize = 1L << 28 }));
        Assert.Equal((CaptureErrorId.LockedMemory, CaptureErrorCategory.LimitsExceeded), (error.Id, error.Category));
    }

    [Fact]
    public void Samples_user_space_only_of_an_ordinary_users_command_and_says_so()
    {
        var session = Keep(OrdinaryUser.Run(() => CaptureSession.Start(s_default with
        {
            Command = ["head", "-c", "100000000", "/dev/zero"],
            CommandOutput = CommandOutput.Discard,
        })));
        Assert.True(session.WaitForEnd(Long));
        Assert.Contains(session.Notices, notice => notice.Id == "OProfKernelSamplesHidden");
        Assert.DoesNotContain(Samples(session), sample => sample.Mode == OProf.Capture.Sync.ProcessorMode.Kernel);
    }

    [Fact]
    public void Tells_an_ordinary_users_time_off_the_CPU_without_where_and_says_so()
    {
        var session = Keep(OrdinaryUser.Run(() => CaptureSession.Start(s_default with { Command = ["sleep", "0.2"], OffCpu = true })));
        Assert.True(session.WaitForEnd(Long));
        if (EnvironmentSettings.Read().Paranoid < 2)
            Assert.Skip("Here an ordinary user may sample the kernel.");
        Assert.Contains(session.Notices, notice => notice.Id == "OProfOffCpuStackHidden");
        Assert.DoesNotContain(session.Notices, notice => notice.Id == "OProfOffCpuWithoutStack");
        var times = Samples(session).Where(sample => session.EventNames[sample.Event] == OffCpuEvents.Blocked).ToList();
        Assert.All(times, sample => Assert.Equal((0, OProf.Capture.Sync.Cookie.InvalidCookie), (sample.Stack, sample.Cookie)));
        Assert.Single(times, sample => sample.Period >= 200_000_000);
    }

    [Fact]
    public void Refuses_time_off_the_CPU_on_some_CPUs_only()
    {
        var error = Refusal(s_default with { OffCpu = true, Cpus = [0] });
        Assert.Equal(("OProfOptionInvalid", CaptureErrorCategory.InvalidArgument), (error.Id, error.Category));
    }
}
