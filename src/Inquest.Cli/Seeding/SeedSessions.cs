using System.Buffers.Binary;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Releases;

namespace Inquest.Cli.Seeding;

/// <summary>Sessions of the last two weeks: a settled release, and a new one that goes wrong on one system a day and a half ago.</summary>
sealed class SeedSessions(Database database, SeedTarget target, ulong seed)
{
    const int Hours = 24 * 14;
    const int HoursOfRollout = 36;
    const string Settled = "game@6.10.1";
    const string Fresh = "game@6.11.2";

    static readonly (string Os, string Version, string Device)[] Places =
    [
        ("Windows", "11", "PC"), ("Windows", "10", "PC"), ("Android", "15", "Pixel 9"), ("Android", "14", "SM-S92x"), ("Android", "14", "Pixel 8"), ("iOS", "18.3", "iPhone16,1"),
    ];

    static readonly string[] Countries = ["DE", "US", "JP", "BR", "FR"];

    /// <param name="count">Sessions in all, about.</param>
    /// <param name="end">Unix milliseconds of the last ones.</param>
    public void Write(int count, long end)
    {
        var perHour = Math.Max(1, count / Hours);
        for (var hour = Hours - 1; hour >= 0; hour--)
        {
            var from = hour;
            database.Write(connection =>
            {
                var batch = new SessionBatch(connection);
                for (var i = 0; i < perHour; i++)
                {
                    batch.Add(Session(from, i, end));
                }

                batch.Flush();
            });
        }
    }

    SessionFact Session(int hour, int index, long end)
    {
        var dice = SeedDice.For(seed ^ 0x5E55, (ulong)((hour * 1_000_000L) + index));
        var place = dice.Pick(Places);
        var isFresh = hour < HoursOfRollout && dice.Chance(hour < 8 ? .2 : .05);
        var isBad = isFresh && place is { Os: "Android", Version: "14" };
        var crashes = dice.Chance(isBad ? .03 : .0018);
        var hangs = !crashes && dice.Chance(.002);
        var sid = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(sid, dice.Next());
        BinaryPrimitives.WriteUInt64LittleEndian(sid.AsSpan(8), dice.Next());
        return new SessionFact
        {
            ProjectId = target.ProjectId,
            Sid = sid,
            Release = isFresh ? Fresh : Settled,
            Environment = "production",
            User = UserHash.OfId($"u-{dice.Below(60_000)}"),
            Started = end - (hour * UnixTime.MillisecondsPerHour) - dice.Below(600_000),
            Class = crashes ? SessionClass.Crashed : hangs ? SessionClass.Abnormal : dice.Chance(.01) ? SessionClass.Errored : SessionClass.Healthy,
            Cause = hangs ? (dice.Chance(.3) ? SessionCause.OutOfMemory : SessionCause.HangInForeground) : SessionCause.None,
            Seen = SessionSeen.Update | SessionSeen.Begun,
            Sdk = "sentry.native 0.16.3",
            Place = new SessionPlace(place.Os, place.Version, place.Device, "", dice.Pick(Countries)),
        };
    }
}
