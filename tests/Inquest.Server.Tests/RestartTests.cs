using Inquest.Server.Ingest;
using Inquest.Storage.Events;
using Inquest.Storage.Spool;

namespace Inquest.Server.Tests;

public sealed class RestartTests
{
    [Fact]
    public async Task What_was_acknowledged_and_not_yet_read_is_there_after_a_restart_exactly_once()
    {
        await using var test = await TestServer.StartAsync();
        await test.StopAsync();
        // As a process leaves it that died between the answer and the database.
        using (var spool = new SpoolWriter(Path.Combine(test.Folder, "spool")))
        {
            for (var i = 0; i < 100; i++)
            {
                var id = TestServer.NewId();
                var record = new IngestRecord
                {
                    Kind = IngestKind.Envelope,
                    ProjectId = test.Project,
                    KeyId = 1,
                    ReceivedAt = DateTimeOffset.UtcNow,
                    EventId = id,
                };
                var body = System.Text.Encoding.UTF8.GetBytes(TestServer.Envelope(id, """{"message":"late"}"""));
                await spool.AppendAsync(record.WriteHead(), body);
                await spool.AppendAsync(record.WriteHead(), body);
            }
        }

        await test.RestartFromStoppedAsync();
        await test.DrainedAsync();
        Assert.Equal(100, test.Number("SELECT count(*) FROM event"));
        Assert.Equal(100, test.Number("SELECT sum(event_count) FROM issue"));
        Assert.Equal(100, test.Outcomes("error", 3, "duplicate"));
        await test.RestartAsync();
        await test.DrainedAsync();
        Assert.Equal(100, test.Number("SELECT sum(event_count) FROM issue"));
    }

    [Fact]
    public async Task A_database_that_was_restored_without_its_spool_takes_what_comes_next()
    {
        await using var test = await TestServer.StartAsync();
        await test.StopAsync();
        using (var database = Inquest.Storage.Database.Open(Path.Combine(test.Folder, "inquest.db")))
        {
            database.Write(connection => SpoolCursor.Save(connection, new SpoolPosition(4711, 100_000), 0));
        }

        Directory.Delete(Path.Combine(test.Folder, "spool"), recursive: true);
        await test.RestartFromStoppedAsync();
        var id = TestServer.NewId();
        await test.PostAsync($"/api/{test.Project}/envelope/?sentry_key={test.Key}", TestServer.Envelope(id, """{"message":"after"}"""));
        await test.DrainedAsync();
        Assert.Equal(1, test.Number("SELECT count(*) FROM event"));
    }

    [Fact]
    public async Task A_record_that_ended_the_server_again_and_again_is_put_aside_and_those_behind_it_are_read()
    {
        await using var test = await TestServer.StartAsync();
        await test.StopAsync();
        var poison = TestServer.NewId();
        using (var spool = new SpoolWriter(Path.Combine(test.Folder, "spool")))
        {
            foreach (var id in (string[])[poison, TestServer.NewId()])
            {
                var record = new IngestRecord
                {
                    Kind = IngestKind.Envelope,
                    ProjectId = test.Project,
                    KeyId = 1,
                    ReceivedAt = DateTimeOffset.UtcNow,
                    EventId = id,
                };
                await spool.AppendAsync(record.WriteHead(), System.Text.Encoding.UTF8.GetBytes(TestServer.Envelope(id, """{"message":"x"}""")));
            }
        }

        using (var database = Inquest.Storage.Database.Open(Path.Combine(test.Folder, "inquest.db")))
        {
            // Two deaths in batches, then five of this record alone.
            database.Write(connection => SpoolCursor.Save(connection, SpoolCursor.Load(connection).Position, 15));
        }

        await test.RestartFromStoppedAsync();
        await test.DrainedAsync();
        Assert.Equal("failed", test.Text($"SELECT state FROM event WHERE lower(hex(event_id)) = '{poison}'"));
        Assert.Equal(1, test.Number("SELECT count(*) FROM event WHERE state = 'stored'"));
    }
}
