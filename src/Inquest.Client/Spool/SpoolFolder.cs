using Inquest.Protocol;

namespace Inquest.Client.Spool;

/// <summary>The folder of a client's reports, shared by every process of the app, by the handler and by <c>inquest report upload</c>.</summary>
/// <remarks>
/// <code>
/// pending/ID.event.json   complete: the event. Written as .tmp, fsynced, renamed
/// pending/ID.dmp          its minidump, written before the event
/// pending/ID.lock         held by the process that is sending it
/// refused/ID.REASON.event.json and ID.REASON.dmp   what a server finally refused, with why
/// dropped/ID.REASON       a dropped report that no server knows of yet: its count is left, and of a repeated crash what tells its issue
/// </code>
/// A power cut leaves whole reports and .tmp files; the latter go after a day.
/// </remarks>
public sealed class SpoolFolder
{
    const string EventSuffix = ".event.json";
    const string DumpSuffix = ".dmp";
    const string LockSuffix = ".lock";
    const string TemporarySuffix = ".tmp";

    // A writer that needs longer than this died.
    static readonly TimeSpan TemporaryAge = TimeSpan.FromDays(1);

    readonly string _pending;
    readonly string _refused;
    readonly string _dropped;

    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public SpoolFolder(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        Root = root;
        _pending = Path.Combine(root, "pending");
        _refused = Path.Combine(root, "refused");
        _dropped = Path.Combine(root, "dropped");
        Directory.CreateDirectory(_pending);
    }

    public string Root { get; }

    /// <summary>Stores a report; on return it survives a power cut.</summary>
    /// <param name="eventId">32 hex digits, dashed or not.</param>
    /// <param name="eventJson">Sentry-style event; its <c>event_id</c> is the same id.</param>
    /// <param name="dump">Minidump that is copied, or null.</param>
    /// <exception cref="ArgumentException">The id is none.</exception>
    /// <exception cref="IOException">The disk is full or gone: nothing of the report is left.</exception>
    public SpooledReport Add(string eventId, ReadOnlySpan<byte> eventJson, Stream? dump = null)
    {
        var id = EventId.Normalise(eventId) ?? throw new ArgumentException("An event id has 32 hex digits.", nameof(eventId));
        var dumpPath = Path.Combine(_pending, id + DumpSuffix);
        if (dump is not null)
        {
            WriteDurably(dumpPath, dump.CopyTo);
        }

        var eventPath = Path.Combine(_pending, id + EventSuffix);
        try
        {
            WriteDurably(eventPath, eventJson);
        }
        catch
        {
            File.Delete(dumpPath);
            throw;
        }

        return Report(new FileInfo(eventPath))!;
    }

    /// <summary>Complete reports, oldest first. Files that are none are left alone.</summary>
    public IReadOnlyList<SpooledReport> Pending() =>
        [.. new DirectoryInfo(_pending).EnumerateFiles("*" + EventSuffix).Select(Report).OfType<SpooledReport>()
            .OrderBy(report => report.WrittenAt).ThenBy(report => report.Id, StringComparer.Ordinal)];

    /// <returns>Null when another process sends it now, or has sent it meanwhile.</returns>
    public SpoolClaim? TryClaim(SpooledReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var claim = SpoolClaim.TryTake(LockPath(report));
        if (claim is not null && !File.Exists(report.EventPath))
        {
            claim.Dispose();
            File.Delete(LockPath(report));
            return null;
        }

        return claim;
    }

    /// <summary>Removes a report that a server has taken. The caller holds its claim.</summary>
    public void Complete(SpooledReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        // The event goes first: a dump without one is never sent, an event without its dump would be.
        File.Delete(report.EventPath);
        if (report.DumpPath is not null)
        {
            File.Delete(report.DumpPath);
        }

        File.Delete(LockPath(report));
    }

    /// <summary>Counts a report as dropped and removes it. The caller holds its claim.</summary>
    /// <param name="copy">What is to be told of a repeated crash; null leaves nothing but the count.</param>
    public void Drop(SpooledReport report, DropReason reason, SuppressedReport? copy = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        Directory.CreateDirectory(_dropped);
        var mark = Path.Combine(_dropped, $"{report.Id}.{reason}");
        if (copy is not null)
        {
            // Whole before it has its name: who tells the server sees it or does not. Told twice, it is counted once, by its id.
            WriteDurably(mark, copy.Write());
            Complete(report);
            return;
        }

        File.Move(report.EventPath, mark, overwrite: true);
        using (var file = new FileStream(mark, FileMode.Open, FileAccess.Write))
        {
            file.SetLength(0);
        }

        Complete(report);
    }

    /// <summary>What the server is to be told of drops; the caller disposes of it.</summary>
    /// <returns>Null when there is nothing to tell or another process is telling it.</returns>
    public DropLedger? TryTakeDrops() => DropLedger.TryTake(_dropped);

    /// <summary>Keeps what a server finally refused, for people to look at, with why in its name. The caller holds its claim.</summary>
    public void Refuse(SpooledReport report, string why)
    {
        ArgumentNullException.ThrowIfNull(report);
        Directory.CreateDirectory(_refused);
        Directory.CreateDirectory(_dropped);
        if (report.DumpPath is not null && File.Exists(report.DumpPath))
        {
            File.Move(report.DumpPath, Path.Combine(_refused, $"{report.Id}.{why}{DumpSuffix}"), overwrite: true);
        }

        File.Copy(report.EventPath, Path.Combine(_refused, $"{report.Id}.{why}{EventSuffix}"), overwrite: true);
        Drop(report, DropReason.Refused);
    }

    /// <summary>Keeps the folder within its limits, dropping the oldest first, and clears what dead writers left.</summary>
    /// <returns>How many reports were dropped.</returns>
    public int Trim(ClientLimits limits, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(limits);
        RemoveLeftovers(now);
        var reports = Pending();
        var bytes = reports.Sum(report => report.Size);
        var count = reports.Count;
        var dropped = 0;
        foreach (var report in reports)
        {
            DropReason? reason = now - report.WrittenAt > limits.MaxAge ? DropReason.TooOld
                : count > limits.MaxReports ? DropReason.TooMany
                : bytes > limits.MaxBytes && count > 1 ? DropReason.TooManyBytes
                : null;
            if (reason is not { } why)
            {
                break;
            }

            using var claim = TryClaim(report);
            if (claim is null)
            {
                continue;
            }

            Drop(report, why);
            (bytes, count, dropped) = (bytes - report.Size, count - 1, dropped + 1);
        }

        TrimRefused(limits, now);
        return dropped;
    }

    /// <summary>Removes every report without counting it: the person took back their consent.</summary>
    public void Erase()
    {
        foreach (var folder in new[] { _pending, _refused, _dropped }.Where(Directory.Exists))
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
            {
                file.Delete();
            }
        }
    }

    internal static void WriteDurably(string path, ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        WriteDurably(path, stream => stream.Write(copy));
    }

    static void WriteDurably(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}{TemporarySuffix}";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    SpooledReport? Report(FileInfo file)
    {
        var id = EventId.Normalise(file.Name.AsSpan(0, file.Name.Length - EventSuffix.Length));
        if (id is null)
        {
            return null;
        }

        try
        {
            var stem = file.FullName[..^EventSuffix.Length];
            var dump = new FileInfo(stem + DumpSuffix);
            return new SpooledReport(id, file.FullName, dump.Exists ? dump.FullName : null, Written(file), file.Length + (dump.Exists ? dump.Length : 0));
        }
        catch (FileNotFoundException)
        {
            // Sent by another process since the folder was listed.
            return null;
        }
    }

    static DateTimeOffset Written(FileInfo file) => new(file.LastWriteTimeUtc, TimeSpan.Zero);

    string LockPath(SpooledReport report) => Path.Combine(_pending, report.Id + LockSuffix);

    void RemoveLeftovers(DateTimeOffset now)
    {
        foreach (var file in new DirectoryInfo(_pending).EnumerateFiles())
        {
            var isOld = now - Written(file) > TemporaryAge;
            var isOrphan = file.Extension is DumpSuffix or LockSuffix && !File.Exists(Path.ChangeExtension(file.FullName, null) + EventSuffix);
            if (isOld && (isOrphan || file.Extension == TemporarySuffix))
            {
                file.Delete();
            }
        }
    }

    void TrimRefused(ClientLimits limits, DateTimeOffset now)
    {
        if (!Directory.Exists(_refused))
        {
            return;
        }

        var files = new DirectoryInfo(_refused).EnumerateFiles().OrderByDescending(Written).ToList();
        foreach (var (file, index) in files.Select((file, index) => (file, index)))
        {
            if (index >= limits.MaxReports * 2 || now - Written(file) > limits.MaxAge)
            {
                file.Delete();
            }
        }
    }
}
