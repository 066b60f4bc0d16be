using System.CommandLine;
using System.Diagnostics;
using Inquest.Storage.Backups;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest server restore</c>: a data folder from a backup.</summary>
static class ServerRestoreCommand
{
    public static Command Create()
    {
        var backup = new Argument<DirectoryInfo>("folder") { Description = "What 'inquest server backup' wrote." };
        var data = new Option<DirectoryInfo>("--data") { Description = "The data folder to make; it must be empty or not there.", DefaultValueFactory = _ => new DirectoryInfo("data") };
        var command = new Command("restore", "Checks a backup and makes a data folder of it; nothing that is there is overwritten.") { backup, data };
        command.SetAction(parsed => Run(parsed.GetValue(backup)!.FullName, parsed.GetValue(data)!.FullName));
        return command;
    }

    static int Run(string backup, string data)
    {
        try
        {
            var watch = Stopwatch.StartNew();
            var error = DataFolderBackup.Restore(backup, data, CopyProgress.OnTerminal(), out var counts);
            CopyProgress.Clear();
            if (error != BackupError.None)
            {
                Console.Error.WriteLine("inquest: " + CopyProgress.Sentence(error, backup, data));
                return error is BackupError.Damaged or BackupError.NotABackup or BackupError.Incomplete ? ExitCode.UnreadableInput : ExitCode.Failed;
            }

            Console.WriteLine($"Restored  {CopyProgress.Words(counts)} in {watch.Elapsed.TotalSeconds:0.0} s");
            Console.WriteLine($"Next      inquest server run --data {data}");
            return ExitCode.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CopyProgress.Clear();
            Console.Error.WriteLine($"inquest: the data folder is not whole: {e.Message} Remove {data} and repeat the command.");
            return ExitCode.Failed;
        }
    }
}
