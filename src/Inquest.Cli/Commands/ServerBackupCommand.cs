using System.CommandLine;
using System.Diagnostics;
using Inquest.Storage.Backups;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest server backup</c>: a copy of the data folder while the server runs.</summary>
static class ServerBackupCommand
{
    public static Command Create()
    {
        var target = new Argument<DirectoryInfo>("folder") { Description = "Where the copy goes: a new folder, or that of an earlier backup, which then gets only what is new." };
        var data = new Option<DirectoryInfo>("--data") { Description = "The server's data folder.", DefaultValueFactory = _ => new DirectoryInfo("data") };
        var command = new Command(
            "backup",
            """
            Copies a data folder, also while its server runs, so that nothing acknowledged before is missing.

            Left out is what is made again by itself (converted symbols) and unfinished uploads.

              inquest server backup /backup/inquest --data /var/lib/inquest
              inquest server restore /backup/inquest --data /var/lib/inquest-new
            """)
        {
            target, data,
        };
        command.SetAction(parsed => Run(parsed.GetValue(target)!.FullName, parsed.GetValue(data)!.FullName));
        return command;
    }

    static int Run(string target, string data)
    {
        try
        {
            var watch = Stopwatch.StartNew();
            var error = DataFolderBackup.Make(data, target, TimeProvider.System, CopyProgress.OnTerminal(), out var counts);
            CopyProgress.Clear();
            if (error != BackupError.None)
            {
                Console.Error.WriteLine("inquest: " + CopyProgress.Sentence(error, data, target));
                return ExitCode.Failed;
            }

            Console.WriteLine($"Copied  {CopyProgress.Words(counts)} in {watch.Elapsed.TotalSeconds:0.0} s");
            Console.WriteLine($"Next    inquest server restore {target} --data FOLDER, on another machine, to see that it works");
            return ExitCode.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CopyProgress.Clear();
            Console.Error.WriteLine($"inquest: the backup did not come to its end: {e.Message} Repeat the command: what was copied is kept.");
            return ExitCode.Failed;
        }
    }
}
