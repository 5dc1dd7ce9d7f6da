using OProf.Capture.Sessions;
using OProf.Capture.Sources.UserProbes;
using OProf.Capture.Sources.UserProbes.Arguments;
using Xunit;

namespace OProf.Capture.Tests.UserProbes;

/// <summary>User probes as they are written.</summary>
public class UserProbeTextTests
{
    [Theory]
    [InlineData("uprobe:libc:malloc", "Entry|libc||malloc|")]
    [InlineData("UPROBE:/usr/lib/libc.so.6:open(name=+0(%di):string, flags=%si:x32)", "Entry|/usr/lib/libc.so.6||open|name=+0(%di):string, flags=%si:x32")]
    [InlineData("uretprobe:./a.out:main", "Return|./a.out||main|")]
    [InlineData("uprobe:/opt/server:main.(*Server).Serve", "Entry|/opt/server||main.(*Server).Serve|")]
    [InlineData("uprobe:/opt/server:main.(*Server).Serve(a=%ax)", "Entry|/opt/server||main.(*Server).Serve|a=%ax")]
    [InlineData("uprobe:/bin/x:0x1234", "Entry|/bin/x||0x1234|")]
    [InlineData("usdt:python3:python:gc__start", "Static|python3|python|gc__start|")]
    [InlineData("usdt:python3:python:function__entry(file=arg1:string)", "Static|python3|python|function__entry|file=arg1:string")]
    public void PartsAreTakenApart(string text, string parts)
    {
        var probe = UserProbeText.Parse(text);
        Assert.Equal(parts, $"{probe.Kind}|{probe.File}|{probe.Provider}|{probe.Place}|{probe.Arguments}");
    }

    [Theory]
    [InlineData("uprobe:malloc", "it does not have a file and a function")]
    [InlineData("uprobe::malloc", "it does not have a file and a function")]
    [InlineData("uprobe:libc:", "it does not have a file and a function")]
    [InlineData("usdt:libc:malloc", "it does not have a file, a provider and a name")]
    [InlineData("usdt:libc::malloc", "it does not have a file, a provider and a name")]
    [InlineData("uprobe:libc:malloc)", "its parentheses do not fit together")]
    public void WhatIsNoneIsRefused(string text, string problem)
    {
        var error = Assert.Throws<CaptureException>(() => UserProbeText.Parse(text)).Error;
        Assert.Equal((CaptureErrorId.UserProbeSyntax, $"'{text}' is no user probe: {problem}."), (error.Id, error.Message));
    }

    [Theory]
    [InlineData("path=+0(%di):string, flags=%si:x32", "path=+0(%di):string flags=%si:x32")]
    [InlineData("%di, %si:u8", "arg1=%di:x64 arg2=%si:u8")]
    [InlineData("a=+8(+16(%sp)):s16, b=$retval:u32[4]", "a=+8(+16(%sp)):s16 b=$retval:u32[4]")]
    [InlineData("  ", "")]
    public void ArgumentsAreTheKernels(string text, string kernel) =>
        Assert.Equal(kernel, string.Join(' ', UserArgumentParser.Parse(text, out string? problem).Select(argument => argument.ToString()).Append(problem).Where(part => part is not null)));

    [Theory]
    [InlineData("a=%di:u65", "'a=%di:u65' is no argument")]
    [InlineData("a=%di:float", "'a=%di:float' is no argument")]
    [InlineData("1a=%di", "'1a=%di' is no argument")]
    [InlineData("a=%di b=%si", "'a=%di b=%si' is no argument")]
    [InlineData("a=%di,A=%si", "there are two arguments 'A'")]
    [InlineData("common_pid=%di", "'common_pid=%di' is no argument")]
    [InlineData("a=%di:string[2]", "'a=%di:string[2]' is no argument")]
    [InlineData(",", "'' is no argument")]
    public void WrongArgumentsAreSaid(string text, string said)
    {
        Assert.Empty(UserArgumentParser.Parse(text, out string? problem));
        Assert.StartsWith(said, problem, StringComparison.Ordinal);
    }
}
