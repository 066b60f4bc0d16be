using System.Diagnostics;
using System.Text;
using Inquest.Client.Spool;
using Inquest.Server;
using Inquest.Storage;
using Inquest.Storage.Accounts;
using Inquest.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Inquest.EndToEnd.Delivery;

/// <summary>Crashes of many processes, sent by processes that are killed at random, through a network that fails at random, to a real server.</summary>
/// <remarks>First the network is down for good, as for a week; then it is bad. Nothing may be lost and nothing counted twice.</remarks>
public sealed class FaultRun(FaultRunOptions options)
{
    static readonly NetworkFault[] Bad =
    [
        NetworkFault.None, NetworkFault.Answer500, NetworkFault.Answer503, NetworkFault.Answer429, NetworkFault.Answer429After, NetworkFault.Hang,
        NetworkFault.CutRequest, NetworkFault.CutAnswer, NetworkFault.CutRequest, NetworkFault.CutAnswer, NetworkFault.Garbage, NetworkFault.Down,
    ];

    readonly Random _random = new(options.Seed);
    int _launches;
    int _kills;

    public async Task<FaultRunResult> RunAsync(string folder, CancellationToken cancellation)
    {
        await using var server = InquestServer.Create(new ServerOptions { DataFolder = Path.Combine(folder, "server"), Urls = ["http://127.0.0.1:0"] });
        server.Services.GetRequiredService<SetupService>().CreateFirst("Acme", "Game", "a@acme.example", "correct horse", out var made);
        await server.StartAsync(cancellation);
        await using var proxy = new FaultyProxy(new Uri(server.Urls.First()), options.Seed) { Faults = [NetworkFault.Down], CutWithin = 20_000 };
        var dsn = $"http://{made!.PublicKey}@127.0.0.1:{proxy.Port}/{made.ProjectId}";
        var spools = Enumerable.Range(0, options.Folders).Select(i => new SpoolFolder(Path.Combine(folder, $"machine{i}"))).ToArray();
        var ids = Enumerable.Range(0, options.Crashes).Select(i => Crash(spools[i % spools.Length], i)).ToHashSet(StringComparer.Ordinal);

        using var week = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        week.CancelAfter(TimeSpan.FromSeconds(2));
        await SendAsync(spools, dsn, week.Token);
        proxy.Faults = Bad;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.Patience);
        await SendAsync(spools, dsn, patience.Token);
        return await CountAsync(server.Services.GetRequiredService<Database>(), ids, spools, proxy, cancellation);
    }

    async Task SendAsync(SpoolFolder[] spools, string dsn, CancellationToken stop)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, options.Senders).Select(async i =>
            {
                var spool = spools[i % spools.Length];
                while (HasWork(spool))
                {
                    stop.ThrowIfCancellationRequested();
                    await LaunchAsync(spool.Root, dsn, stop);
                }
            }));
        }
        catch (OperationCanceledException)
        {
            // The time is up; what is left is counted.
        }
    }

    // Reports, and crashes that were held back and not yet told.
    static bool HasWork(SpoolFolder spool)
    {
        var dropped = Path.Combine(spool.Root, "dropped");
        return spool.Pending().Count > 0 || (Directory.Exists(dropped) && Directory.EnumerateFiles(dropped, "*.Repeated").Any());
    }

    async Task LaunchAsync(string folder, string dsn, CancellationToken stop)
    {
        int life;
        lock (_random)
        {
            life = _random.Next(100, 4_000);
        }

        using var process = Process.Start(new ProcessStartInfo(
            options.Sender[0], [.. options.Sender[1..], "report", "upload", folder, "--dsn", dsn, "--no-proxy", "--first-wait", "0.02"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        Interlocked.Increment(ref _launches);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(stop);
        time.CancelAfter(life);
        try
        {
            await process.WaitForExitAsync(time.Token);
        }
        catch (OperationCanceledException)
        {
            // SIGKILL, wherever it is.
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            Interlocked.Increment(ref _kills);
            stop.ThrowIfCancellationRequested();
        }
    }

    async Task<FaultRunResult> CountAsync(Database database, HashSet<string> ids, SpoolFolder[] spools, FaultyProxy proxy, CancellationToken cancellation)
    {
        for (var i = 0; i < 400 && Number(database, "SELECT coalesce(sum(event_count), 0) FROM issue") < ids.Count; i++)
        {
            await Task.Delay(50, cancellation);
        }

        var stored = Stored(database);
        return new FaultRunResult(
            ids.Count, Number(database, "SELECT count(*) FROM event"), Number(database, "SELECT coalesce(sum(event_count), 0) FROM issue"), ids.Except(stored).Count(),
            spools.Sum(spool => spool.Pending().Count), stored.Except(ids).Count(), _launches, _kills, proxy.Counts);
    }

    static long Number(Database database, string sql)
    {
        using var reader = database.Read();
        return reader.Prepare(sql).Scalar() ?? 0;
    }

    static HashSet<string> Stored(Database database)
    {
        using var reader = database.Read();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var rows = reader.Prepare("SELECT event_id FROM event");
        while (rows.Step())
        {
            ids.Add(Convert.ToHexStringLower(rows.Blob(0)));
        }

        return ids;
    }

    /// <summary>Two in three with a dump, some of them large; one in four is a copy of a crash that everybody has.</summary>
    static string Crash(SpoolFolder spool, int index)
    {
        var id = Guid.NewGuid().ToString("N");
        var function = index % 4 == 0 ? "everybody" : $"level_{index}";
        using var dump = index % 3 == 0 ? null : new MemoryStream(Dump(index, index % 20 == 1 ? 600_000 : 2_000));
        spool.Add(id, Encoding.UTF8.GetBytes($$$"""
            {"event_id":"{{{id}}}","platform":"native","level":"fatal","release":"game@1.0","user":{"id":"player{{{index % 7}}}"},
             "exception":{"values":[{"type":"SIGSEGV","value":"boom","stacktrace":{"frames":[{"function":"main"},{"function":"{{{function}}}"}]}}]}}
            """), dump);
        return id;
    }

    static byte[] Dump(int seed, int size)
    {
        var memory = new byte[size];
        new Random(seed).NextBytes(memory);
        var registers = new Dictionary<string, ulong> { ["rip"] = 0x401000 + (ulong)seed, ["rsp"] = 0x7000 };
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux);
        return builder.Module(0x400000, 0x10000, "/opt/game/game", builder.ElfBuildId(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))
            .Thread(1, 0x7000, new byte[256], ContextBuilder.Amd64(registers)).Memory(0x100000, memory)
            .Exception(1, 11, 0, ContextBuilder.Amd64(registers)).Build();
    }
}
