namespace Inquest.Client.Spool;

/// <summary>Dropped reports that no server has heard of yet: one empty file each, named <c>ID.REASON</c>.</summary>
/// <remarks>A report becomes such a file by one rename, so that a process that dies at any moment neither loses nor doubles it.</remarks>
public sealed class DropLedger : IDisposable
{
    readonly SpoolClaim _claim;
    readonly IReadOnlyList<FileInfo> _files;

    DropLedger(SpoolClaim claim, IReadOnlyList<FileInfo> files)
    {
        _claim = claim;
        _files = files;
        Counts = files.GroupBy(file => Reason(file)!.Value).ToDictionary(group => group.Key, group => group.LongCount());
    }

    /// <summary>What there is to tell.</summary>
    public IReadOnlyDictionary<DropReason, long> Counts { get; }

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

    /// <summary>The server knows: forgets what <see cref="Counts"/> has; what was dropped meanwhile stays.</summary>
    public void Told()
    {
        foreach (var file in _files)
        {
            file.Delete();
        }
    }

    public void Dispose() => _claim.Dispose();

    static DropReason? Reason(FileInfo file) =>
        Enum.TryParse<DropReason>(file.Extension.AsSpan().TrimStart('.'), out var reason) && Enum.IsDefined(reason) ? reason : null;
}
