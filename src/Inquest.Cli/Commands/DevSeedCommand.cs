using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using Inquest.Cli.Seeding;
using Inquest.Storage;
using Inquest.Storage.Accounts;
using Inquest.Storage.Events;
using Inquest.Storage.Queries;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest dev seed</c>: a data folder with as many events as wanted.</summary>
static class DevSeedCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The data folder; no server may be running on it.", DefaultValueFactory = _ => new DirectoryInfo("data") };
        var events = new Option<int>("--events", "-n") { Description = "How many events.", DefaultValueFactory = _ => 1_000_000 };
        var issues = new Option<int>("--issues", "-m") { Description = "Of how many issues.", DefaultValueFactory = _ => 20_000 };
        var days = new Option<int>("--days") { Description = "How many days back the first one lies.", DefaultValueFactory = _ => 90 };
        var project = new Option<string?>("--project") { Description = "Slug of the project; the first one when not given. It is made when there is none." };
        var seed = new Option<long>("--seed") { Description = "Another number makes other events; the same one the same.", DefaultValueFactory = _ => 1 };
        var command = new Command(
            "seed",
            """
            Fills a project with made-up events, to see and measure pages with much in them.

            Events per issue follow Zipf's law. Each has a stack, a release (12 over the time), a user (of 60,000), a system, tags,
            breadcrumbs; some lack symbols. A quarter of the issues is resolved after 70 % of the time, so that later events bring
            some back; others are resolved or ignored at the end. Sessions fill the last two weeks; the newest release goes wrong on one
            system, and its gate halts it. Rows are written in batches through the server's own storage, so
            every count is right: about 5,000 events a second, 2 KiB of disk each.

              inquest dev seed --data big
              inquest dev seed --data small --events 20000 --issues 500 --days 30
              inquest server run --data big

            A folder without an account gets one: seed@inquest.example, with the password in INQUEST_PASSWORD, or else one that is
            made up and printed. Find things with: EnqueueFrame, nvwgf2umx, "timed out", gpu:"Intel Iris Xe", release:game@6.3.0.
            """)
        {
            data, events, issues, days, project, seed,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(data)!, parsed.GetValue(events), parsed.GetValue(issues), parsed.GetValue(days), parsed.GetValue(project), (ulong)parsed.GetValue(seed)));
        return command;
    }

    static int Run(DirectoryInfo data, int events, int issues, int days, string? slug, ulong seed)
    {
        if (issues is < 1 or > SeedLimits.IssuesMax || events < issues || events > SeedLimits.EventsMax || days is < 1 or > 3650)
        {
            Console.Error.WriteLine(
                $"inquest: there must be 1 to {SeedLimits.IssuesMax} issues, at least as many events (at most {SeedLimits.EventsMax}), and 1 to 3650 days.");
            return ExitCode.Usage;
        }

        data.Create();
        using var database = Database.Open(Path.Combine(data.FullName, "inquest.db"));
        if (Target(database, slug) is not { } target)
        {
            return ExitCode.NothingFound;
        }

        var watch = Stopwatch.StartNew();
        var shown = -1L;
        var end = TimeProvider.System.GetUtcNow().Milliseconds();
        var plan = SeedPlan.Make(events, issues, days, end, seed);
        new SeedWriter(database, plan, target, seed, Show).Write();
        var sessions = Math.Clamp(events, SeedLimits.SessionsMin, SeedLimits.SessionsMax);
        new SeedSessions(database, target, seed).Write(sessions, end);
        database.Checkpoint();
        // The planner's statistics, as a server that has run for a while has them.
        database.Write(connection => connection.Execute("PRAGMA optimize=0x10002"));
        Console.Error.WriteLine();
        Console.WriteLine(
            $"{events:N0} events of {issues:N0} issues and {sessions:N0} sessions in {watch.Elapsed.TotalSeconds:0} s, {new FileInfo(database.Path).Length >> 20} MiB");
        Console.WriteLine($"Next: inquest server run --data {data.FullName}");
        return ExitCode.Done;

        void Show(int done)
        {
            var rate = done / watch.Elapsed.TotalSeconds;
            if (!Console.IsErrorRedirected)
            {
                Console.Error.Write($"\r{done:N0} of {events:N0} events, {rate:N0}/s, {(events - done) / rate:0} s left   ");
            }
            else if (shown != 10L * done / events)
            {
                shown = 10L * done / events;
                Console.Error.WriteLine($"{done:N0} of {events:N0} events, {rate:N0}/s");
            }
        }
    }

    static SeedTarget? Target(Database database, string? slug)
    {
        var setup = new SetupService(database, TimeProvider.System);
        var projects = new ProjectQueries(database);
        if (!setup.IsSetUp)
        {
            var given = Environment.GetEnvironmentVariable("INQUEST_PASSWORD");
            var password = string.IsNullOrEmpty(given) ? RandomNumberGenerator.GetHexString(16, lowercase: true) : given;
            var error = setup.CreateFirst("Seeded", slug ?? "game", "seed@inquest.example", password, out _);
            if (error != SetupError.None)
            {
                Console.Error.WriteLine($"inquest: the account could not be made: {error}.");
                return null;
            }

            Console.WriteLine($"Account seed@inquest.example{(password == given ? "" : ", password " + password)}");
        }

        var known = projects.Projects();
        var found = slug is null ? (known.Count > 0 ? known[0] : null) : known.FirstOrDefault(project => project.Slug == slug);
        if (found is null || found.Keys.Count == 0)
        {
            Console.Error.WriteLine($"inquest: there is no project {slug}; there is {string.Join(", ", known.Select(project => project.Slug))}.");
            return null;
        }

        return new(found.Id, found.Keys[0].Id);
    }
}
