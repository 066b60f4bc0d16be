namespace Inquest.EndToEnd.SymbolTools;

/// <summary>A small C program built here: stripped binary and debug file apart, as distributions ship them.</summary>
sealed class BuiltProgram : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inquest-symtools-");

    public string Folder => Path.Combine(_folder.FullName, "build");

    /// <summary>For caches and downloads of the tools.</summary>
    public string Scratch => Path.Combine(_folder.FullName, "scratch");

    public string Source => Path.Combine(_folder.FullName, "app.c");

    public string Binary => Path.Combine(Folder, "app");

    public string DebugFile => Path.Combine(Folder, "app.debug");

    public string BuildId { get; private set; } = "";

    public static async Task<BuiltProgram> CreateAsync()
    {
        var program = new BuiltProgram();
        Directory.CreateDirectory(program.Folder);
        Directory.CreateDirectory(program.Scratch);
        // The time makes each build id a new one: tools keep caches, and a server that serves the last run's file proves nothing.
        await File.WriteAllTextAsync(program.Source, $$"""
            #include <stdio.h>
            const char *when = "{{Guid.NewGuid():N}}";
            __attribute__((noinline)) static int add(int a, int b) { return a + b; }
            int main(int argc, char **argv) { printf("%d %s\n", add(argc, 2), when); return 0; }
            """);
        await CheckedAsync("gcc", "-g", "-O1", "-Wl,--build-id", "-o", program.Binary, program.Source);
        await CheckedAsync("objcopy", "--only-keep-debug", program.Binary, program.DebugFile);
        await CheckedAsync("strip", program.Binary);
        var notes = await CheckedAsync("readelf", "-n", program.Binary);
        program.BuildId = notes[(notes.IndexOf("Build ID: ", StringComparison.Ordinal) + "Build ID: ".Length)..].Split('\n')[0].Trim();
        return program;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    static async Task<string> CheckedAsync(string tool, params string[] arguments)
    {
        var run = await Tool.RunAsync(tool, arguments);
        Assert.True(run.ExitCode == 0, $"{tool}: {run.Errors}");
        return run.Output;
    }
}
