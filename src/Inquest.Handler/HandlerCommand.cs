using System.CommandLine;

namespace Inquest.Handler;

/// <summary>What people and the kernel ask of <c>inquest-handler</c>.</summary>
static class HandlerCommand
{
    public static int Run(string[] arguments)
    {
        var pid = new Option<int?>("--pid") { Description = "Dump this living process; it goes on. With --core: the process that the core is of." };
        var core = new Option<string?>("--core") { Description = "Turn a kernel core into a minidump; - reads it from standard input, as core_pattern hands it over." };
        var output = new Option<string?>("--output", "-o") { Description = "File to write; PID.dmp or CORE.dmp by default." };
        var database = new Option<string?>("--database") { Description = "Spool a whole report, event and dump, in this folder instead of writing a file." };
        var dsn = new Option<string?>("--dsn") { Description = "Send what waits in --database to this address at once." };
        var release = new Option<string?>("--release") { Description = "Program and version of the report, for example shop@2.1.0." };
        var executable = new Option<string?>("--executable") { Description = "The program of the core, when it is no longer where it ran." };
        var root = new RootCommand("Reads dying, living and dead processes and writes minidumps. Started by libinquest through inquest-waiter; by hand for --pid and --core.")
        {
            pid, core, output, database, dsn, release, executable,
        };
        root.SetAction(parsed =>
        {
            var target = new ReportTarget(parsed.GetValue(output), parsed.GetValue(database), parsed.GetValue(dsn), parsed.GetValue(release));
            return parsed.GetValue(core) is { } path ? CoreDumper.Run(path, parsed.GetValue(executable), target)
                : parsed.GetValue(pid) is { } id ? ProcessDumper.Run(id, target)
                : Usage();
        });
        return root.Parse(arguments).Invoke();
    }

    static int Usage()
    {
        Console.Error.WriteLine("inquest-handler: name a process (--pid N) or a core (--core FILE); --help lists the rest.");
        return HandlerExitCode.Usage;
    }
}
