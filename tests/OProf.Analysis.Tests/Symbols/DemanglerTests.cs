using OProf.Analysis.Symbols.Demangling;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

public sealed class DemanglerTests
{
    [Theory]
    [InlineData("main", "main")]
    [InlineData("_start", "_start")]
    [InlineData("_Z9", "_Z9")]
    [InlineData("_ZN3foo3barEi", "foo::bar(int)")]
    [InlineData("_ZN3foo3barEi.part.0", "foo::bar(int).part.0")]
    [InlineData("_ZN3foo3barEi.constprop.0.isra.1.cold", "foo::bar(int).constprop.0.isra.1.cold")]
    [InlineData("_ZdlPv@plt", "operator delete(void*)@plt")]
    public void Cxx_names(string mangled, string expected)
    {
        if (!Demangler.KnowsCxx)
            Assert.Skip("libstdc++.so.6 is not installed.");
        Assert.Equal(expected, Demangler.Demangle(mangled));
    }

    [Theory]
    [InlineData("_ZN4core3ptr85drop_in_place$LT$std..rt..lang_start$LT$$LP$$RP$$GT$..$u7b$$u7b$closure$u7d$$u7d$$GT$17h0123456789abcdefE",
        "core::ptr::drop_in_place<std::rt::lang_start<()>::{{closure}}>")]
    [InlineData("_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar17h930b740aa94f1d3aE",
        "<Test + 'static as foo::Bar<Test>>::bar")]
    [InlineData("_ZN3foo3bar17h05af221e174051e9E.llvm.1234", "foo::bar")]
    [InlineData("_ZN3foo3bar17h05af221e174051e9E.cold", "foo::bar.cold")]
    [InlineData("_ZN3foo21test$RF$$BP$$C$$SP$1217h05af221e174051e9E", "foo::test&*,@12")]
    public void Rust_legacy_names(string mangled, string expected) => Assert.Equal(expected, Demangler.Demangle(mangled));

    // Examples of RFC 2603 and of the rustc book, section v0 Symbol Format.
    [Theory]
    [InlineData("_RNvC6_123foo3bar", "123foo::bar")]
    [InlineData("_RNvCs1234_7mycrate3foo", "mycrate::foo")]
    [InlineData("_RNCNCNgCs6DXkGYLi8lr_2cc5spawn00B5_", "cc::spawn::{closure#0}::{closure#0}")]
    [InlineData("_RNvMNtCs1234_7mycrate3fooNtB4_7Example11exampleFunc", "<mycrate::Example>::exampleFunc")]
    [InlineData("_RINbNbCskIICzLVDPPb_5alloc5alloc8box_freeDINbNiB4_5boxed5FnBoxuEp6OutputuEL_ECs1iopQbuBiw2_3std",
        "alloc::alloc::box_free::<dyn alloc::boxed::FnBox<(), Output = ()>>")]
    [InlineData("_RMC0INtC8arrayvec8ArrayVechKj7b_E", "<arrayvec::ArrayVec<u8, 123>>")]
    [InlineData("_RNvNvMCs1234_7mycrateNtB4_3Foo3bar4QUUX", "<mycrate::Foo>::bar::QUUX")]
    [InlineData("_RNvNvXCs1234_7mycrateINtCs1_7mycrate3FoopEINtNtCs1_3std7convert4FrompE4from3MSG",
        "<mycrate::Foo<_> as std::convert::From<_>>::from::MSG")]
    [InlineData("_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y", "utf8_idents::საჭმელად_გემრიელი_სადილი")]
    [InlineData("_RINvC3foo3barFUKCRL_hEuE", "foo::bar::<unsafe extern \"C\" fn(&u8)>")]
    [InlineData("_RINvC3foo3barFG_RL0_hEuE", "foo::bar::<for<'a> fn(&'a u8)>")]
    [InlineData("_RINvC3foo3barTAhj3_SlEE", "foo::bar::<([u8; 3], [i32])>")]
    [InlineData("_RINvC3foo3barKc61_Kb1_Kan80_E", "foo::bar::<'a', true, -128>")]
    [InlineData("_RINvC3foo3barKRe616263_E", "foo::bar::<\"abc\">")]
    [InlineData("_RNvC3foo3bar.llvm.9D1C9369", "foo::bar")]
    [InlineData("_RNvC3foo3bar.cold", "foo::bar.cold")]
    [InlineData("_RNvC3foo", "_RNvC3foo")]
    [InlineData("_RB_", "_RB_")]
    public void Rust_v0_names(string mangled, string expected) => Assert.Equal(expected, Demangler.Demangle(mangled));

    [Fact]
    public void Names_that_multiply_stay_bounded()
    {
        // Each level of the tuple is twice the one before, by back references.
        string rust = "_RINvC1a1bT" + string.Concat(Enumerable.Range(0, 40).Select(_ => "TB8_B8_E")) + "EE";
        Assert.InRange(Demangler.Demangle(rust).Length, 1, Demangler.MaxLength);
        foreach (string deep in new[] { "_R" + new string('I', 60_000), "_RINvC1a1b" + new string('R', 60_000) + "hE" })
            Assert.Equal(deep, Demangler.Demangle(deep));

        // pair<pair<A, A>, pair<A, A>> and so on, 60 times: 2^60 characters, were it printed.
        string cxx = "_Z1f1A1PIS_S_E";
        for (int i = 0; i < 60; i++)
            cxx += $"S0_I{Reference(i + 2)}{Reference(i + 2)}E";
        Assert.Equal(cxx, Demangler.Demangle(cxx));
        Assert.Equal(70_000, Demangler.Demangle("_Z" + new string('1', 69_998)).Length);
    }

    [Fact]
    public void Damaged_names_neither_throw_nor_hang()
    {
        string[] seeds =
        [
            "_RINbNbCskIICzLVDPPb_5alloc5alloc8box_freeDINbNiB4_5boxed5FnBoxuEp6OutputuEL_ECs1iopQbuBiw2_3std",
            "_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y",
            "_RINvC3foo3barKc61_Kb1_Kan80_TAhj3_SlEE",
            "_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar17h930b740aa94f1d3aE",
        ];
        var random = new Random(5);
        for (int i = 0; i < 40_000; i++)
        {
            char[] name = seeds[i % seeds.Length].ToCharArray();
            for (int flips = random.Next(1, 5); flips > 0; flips--)
                name[random.Next(2, name.Length)] = "_0123456789abcdefghijklmnopqrstuvwxyzABCDEFIKLMNQRSTUVXY$."[random.Next(58)];
            Assert.NotEmpty(Demangler.Demangle(new string(name, 0, random.Next(2, name.Length + 1))));
        }
    }

    private static string Reference(int index)
    {
        const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        index--;
        return index < 36 ? $"S{Digits[index]}_" : $"S{Digits[index / 36]}{Digits[index % 36]}_";
    }
}
