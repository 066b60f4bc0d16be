using System.Diagnostics;

namespace Inquest.Bench.Ingest;

/// <summary>How long the disk takes to append 48 KiB, a group of small requests, and to make them durable: the floor of every answer.</summary>
static class DiskCommand
{
    const int Rounds = 200;

    public static int Run(string folder)
    {
        var path = Path.Combine(folder, "disk.tmp");
        var group = new byte[48 << 10];
        Random.Shared.NextBytes(group);
        var times = new List<double>(Rounds);
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose))
        {
            for (var i = 0; i < Rounds; i++)
            {
                var started = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, group, (long)i * group.Length);
                RandomAccess.FlushToDisk(file);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        times.Sort();
        Console.WriteLine(string.Create(null, $"append and sync 48 KiB: p50={times[Rounds / 2]:F2} p99={times[Rounds * 99 / 100]:F2} ms"));
        return 0;
    }
}
