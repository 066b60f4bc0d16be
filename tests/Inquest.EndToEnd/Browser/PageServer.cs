using Inquest.Grouping;
using Inquest.Reports;
using Inquest.Server.Pages;
using Inquest.Storage;
using Inquest.Storage.Accounts;
using Inquest.Storage.Events;
using Inquest.Storage.Releases;
using Inquest.Web.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Inquest.EndToEnd.Browser;

/// <summary>The pages over a real database on a free port of this machine.</summary>
sealed class PageServer : IAsyncDisposable
{
    public const string Email = "admin@example.com";
    public const string Password = "correct horse battery";

    readonly string _folder = Directory.CreateTempSubdirectory("inquest-pages-").FullName;
    readonly WebApplication _app;

    PageServer()
    {
        Database = Database.Open(Path.Combine(_folder, "inquest.db"));
        Blobs = new BlobStore(Path.Combine(_folder, "blobs"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(Database).AddSingleton(Blobs).AddSingleton<TimeProvider>(new FixedTime(Now)).AddPages()
            .AddSingleton<Inquest.Server.Ingest.KeyDirectory>().AddSingleton<Inquest.Storage.Quotas.QuotaService>().AddSingleton<Inquest.Server.Quotas.QuotaMeter>();
        _app = builder.Build();
        _app.MapPages();
    }

    /// <summary>All pages are drawn at this moment, two days after the crashes.</summary>
    public static DateTimeOffset Now { get; } = SampleReports.CrashTime.AddDays(2);

    public Database Database { get; }

    public BlobStore Blobs { get; }

    public string Url => _app.Urls.First();

    public long ProjectId { get; private set; }

    public static async Task<PageServer> StartAsync(bool seeded = true)
    {
        var server = new PageServer();
        if (seeded)
        {
            server.Seed();
        }

        await server._app.StartAsync();
        return server;
    }

    /// <summary>Stores reports as a worker would.</summary>
    public void Store(params IEnumerable<Report> reports) => Database.Write(connection =>
    {
        var key = connection.Prepare("SELECT id FROM project_key WHERE project_id = ?1").Bind(1, ProjectId).Scalar() ?? 0;
        var batch = new EventBatch(connection, Now);
        foreach (var report in reports)
        {
            batch.Store(new()
            {
                ProjectId = ProjectId,
                KeyId = key,
                EventId = report.EventId,
                ReceivedAt = report.Timestamp.AddSeconds(1),
                Report = report,
                Grouping = Grouper.Group(report),
                ReportPacked = Zstd.PackJson(report, ReportJson.Default.Report),
                Missing = report.Modules.Any(m => m.Symbols == SymbolState.Missing)
                    ? [new("nvwgf2umx.pdb", "0F0E0D0C0B0A090807060504030201001", "nvwgf2umx.dll", "66F2A1B0200000", "missing", 1)]
                    : [],
            });
        }

        batch.Ledger.Add(ProjectId, key, UnixTime.Hour(Now.Milliseconds()), "error", 0, "", 412);
        batch.Ledger.Add(ProjectId, key, UnixTime.Hour(Now.Milliseconds()), "error", 2, "key_quota", 9);
        batch.StoreFailed(ProjectId, key, Guid.NewGuid().ToString("N"), Now.AddMinutes(-9), "The dump ends before its directory.", null);
        batch.Flush();
    });

    public void UseProject(long id) => ProjectId = id;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    void Seed()
    {
        var setup = new SetupService(Database, new FixedTime(Now));
        if (setup.CreateFirst("Skyline Studio", "Game", Email, Password, out var first) != SetupError.None)
        {
            throw new InvalidOperationException("The seed was refused.");
        }

        ProjectId = first!.ProjectId;
        Store(Reports());
        StoreSessions();
        var attachment = Blobs.Put("frame log"u8);
        Database.Write(connection =>
        {
            LooseItems.AddAttachment(connection, ProjectId, SampleReports.Native(119).EventId, "frame.log", "text/plain", "event.attachment", 9, attachment, Now.Milliseconds());
            LooseItems.AddUserReport(connection, ProjectId, SampleReports.Native(119).EventId, "Mira", null, "It froze when I jumped off the crane.", Now.Milliseconds());
        });
    }

    // Ten days of the predecessor and one of the release, which crashes five times as often on Android 14.
    void StoreSessions() => Database.Write(connection =>
    {
        var batch = new SessionBatch(connection);
        for (var hour = 240; hour >= 0; hour--)
        {
            foreach (var (release, crashEvery) in hour < 24 ? [("6.3.2", 300), ("6.4.0", 60)] : new[] { ("6.3.2", 300) })
            {
                for (var user = 0; user < 40; user++)
                {
                    var at = (hour * 40) + user;
                    batch.Add(new SessionFact
                    {
                        ProjectId = ProjectId,
                        Sid = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{release} {at}")).AsSpan(0, 16).ToArray(),
                        Release = release,
                        Environment = "production",
                        User = UserHash.OfId($"{release} {at % 1999}"),
                        Started = Now.AddHours(-hour).Milliseconds(),
                        Class = at % crashEvery == 0 ? SessionClass.Crashed : at % 97 == 0 ? SessionClass.Abnormal : SessionClass.Healthy,
                        Cause = at % 97 == 0 && at % crashEvery != 0 ? SessionCause.HangInForeground : SessionCause.None,
                        Seen = SessionSeen.Update | SessionSeen.Begun,
                        Place = new SessionPlace("Android", user % 2 == 0 ? "14" : "15", user % 3 == 0 ? "SM-S92x" : "Pixel 9", "", "DE"),
                    });
                }
            }
        }

        batch.Flush();
    });

    static IEnumerable<Report> Reports()
    {
        for (var i = 0; i < 120; i++)
        {
            yield return SampleReports.Native(i, i % 4 == 0 ? "6.3.2" : "6.4.0");
        }

        for (var i = 0; i < 30; i++)
        {
            yield return SampleReports.Managed(i);
        }

        yield return SampleReports.Attack();
        yield return SampleReports.Huge();
        for (var i = 0; i < 70; i++)
        {
            yield return SampleReports.Managed(1000 + i) with
            {
                Exceptions = [new()
                {
                    Type = $"Shop.Error{i}Exception", Value = $"Step {i} failed.", Handled = true,
                    Frames = [new() { Function = $"Step{i}.Run()", Module = "Shop.Jobs", File = $"src/Shop.Jobs/Step{i}.cs", Line = 10 + i, InApp = true, Trust = FrameTrust.Prewalked }],
                }],
                IsCrash = false,
            };
        }
    }

    sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
