using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Queries;
using Inquest.Storage.Releases;

namespace Inquest.Server.Releases;

/// <summary>Looks at every rollout once a minute, begins those of new releases, and tells deploy tools what was decided.</summary>
sealed partial class GateWorker(Database database, GateService gates, TimeProvider time, ILogger<GateWorker> logger) : BackgroundService
{
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A release must have been used this many hours of people before a gate begins by itself: clients can name anything.</summary>
    const long UsersBeforeGate = 50;

    /// <summary>Decisions older than this are news to nobody.</summary>
    static readonly TimeSpan ToldWithin = TimeSpan.FromHours(1);

    readonly ProjectQueries _projects = new(database);
    readonly HealthQueries _queries = new(database);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience };
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Look();
                await TellAsync(http, stoppingToken);
            }
            catch (StorageException e)
            {
                LogFailed(e);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(BetweenLooks, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks at everything that is under way.</summary>
    internal void Look()
    {
        var nowHour = UnixTime.Hour(time.GetUtcNow().Milliseconds());
        foreach (var project in _projects.Projects())
        {
            var known = gates.Store.List(project.Id);
            foreach (var rollout in known.Where(rollout => rollout.Phase is "advancing" or "waiting" or "overridden"))
            {
                gates.Ask(project.Id, rollout.Release, rollout.Environment);
            }

            var environment = gates.SettingsOf(project.Id).Environment;
            foreach (var release in _queries.Totals(project.Id, environment, nowHour - 168).Where(release =>
                release.Users >= UsersBeforeGate && nowHour - release.FirstHour < 168
                && !known.Any(rollout => rollout.Release == release.Release && rollout.Environment == environment)))
            {
                gates.Ask(project.Id, release.Release, environment);
            }
        }
    }

    async Task TellAsync(HttpClient http, CancellationToken stopping)
    {
        foreach (var decision in gates.Store.Untold((time.GetUtcNow() - ToldWithin).Milliseconds()))
        {
            var hooks = gates.SettingsOf(decision.ProjectId).Hooks;
            if (hooks.Count == 0 || gates.Store.Find(decision.ProjectId, decision.RolloutId) is not { } rollout)
            {
                continue;
            }

            var body = HookBody.Of(decision, rollout, gates.SettingsOf(decision.ProjectId));
            var told = new List<GateTold>();
            foreach (var hook in hooks)
            {
                told.Add(await TellAsync(http, hook, body, stopping));
            }

            gates.Store.Told(decision.Id, JsonSerializer.Serialize(told, GateJson.Default.ListGateTold));
        }
    }

    async Task<GateTold> TellAsync(HttpClient http, GateHook hook, byte[] body, CancellationToken stopping)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, hook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("inquest/0.1");
        if (hook.Secret is { Length: > 0 } secret)
        {
            request.Headers.Add("X-Inquest-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        }

        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stopping);
            using var stream = await answer.Content.ReadAsStreamAsync(stopping);
            var buffer = new byte[ReleaseLimits.AnswerLengthMax];
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stopping);
            return new GateTold(hook.Url, (int)answer.StatusCode, Encoding.UTF8.GetString(buffer, 0, read), time.GetUtcNow());
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            LogHook(e, hook.Url);
            return new GateTold(hook.Url, 0, e.Message.Length <= ReleaseLimits.AnswerLengthMax ? e.Message : e.Message[..ReleaseLimits.AnswerLengthMax], time.GetUtcNow());
        }
    }

    [LoggerMessage(2301, LogLevel.Error, "Gates cannot be looked at; trying again.")]
    partial void LogFailed(Exception error);

    [LoggerMessage(2302, LogLevel.Warning, "The hook {Url} could not be told of a decision.")]
    partial void LogHook(Exception error, string url);
}
