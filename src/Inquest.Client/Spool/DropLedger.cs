namespace Inquest.Client.Spool;

/// <summary>Dropped reports that no server has heard of yet: one small file each, named <c>ID.REASON</c>.</summary>
/// <remarks>A report becomes such a file by one rename, so that a process that dies at any moment neither loses nor doubles it.</remarks>
public sealed class DropLedger : IDisposable
{
    readonly SpoolClaim _claim;
    readonly List<FileInfo> _files;

    DropLedger(SpoolClaim claim, List<FileInfo> files)
    {
        _claim = claim;
        _files = files;
        Copies = [.. files.Where(file => Reason(file) == DropReason.Repeated).Select(SuppressedReport.Read).OfType<SuppressedReport>()];
    }

    /// <summary>What there is to tell in numbers; what was told meanwhile is not in it.</summary>
    public IReadOnlyDictionary<DropReason, long> Counts =>
        _files.GroupBy(file => Reason(file)!.Value).ToDictionary(group => group.Key, group => group.LongCount());

    /// <summary>Repeated crashes that can be told one by one, so that their issue counts them.</summary>
    public IReadOnlyList<SuppressedReport> Copies { get; }

    /// <summary>Takes the right to tell the server; the caller disposes of it.</summary>
    /// <returns>Null when there is nothing to tell or another process is telling it.</returns>
    internal static DropLedger? TryTake(string folder)
    {
        if (!Directory.Exists(folder) || SpoolClaim.TryTake(Path.Combine(folder, "lock")) is not { } claim)
        {
            return null;
        }

        var files = new DirectoryInfo(folder).EnumerateFiles().Where(file => Reason(file) is not null).ToList();
        if (files.Count == 0)
        {
            claim.Dispose();
            return null;
        }

        return new DropLedger(claim, files);
    }

    /// <summary>The server counts this one: it is not in <see cref="Counts"/> any more.</summary>
    public void Told(SuppressedReport copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        foreach (var file in _files.Where(file => Path.GetFileNameWithoutExtension(file.Name) == copy.Id && Reason(file) == DropReason.Repeated).ToList())
        {
            file.Delete();
            _files.Remove(file);
        }
    }

    /// <summary>The server knows: forgets what <see cref="Counts"/> has; what was dropped meanwhile stays.</summary>
    public void Told()
    {
        _files.ForEach(file => file.Delete());
        _files.Clear();
    }

    public void Dispose() => _claim.Dispose();

    static DropReason? Reason(FileInfo file) =>
        Enum.TryParse<DropReason>(file.Extension.AsSpan().TrimStart('.'), out var reason) && Enum.IsDefined(reason) ? reason : null;
}
