using System.Text.RegularExpressions;
using OProf.Analysis.Symbols.Demangling;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

/// <summary>c++filt on all the names of real libraries.</summary>
public sealed partial class DemanglerOracleTests
{
    private const int MaxNames = 150_000;

    [GeneratedRegex("^_[ZR][A-Za-z0-9_.$]+$")]
    private static partial Regex Mangled();

    private static void Compare(IEnumerable<string> mangled, int least)
    {
        Tool.Require("c++filt");
        if (!Demangler.KnowsCxx)
            Assert.Skip("libstdc++.so.6 is not installed.");
        var names = mangled.Select(n => n.Split('@')[0]).Where(n => Mangled().IsMatch(n)).Distinct().Take(MaxNames).ToList();
        Assert.True(names.Count >= least, $"{names.Count} names");

        // Without suffixes, that c++filt prints as "[clone .cold]"; --no-verbose leaves crate hashes and std::string's arguments out.
        var plain = names.Where(n => !n.Contains('.', StringComparison.Ordinal) || n.StartsWith("_ZN", StringComparison.Ordinal) && n.Contains("17h", StringComparison.Ordinal)).ToList();
        string[] expected = Tool.RunWithInput("c++filt", plain, "--no-verbose").Split('\n');
        var wrong = new List<string>();
        for (int i = 0; i < plain.Count; i++)
        {
            // What c++filt leaves escaped is beyond ASCII, which rustc's own demangler decodes.
            string found = Demangler.Demangle(plain[i]);
            if (found != expected[i] && !expected[i].Contains("$u", StringComparison.Ordinal))
                wrong.Add($"{plain[i]}\n  c++filt {expected[i]}\n  found   {found}");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {plain.Count}:\n{string.Join('\n', wrong.OrderBy(w => w.Length).Take(8))}");
    }

    private static IEnumerable<string> Names(string path, params string[] options) =>
        Tool.Run("nm", ["-P", .. options, path]).Split('\n').Select(line => line.Split(' ')[0]);

    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/libstdc++.so.6", 4000)]
    [InlineData("libcoreclr.so", 0)]
    [InlineData("libclrjit.so", 0)]
    public void Cxx_libraries(string library, int least)
    {
        Tool.Require("nm");
        string path = library[0] == '/' ? library : Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, library);
        Compare(Names(Tool.RequireFile(path), "-D"), least);
    }

    [Theory]
    [InlineData("legacy")]
    [InlineData("v0")]
    public void Rust_standard_library_in_a_program(string version)
    {
        Tool.Require("rustc", "nm");
        using var folder = new TemporaryFolder();
        string source = folder.Write("program.rs", """
            use std::collections::{BTreeMap, HashMap};
            use std::fmt::{Debug, Display};
            trait Shape<'a, T: ?Sized> { fn area(&'a self, t: &T) -> f64; }
            struct Square<const N: usize, const B: bool, const C: char>(f64);
            impl<'a, T: ?Sized + Debug, const N: usize, const B: bool, const C: char> Shape<'a, T> for Square<N, B, C> {
                #[inline(never)] fn area(&'a self, t: &T) -> f64 { println!("{:?}", t); self.0 * self.0 * N as f64 }
            }
            #[inline(never)] fn each<F: Fn(&dyn Display) -> usize>(f: F) -> usize { f(&"a") + f(&1) }
            #[inline(never)] fn generic<T>(x: T) -> usize { std::mem::size_of_val(&x) }
            mod größe { #[inline(never)] pub fn übung<T: std::fmt::Debug>(x: T) -> usize { format!("{:?}", x).len() } }
            #[inline(never)] unsafe extern "C" fn callback(x: *const u8, y: *mut [i32; 3]) -> i32 { x as usize as i32 + (*y)[0] }
            fn main() {
                let mut map: HashMap<String, Vec<(i8, [u16; 4])>> = HashMap::new();
                map.entry("x".into()).or_default().push((1, [1, 2, 3, 4]));
                let tree: BTreeMap<&str, Box<dyn Fn(i32) -> i32 + Send>> = [("a", Box::new(|x| x + 1) as _)].into();
                let s: Square<3, true, 'x'> = Square(2.0);
                let shape: &dyn Shape<str> = &s;
                println!("{} {}", shape.area("x"), each(|d| d.to_string().len()));
                println!("{:?} {}", map, tree["a"](1));
                let f: unsafe extern "C" fn(*const u8, *mut [i32; 3]) -> i32 = callback;
                println!("{} {} {}", generic(f), generic(&mut (1u8,)), größe::übung(("ä", -5i128)));
                println!("{}", generic::<for<'a, 'b> fn(&'a str, &'b mut dyn Iterator<Item = u8>) -> &'a str>(|a, _| a));
                std::thread::spawn(move || println!("{}", generic([(); 0]))).join().unwrap();
            }
            """);
        string program = folder.At("program");
        // Newer compilers take v0 for granted, and the legacy scheme for an unstable option.
        Tool.Run(
            "env", "RUSTC_BOOTSTRAP=1", "rustc", "-Z", "unstable-options", "-C", "symbol-mangling-version=" + version,
            "-C", "opt-level=1", "-A", "warnings", "-o", program, source);
        Compare(Names(program), 100);
    }
}
