using System.ComponentModel;
using System.Diagnostics;
using System.IO.Compression;
using Inquest.Formats;
using Inquest.Symbols.Dump;
using Inquest.Testing;

namespace Inquest.Symbols.Tests.Dump;

/// <summary>Makes symbol text from images and PDBs, and images and PDBs with clang and lld.</summary>
static class WindowsDump
{
    public static string Text(string image, string? pdb = null)
    {
        using var bytes = new MemoryFileBytes(ReadAll(image));
        using var debug = pdb is null ? null : new MemoryFileBytes(ReadAll(pdb));
        using var text = new MemoryStream();
        var name = Path.GetFileName(image.EndsWith(".gz", StringComparison.Ordinal) ? image[..^3] : image);
        Assert.Equal(SymbolDumpError.None,
            SymbolDump.TryWriteText(new SymbolDumpInput(bytes) { DebugFile = debug }, new SymbolDumpOptions { ModuleName = name }, text, out _));
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    public static string ReadText(string path) => System.Text.Encoding.UTF8.GetString(ReadAll(path));

    public static byte[] ReadAll(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllBytes(path);
        }

        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var all = new MemoryStream();
        gzip.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>An image and its PDB, with CodeView and DWARF; skips the test when there is no clang or lld.</summary>
    public static (string Image, string Pdb) Build(string folder, string target, string optimisation)
    {
        var source = Path.Combine(ProjectTree.Root, "tests", "fixtures", "windows", "program.cpp");
        var stem = Path.Combine(folder, target + optimisation);
        var isBuilt = Tool.TryRun("clang", ["--target=" + target + "-pc-windows-msvc", "-std=c++17", "-fno-rtti", "-w", "-g", "-gcodeview", "-gdwarf-4",
                optimisation, "-fno-stack-protector", "-c", source, "-o", stem + ".obj"])
            && Tool.TryRun("lld-link", ["/nologo", "/debug", "/lldmingw", "/nodefaultlib", "/entry:start", "/subsystem:console", "/safeseh:no",
                "/out:" + stem + ".exe", "/pdb:" + stem + ".pdb", stem + ".obj"]);
        if (!isBuilt)
        {
            Assert.Skip("clang or lld-link not installed");
        }

        return (stem + ".exe", stem + ".pdb");
    }

    /// <summary>The output of a tool; skips the test when it is not installed.</summary>
    public static string Run(string name, string[] arguments, string input = "")
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, arguments)
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var output = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            process.WaitForExit();
            return output.Result;
        }
        catch (Win32Exception)
        {
            Assert.Skip(name + " not installed");
            return "";
        }
    }
}
