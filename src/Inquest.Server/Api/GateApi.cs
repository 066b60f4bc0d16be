using System.Text.Json;
using Inquest.Health.Gate;
using Inquest.Server.Api.Wire;
using Inquest.Server.Releases;
using Inquest.Storage.Accounts;
using Inquest.Storage.Releases;

namespace Inquest.Server.Api;

/// <summary>The gate for programs: verdict, actions of people, decisions, settings, and Flagger's webhook.</summary>
static class GateApi
{
    const string Mask = "***";

    public static Task GetAsync(ApiCall call) => call.Project() is { } project
        ? call.JsonAsync(
            Body(call.Service<GateService>().Ask(project.Id, ReleaseApi.NameOf(call), call.Query("environment"), call.Query("baseline"))),
            ApiJson.Default.GateBody)
        : call.NotFoundAsync("The organisation has no such project.");

    public static async Task ActAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            await call.NotFoundAsync("The organisation has no such project.");
            return;
        }

        if (await call.ReadAsync(ApiJson.Default.GateAction) is not { } wanted)
        {
            return;
        }

        if (wanted.Action is not ("halt" or "resume" or "override" or "baseline"))
        {
            await call.RefuseAsync("action is halt, resume, override or baseline.");
            return;
        }

        var gates = call.Service<GateService>();
        var release = ReleaseApi.NameOf(call);
        if (gates.Act(project.Id, release, wanted.Environment, wanted.Action, $"token {call.Access.Name}", wanted.Note ?? "") is { } problem)
        {
            await call.RefuseAsync(problem);
            return;
        }

        await call.JsonAsync(Body(gates.Ask(project.Id, release, wanted.Environment)), ApiJson.Default.GateBody);
    }

    public static Task DecisionsAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            return call.NotFoundAsync("The organisation has no such project.");
        }

        var gates = call.Service<GateService>();
        return gates.Store.Find(project.Id, ReleaseApi.NameOf(call), call.Query("environment") ?? gates.SettingsOf(project.Id).Environment) is { } rollout
            ? ApiPaging.AnswerAsync(call, gates.Store.Decisions(project.Id, rollout.Id), Body, ApiJson.Default.PageGateDecisionBody)
            : call.NotFoundAsync("There is no rollout of this release.");
    }

    public static Task DecisionAsync(ApiCall call)
    {
        if (call.Project() is not { } project || call.RouteNumber("decision") is not { } id
            || call.Service<GateService>().Store.Decision(project.Id, id) is not { } stored)
        {
            return call.NotFoundAsync("The project has no such decision.");
        }

        var replay = call.Service<GateService>().Replay(project.Id, id);
        return call.JsonAsync(
            Body(stored) with
            {
                Input = replay is { } again ? JsonSerializer.SerializeToElement(again.Input, GateJson.Default.GateInput) : null,
                ReplayedVerdict = replay is { } made ? GateService.WordOf(made.Again.Verdict) : null,
            },
            ApiJson.Default.GateDecisionBody);
    }

    public static Task SettingsAsync(ApiCall call) => call.Project() is { } project
        ? call.JsonAsync(Masked(call.Service<GateService>().SettingsOf(project.Id)), GateJson.Default.GateSettings)
        : call.NotFoundAsync("The organisation has no such project.");

    public static async Task ChangeSettingsAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            await call.NotFoundAsync("The organisation has no such project.");
            return;
        }

        if (await call.ReadAsync(GateJson.Default.GateSettings) is not { } settings)
        {
            return;
        }

        if (settings.Problem() is { } problem)
        {
            await call.RefuseAsync(problem);
            return;
        }

        // A secret that was read masked and sent back is the one that is known.
        var known = call.Service<GateService>().SettingsOf(project.Id).Hooks;
        settings = settings with
        {
            Hooks = [.. settings.Hooks.Select(hook => hook.Secret == Mask ? hook with { Secret = known.FirstOrDefault(old => old.Url == hook.Url)?.Secret } : hook)],
        };
        call.Service<GateService>().SaveSettings(project.Id, settings);
        await call.JsonAsync(Masked(settings), GateJson.Default.GateSettings);
    }

    /// <summary>
    /// Flagger's webhook: 200 lets it go on, 409 does not yet, 410 not any more. Flagger sends no headers, so the token may stand in
    /// the metadata of the webhook.
    /// </summary>
    public static async Task FlaggerAsync(HttpContext context)
    {
        using var body = await ReadAsync(context);
        if (body is null)
        {
            await ApiCall.ProblemAsync(context, StatusCodes.Status400BadRequest, "Malformed", "The body is not the JSON object that Flagger sends.");
            return;
        }

        var metadata = body.RootElement.TryGetProperty("metadata", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var token = ApiRoutes.TokenOf(context.Request) ?? Text(metadata, "token");
        if (context.RequestServices.GetRequiredService<TokenService>().Find(token) is not { } access)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await ApiCall.ProblemAsync(context, StatusCodes.Status401Unauthorized, "Who are you?", "Put an API token with project:read into the webhook's metadata as token.");
            return;
        }

        if (!access.Allows(TokenScope.ProjectRead))
        {
            await ApiCall.ProblemAsync(context, StatusCodes.Status403Forbidden, "Not with this token", $"The token lacks the scope {TokenScope.ProjectRead}.");
            return;
        }

        var call = new ApiCall(context, access);
        if (call.Project() is not { } project)
        {
            await call.NotFoundAsync("The organisation has no such project.");
            return;
        }

        if (Text(metadata, "release") is not { Length: > 0 } release)
        {
            await call.RefuseAsync("The webhook's metadata names no release.");
            return;
        }

        var answer = call.Service<GateService>().Ask(project.Id, release, Text(metadata, "environment"), Text(metadata, "baseline"));
        await call.JsonAsync(Body(answer), ApiJson.Default.GateBody, answer.Verdict switch
        {
            // Flagger's rollback hook acts on 200: it asks whether to halt.
            "halt" when Text(metadata, "ask") == "halt" => StatusCodes.Status200OK,
            _ when Text(metadata, "ask") == "halt" => StatusCodes.Status409Conflict,
            "pass" => StatusCodes.Status200OK,
            // Between steps Flagger only has to know that nothing speaks against it; whether all of it is good enough it asks at promotion.
            "insufficient_data" when Text(metadata, "ask") == "no-halt" => StatusCodes.Status200OK,
            "insufficient_data" => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status410Gone,
        });
    }

    public static GateBody Body(GateAnswer answer)
    {
        var decision = answer.Decision;
        return new GateBody
        {
            Release = answer.Release,
            Environment = answer.Environment.Length > 0 ? answer.Environment : null,
            Baseline = answer.Baseline,
            Verdict = answer.Verdict,
            State = answer.State,
            Share = answer.Share,
            Reasons = answer.Missing.Count > 0
                ? [.. answer.Missing.Select(missing => new GateReasonBody(missing.Code, missing.What, missing.Next))]
                : [new GateReasonBody(CodeOf(answer.Reason), GateWords.Of(answer))],
            Metrics = decision is null ? null : new GateMetricsBody
            {
                Unit = answer.Unit,
                CrashFree = RateBody.Of(answer.Rate),
                BaselineCrashFree = RateBody.Of(answer.BaselineRate),
                WorseEvidence = GateWords.Evidence(decision.LogWorse),
                HaltAt = 1 / answer.Settings.Alpha,
                GoodEvidence = GateWords.Evidence(decision.LogGoodEnough),
                AdvanceAt = answer.Settings.AdvanceEvidence,
                AgeHours = answer.Age.TotalHours,
                UsersToSeeMargin = answer.BaselineRate is { Total: > 0, Crashed: > 0 } baseline && baseline.Crashed < baseline.Total
                    ? Math.Round(GatePower.SequentialBound(baseline.Crashed / baseline.Total, (baseline.Crashed / baseline.Total) + answer.Settings.Margin, answer.Settings.Alpha))
                    : null,
            },
            Segments = decision is null ? null
                : [.. decision.Segments.Take(ReleaseLimits.CausesMax).Select(one => new GateSegmentBody(one.Name, GateWords.Evidence(one.LogEvidence), one.IsGuilty))],
            Causes = decision is null ? null
                : [.. answer.Causes.Select(cause => new GateCauseBody(cause.IssueId, cause.ShortId, cause.Title, cause.IsNew, cause.Crashes, cause.Expected, cause.Share))],
        };
    }

    static GateDecisionBody Body(RolloutDecision decision) => new()
    {
        Id = decision.Id,
        At = DateTimeOffset.FromUnixTimeMilliseconds(decision.At),
        Verdict = decision.Verdict,
        Reason = decision.Reason,
        State = decision.Phase,
        Step = decision.Step,
        Actor = decision.Actor,
        Note = decision.Note.Length > 0 ? decision.Note : null,
        Figures = JsonElement.Parse(decision.FiguresJson),
        Told = JsonElement.Parse(decision.ToldJson),
    };

    static GateSettings Masked(GateSettings settings) =>
        settings with { Hooks = [.. settings.Hooks.Select(hook => hook with { Secret = hook.Secret is null ? null : Mask })] };

    static string CodeOf(GateReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static async Task<JsonDocument?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is > ReleaseLimits.HookBodyBytesMax)
        {
            return null;
        }

        try
        {
            var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
