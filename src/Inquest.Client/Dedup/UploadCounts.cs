using System.Globalization;
using System.Text;
using Inquest.Client.Spool;

namespace Inquest.Client.Dedup;

/// <summary>When each fingerprint was sent, in a file that survives crashes and is shared by the processes of an app.</summary>
/// <remarks>One line a fingerprint: key, then the times of its uploads in Unix seconds, newest first. Lines that do not parse are left out.</remarks>
sealed class UploadCounts
{
    readonly ClientLimits _limits;
    readonly TimeProvider _time;
    readonly string _path;

    public UploadCounts(SpoolFolder spool, ClientLimits limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
        _path = Path.Combine(spool.Root, "uploads.txt");
    }

    /// <summary>True while fewer than the allowed uploads lie in the window. A clock that was set back counts as no time passed.</summary>
    public bool MaySend(string fingerprint, DateTimeOffset now) =>
        !Read().TryGetValue(fingerprint, out var times)
        || times.Count(time => now - DateTimeOffset.FromUnixTimeSeconds(time) < _limits.DedupWindow) < _limits.MaxUploadsPerFingerprint;

    public async Task SentAsync(string fingerprint, DateTimeOffset now, CancellationToken cancellation)
    {
        // Two processes that add at the same time would each lose the other's line.
        using var claim = await SpoolClaim.TakeAsync(_path + ".lock", _time, cancellation).ConfigureAwait(false);
        var counts = Read();
        var times = counts.GetValueOrDefault(fingerprint) ?? [];
        counts[fingerprint] = [now.ToUnixTimeSeconds(), .. times.Take(_limits.MaxUploadsPerFingerprint - 1)];
        Write(counts);
    }

    Dictionary<string, long[]> Read()
    {
        var counts = new Dictionary<string, long[]>(StringComparer.Ordinal);
        try
        {
            foreach (var line in File.ReadLines(_path).Take(_limits.MaxFingerprints))
            {
                var parts = line.Split(' ');
                var times = parts.Skip(1).Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time < 1L << 36 ? time : 0).Where(time => time > 0).ToArray();
                if (times.Length > 0)
                {
                    counts[parts[0]] = times;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // None yet: everything may be sent.
        }

        return counts;
    }

    void Write(Dictionary<string, long[]> counts)
    {
        var text = new StringBuilder();
        foreach (var (fingerprint, times) in counts.OrderByDescending(entry => entry.Value[0]).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(_limits.MaxFingerprints))
        {
            text.Append(fingerprint);
            foreach (var time in times)
            {
                text.Append(' ').Append(time.ToString(CultureInfo.InvariantCulture));
            }

            text.Append('\n');
        }

        SpoolFolder.WriteDurably(_path, Encoding.UTF8.GetBytes(text.ToString()));
    }
}
