using OProf.Capture.Sources.UserProbes.Arguments;
using Xunit;

namespace OProf.Capture.Tests.UserProbes;

/// <summary>Arguments of static probes, from the assembler's notation to the kernel's.</summary>
public class StaticArgumentTests
{
    private const int X64 = 62;
    private const int Arm64 = 183;

    [Theory]
    [InlineData("-4@%edi", "%di:s32")]
    [InlineData("8@%rax 8@%r12", "%ax:u64 %r12:u64")]
    [InlineData("4@%r8d 2@%r9w -1@%r10b 1@%sil", "%r8:u32 %r9:u16 %r10:s8 %si:u8")]
    [InlineData("8@-16(%rbp)", "-16(%bp):u64")]
    [InlineData("-8@(%rsp) 4@0x20(%rbx)", "+0(%sp):s64 +32(%bx):u32")]
    [InlineData("4@$5 -4@$-1 8@$0xff", @"\5:u32 \-1:s32 \255:u64")]
    [InlineData("8@counter(%rip) 4@counter+8(%rip) 4@8+counter(%rip)", "@+4096:u64 @+4104:u32 @+4104:u32")]
    [InlineData("1@%ah", "%ax:b8@8/16")]
    [InlineData("%rax", "%ax:u64")]
    [InlineData("8@other(%rip) 8@8(%rax,%rbx,4) 8@%fs:0x28 8f@%xmm0 -1@%bh 16@%rax", "? ? ? ? ? ?")]
    [InlineData("", "")]
    public void ThoseOfX64AreTranslated(string arguments, string fetched) => Assert.Equal(fetched, Translate(X64, arguments));

    [Theory]
    [InlineData("-4@w0 8@x21 8@sp", "%x0:s32 %x21:u64 %sp:u64")]
    [InlineData("8@[sp, 16] -4@[x29, -8] 8@[x3]", "+16(%sp):u64 -8(%x29):s32 +0(%x3):u64")]
    [InlineData("-4@5 8@-1", @"\5:s32 \-1:u64")]
    [InlineData("8@[x1, x2] 8@d0 8@x31", "? ? ?")]
    public void ThoseOfArm64AreTranslated(string arguments, string fetched) => Assert.Equal(fetched, Translate(Arm64, arguments));

    [Fact]
    public void ThoseOfOtherMachinesAreNot() => Assert.Equal("?", Translate(243, "8@a0"));

    private static string Translate(int machine, string arguments)
    {
        var reader = new StaticArgumentReader(machine, (symbol, addend) => symbol == "counter" ? 4096 + addend : null);
        return string.Join(' ', reader.Read(arguments).Select(argument => argument.Fetch is null ? "?" : $"{argument.Fetch}:{argument.Type}"));
    }
}
