using Inquest.Client.Delivery;
using Inquest.Client.Spool;

namespace Inquest.Client.Tests;

public sealed class SpoolFolderTests : IDisposable
{
    static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    readonly string _folder = Directory.CreateTempSubdirectory("inquest-spool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_report_without_its_event_is_none()
    {
        var spool = new SpoolFolder(_folder);
        File.WriteAllText(Path.Combine(_folder, "pending", new string('a', 32) + ".dmp"), "MDMP");
        File.WriteAllText(Path.Combine(_folder, "pending", new string('b', 32) + ".event.json.77.tmp"), "{");
        Assert.Empty(spool.Pending());
    }

    [Fact]
    public void One_process_at_a_time_has_a_report()
    {
        var spool = new SpoolFolder(_folder);
        var report = Add(spool, 0);
        var claim = spool.TryClaim(report);
        Assert.NotNull(claim);
        Assert.Null(new SpoolFolder(_folder).TryClaim(report));
        claim.Dispose();
        using var again = spool.TryClaim(report);
        Assert.NotNull(again);
    }

    [Fact]
    public void What_was_sent_meanwhile_cannot_be_claimed()
    {
        var spool = new SpoolFolder(_folder);
        var report = Add(spool, 0);
        using (spool.TryClaim(report))
        {
            spool.Complete(report);
        }

        Assert.Null(spool.TryClaim(report));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "pending")));
    }

    [Fact]
    public void The_oldest_go_first_and_each_is_counted_by_its_reason()
    {
        var spool = new SpoolFolder(_folder);
        for (var day = 0; day < 40; day += 4)
        {
            Add(spool, day);
        }

        // 32 and 36 days are too old; of the eight that are left three are too many.
        Assert.Equal(5, spool.Trim(new ClientLimits { MaxReports = 5 }, Now));
        using var drops = spool.TryTakeDrops();
        Assert.Equal(2, drops!.Counts[DropReason.TooOld]);
        Assert.Equal(3, drops.Counts[DropReason.TooMany]);
        Assert.Equal(5, spool.Pending().Count);
        Assert.Null(spool.TryTakeDrops());
        drops.Told();
        drops.Dispose();
        Assert.Null(spool.TryTakeDrops());
    }

    [Fact]
    public void The_newest_report_stays_however_large_it_is()
    {
        var spool = new SpoolFolder(_folder);
        Add(spool, 2, size: 3000);
        Add(spool, 1, size: 3000);
        Assert.Equal(1, spool.Trim(new ClientLimits { MaxBytes = 1000 }, Now));
        Assert.Single(spool.Pending());
    }

    [Fact]
    public void Taking_back_consent_leaves_nothing()
    {
        var spool = new SpoolFolder(_folder);
        spool.Refuse(Add(spool, 0), "http-400");
        Add(spool, 0);
        spool.Erase();
        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("00000000000000000000000000000000")]
    public void Ids_that_are_none_are_refused(string id) =>
        Assert.Throws<ArgumentException>(() => new SpoolFolder(_folder).Add(id, "{}"u8));

    [Fact]
    public void A_dump_that_cannot_be_read_leaves_no_report()
    {
        var spool = new SpoolFolder(_folder);
        Assert.Throws<IOException>(() => spool.Add(Guid.NewGuid().ToString("N"), "{}"u8, new BrokenStream()));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "pending")));
    }

    [Fact]
    public void Waits_double_up_to_their_ceiling_and_are_drawn_below_it()
    {
        var limits = ClientLimits.Default;
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(1, 8).Select(failures => (int)Backoff.Next(failures, 1, limits).TotalSeconds));
        Assert.Equal(TimeSpan.Zero, Backoff.Next(3, 0, limits));
        Assert.Equal(TimeSpan.FromSeconds(60), Backoff.Next(int.MaxValue, 1, limits));
    }

    SpooledReport Add(SpoolFolder spool, int daysOld, int size = 10)
    {
        var report = spool.Add(Guid.NewGuid().ToString("N"), new byte[size]);
        File.SetLastWriteTimeUtc(report.EventPath, Now.UtcDateTime.AddDays(-daysOld));
        return report;
    }

    sealed class BrokenStream : MemoryStream
    {
        public override void CopyTo(Stream destination, int bufferSize) => throw new IOException("the disk is gone");
    }
}
