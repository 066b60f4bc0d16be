using Inquest.Capture.Minidump;
using Inquest.Client.Spool;

namespace Inquest.Handler;

/// <summary>Where a dump that a person or the kernel asked for goes: to a file, or as a whole report into a spool and on to a server.</summary>
sealed record ReportTarget(string? Output, string? Database, string? Dsn, string? Release)
{
    /// <summary>Why the options do not fit together; null when they do.</summary>
    public string? Complaint =>
        Dsn is not null && Database is null ? "--dsn needs --database: what cannot be sent now has to wait somewhere."
        : Dsn is not null && !Inquest.Protocol.Auth.Dsn.TryParse(Dsn, out _) ? "--dsn is not https://KEY@HOST/PROJECT."
        : null;

    /// <summary>Writes the dump where it belongs and prints its path.</summary>
    public int Write(PlannedMinidump dump, ReportFacts facts, string defaultName)
    {
        try
        {
            if (Database is null)
            {
                var path = Output ?? defaultName;
                using var file = new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.Create,
                    Access = FileAccess.ReadWrite,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                });
                dump.WriteTo(file, facts.Annotations());
                Console.Out.WriteLine(path);
                return HandlerExitCode.Done;
            }

            var spool = new SpoolFolder(Database);
            using (var report = ReportFile.Create(spool, facts.Id, dump.SizeGuess))
            {
                report.Write(dump, facts with { SoftErrors = dump.SoftErrors });
                Console.Out.WriteLine(Path.Combine(spool.Root, "pending", report.Name));
            }

            return Send(spool);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"inquest-handler: the dump could not be written: {e.Message}");
            return HandlerExitCode.Failed;
        }
    }

    int Send(SpoolFolder spool)
    {
        if (Dsn is null)
        {
            return HandlerExitCode.Done;
        }

        if (ReportSender.Send(spool, Dsn, null) is { Waiting: 0 })
        {
            return HandlerExitCode.Done;
        }

        Console.Error.WriteLine($"inquest-handler: not everything could be sent; it waits in {spool.Root} for the next time (inquest report upload).");
        return HandlerExitCode.Failed;
    }
}
