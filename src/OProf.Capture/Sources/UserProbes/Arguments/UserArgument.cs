namespace OProf.Capture.Sources.UserProbes.Arguments;

/// <summary>An argument that a probe fetches, in the kernel's notation (Documentation/trace/uprobetracer.rst).</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="Fetch">Where it is: <c>%di</c>, <c>+8(%sp)</c>, <c>$retval</c>.</param>
/// <param name="Type">What it is: <c>u64</c>, <c>s32</c>, <c>x8</c>, <c>string</c>, <c>b4@8/32</c>, <c>u32[4]</c>.</param>
internal sealed record UserArgument(string Name, string Fetch, string Type)
{
    /// <summary>As the kernel takes it.</summary>
    public override string ToString() => $"{Name}={Fetch}:{Type}";
}
