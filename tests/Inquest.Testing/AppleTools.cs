using System.Diagnostics;

namespace Inquest.Testing;

/// <summary>Makes Mach-O files with LLVM's compiler, linker and dsymutil, where those are installed.</summary>
public static class AppleTools
{
    const string Source = """
        extern "C" void sink(void*, int);
        extern "C" int leaf(int a) { return a * 3; }
        extern "C" __attribute__((noinline)) int big(int a) { char b[70000]; sink(b, a); return b[a]; }
        extern "C" __attribute__((noinline)) int middle(int a, int b, int c, int d) {
          char x[200]; sink(x, a); sink(x, b); sink(x, c); return x[a] + b + c + d; }
        struct Shape { virtual int area(int x); int y; };
        int Shape::area(int x) { sink(this, x); return x + y; }
        template <class T> __attribute__((noinline)) T sum(T a, T b) { sink(&a, 1); return a + b; }
        static inline __attribute__((always_inline)) int twice(int q) { sink(0, q); return q * 2; }
        extern "C" int many(int a, int b, int c, int d, int e, int f) {
          int r = 0;
          for (int i = 0; i < a; i++) { sink(&r, b); r += twice(c) + d; sink(&r, e); r += f * i; sink(&r, r + b + c + d + e + f + i); }
          return r; }
        extern "C" __attribute__((noinline)) int stretch(int n) { char* p = (char*)__builtin_alloca(n); sink(p, n); return p[0]; }
        extern "C" double floats(double a, double b, double c) { sink(0, 1); double d = a * b; sink(0, 2); return d + c * a; }
        extern "C" int two(int a) { sink(0, a); return a; }
        extern "C" int three(int a, int b) { sink(0, a); sink(0, b); return a + b; }
        extern "C" int start() { Shape s; return s.area(1) + sum(1, 2) + (int)sum(1.0, 2.0) + big(1) + middle(1, 2, 3, 4) + many(1, 2, 3, 4, 5, 6) + leaf(3) + stretch(9) + two(1) + three(1, 2); }
        """;

    const string Stub = """
        --- !tapi-tbd
        tbd-version: 4
        targets: [ x86_64-macos, arm64-macos ]
        install-name: '/usr/lib/libSystem.B.dylib'
        exports:
          - targets: [ x86_64-macos, arm64-macos ]
            symbols: [ _sink, dyld_stub_binder, ___cxa_pure_virtual, __ZTVN10__cxxabiv117__class_type_infoE ]
        ...
        """;

    public static bool AreInstalled => Find("clang") is not null && Find("ld64.lld", "ld64.lld-14") is not null && Find("dsymutil", "dsymutil-14") is not null;

    /// <summary>A library made from C++ in the folder, with its assembly (.s) and its dSYM beside it. Its source is the same at every call.</summary>
    /// <param name="architecture">x86_64 or arm64.</param>
    /// <param name="options">More for the compiler.</param>
    public static string Build(string folder, string architecture, params string[] options)
    {
        var source = Path.Combine(folder, "shapes.cpp");
        var stub = Path.Combine(folder, "stub.tbd");
        File.WriteAllText(source, Source);
        File.WriteAllText(stub, Stub + "\n");
        var target = Path.Combine(folder, "libshapes.dylib");
        Run(folder, Find("clang")!, [$"--target={architecture}-apple-macos11", "-stdlib=libc++", "-g", .. options, "-S", source, "-o", target + ".s"]);
        Run(folder, Find("clang")!, [$"--target={architecture}-apple-macos11", "-c", target + ".s", "-o", target + ".o"]);
        Run(folder, Find("ld64.lld", "ld64.lld-14")!,
            ["-arch", architecture, "-platform_version", "macos", "11.0", "12.0", "-dylib", "-undefined", "dynamic_lookup", "-o", target, target + ".o", stub]);
        Run(folder, Find("dsymutil", "dsymutil-14")!, [target, "-o", target + ".dSYM"]);
        return target;
    }

    /// <summary>What a tool prints, or null when it is not installed.</summary>
    public static string? Output(string folder, string[] names, params string[] arguments) =>
        Find(names) is { } tool ? Run(folder, tool, arguments) : null;

    static string? Find(params string[] names) => names
        .SelectMany(name => (string[])[Path.Combine("/usr/bin", name), Path.Combine("/usr/local/bin", name)])
        .FirstOrDefault(File.Exists);

    static string Run(string folder, string tool, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{tool}: {errors.Result}");
    }
}
