using CsCheck;
using Inquest.Storage.Events;
using Inquest.Storage.Releases;

namespace Inquest.Storage.Tests.Releases;

public sealed class SessionBatchTests
{
    const long Started = 500_000 * UnixTime.MillisecondsPerHour;

    /// <summary>Whatever is sent, in whatever order, twice or in pieces: counters are those of the worst of each session, once.</summary>
    [Fact]
    public void Counters_are_those_of_the_rows_whatever_order_updates_come_in() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 4], Gen.Int[0, 3], Gen.Bool, Gen.Int[1, 3]).Array[1, 60].Sample(
            updates =>
            {
                using var folder = new TemporaryFolder();
                using var database = Database.Open(Path.Combine(folder.Path, "test.db"));
                foreach (var chunk in updates.Chunk(7))
                {
                    database.Write(connection =>
                    {
                        var batch = new SessionBatch(connection);
                        foreach (var (session, worst, cause, isReport, repeats) in chunk)
                        {
                            for (var i = 0; i < repeats; i++)
                            {
                                batch.Add(Fact(session, (SessionClass)worst, (SessionCause)cause, isReport ? SessionSeen.Report : SessionSeen.Update));
                            }
                        }

                        batch.Flush();
                    });
                }

                var expected = updates.GroupBy(update => update.Item1).ToList();
                Assert.Equal(expected.Count, Number(database, "SELECT count(*) FROM session"));
                Assert.Equal(expected.Count, Sum(database, "sessions"));
                Assert.Equal(expected.Count(group => group.Max(update => update.Item2) == 4), Sum(database, "crashed"));
                Assert.Equal(expected.Count(group => group.Max(update => update.Item2) == 3), Sum(database, "abnormal"));
                Assert.Equal(0, Number(database, "SELECT count(*) FROM health_hour WHERE min(sessions, crashed, reported, unconfirmed, users, crashed_users) < 0 OR crashed > sessions OR crashed_users > users"));
                var told = expected.Where(group => group.Any(update => !update.Item4)).ToList();
                Assert.Equal(told.Count, Sum(database, "users"));
                Assert.Equal(told.Count(group => group.Max(update => update.Item2) == 4), Sum(database, "crashed_users"));
            },
            iter: 60);

    [Fact]
    public void Beyond_a_million_users_a_day_are_estimated_and_crashes_stay_exact()
    {
        using var folder = new TemporaryFolder();
        using var database = Database.Open(Path.Combine(folder.Path, "test.db"));
        Add(database, 0, 10, SessionClass.Healthy);
        database.Write(connection => connection.Execute("UPDATE health_day SET users = 1000000"));
        Add(database, 10, 20_000, SessionClass.Healthy);
        // Again: nobody is new.
        Add(database, 10, 20_000, SessionClass.Healthy);
        Add(database, 500_000, 25, SessionClass.Crashed);
        Assert.InRange(Number(database, "SELECT users FROM health_day WHERE segment_id = 0"), 1_019_600, 1_020_400);
        Assert.InRange(Sum(database, "users"), 19_600, 20_500);
        Assert.Equal(25, Number(database, "SELECT crashed_users FROM health_day WHERE segment_id = 0"));
        Assert.Equal(35, Number(database, "SELECT count(*) FROM health_user"));
        var totals = Assert.Single(new HealthQueries(database).Totals(1, "", 0));
        Assert.False(totals.UsersAreExact);
        Assert.InRange(totals.Users, 19_600, 20_500);
        Assert.Equal(25, totals.CrashedUsers);
    }

    static void Add(Database database, int from, int count, SessionClass how) => database.Write(connection =>
    {
        var batch = new SessionBatch(connection);
        for (var i = from; i < from + count; i++)
        {
            batch.Add(Fact(i, how, SessionCause.None, SessionSeen.Update) with { Sid = Guid.NewGuid().ToByteArray() });
        }

        batch.Flush();
    });

    static SessionFact Fact(int session, SessionClass how, SessionCause cause, SessionSeen seen) => new()
    {
        ProjectId = 1,
        Sid = [.. BitConverter.GetBytes((long)session), .. new byte[8]],
        Release = "a@1",
        User = UserHash.OfId("u" + session),
        Started = Started,
        Class = how,
        Cause = cause,
        Seen = seen,
        Place = new SessionPlace("Android", "14", "", "", ""),
    };

    static long Sum(Database database, string column) => Number(database, $"SELECT sum({column}) FROM health_hour WHERE segment_id = 0");

    static long Number(Database database, string sql)
    {
        using var reader = database.Read();
        return reader.Prepare(sql).Scalar() ?? 0;
    }
}
