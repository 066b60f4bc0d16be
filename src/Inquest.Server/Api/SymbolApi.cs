using System.Globalization;
using Inquest.Server.Api.Wire;
using Inquest.Server.Symbols;
using Inquest.Storage.Queries;
using Inquest.Storage.Symbols;

namespace Inquest.Server.Api;

/// <summary>What symbols there are, and which are missed.</summary>
static class SymbolApi
{
    public static Task ListAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            return call.NotFoundAsync("The organisation has no such project.");
        }

        var before = long.TryParse(call.Query("cursor"), CultureInfo.InvariantCulture, out var cursor) ? cursor : long.MaxValue;
        var files = call.Service<SymbolCatalog>().Files(project.Id, call.Query("query"), before, QueryLimits.SymbolFilesShown);
        return call.JsonAsync(
            new Page<SymbolFileBody>(
                [.. files.Select(SymbolFileBody.Of)],
                files.Count == QueryLimits.SymbolFilesShown ? files[^1].Id.ToString(CultureInfo.InvariantCulture) : null),
            ApiJson.Default.PageSymbolFileBody);
    }

    public static Task MissingAsync(ApiCall call) => call.Project() is { } project
        ? ApiPaging.AnswerAsync(
            call,
            call.Service<SymbolQueries>().Missing(project.Id, ApiLimits.MissingSymbolsMax),
            module => new MissingSymbolBody(
                module.DebugFile, module.DebugId, module.CodeFile, module.CodeId, module.State, module.Frames, module.Events,
                DateTimeOffset.FromUnixTimeMilliseconds(module.LastSeen), module.Lookups),
            ApiJson.Default.PageMissingSymbolBody)
        : call.NotFoundAsync("The organisation has no such project.");

    /// <summary>Removes what nothing needs, by the server's settings or those of the request.</summary>
    public static Task CollectAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            return call.NotFoundAsync("The organisation has no such project.");
        }

        var retention = call.Service<SymbolRetention>();
        var days = Number(call.Query("unusedDays")) ?? retention.UnusedDays;
        if (days <= 0)
        {
            return call.RefuseAsync("Nothing says how long files may be unused: give unusedDays, or set symbols:keepUnusedDays.");
        }

        var isDryRun = call.Query("dryRun") == "true";
        var files = retention.Collect(project.Id, days, Number(call.Query("keepReleases")) ?? retention.KeptReleases, isDryRun);
        return call.JsonAsync(
            new SymbolCollectionBody([.. files.Select(SymbolFileBody.Of)], files.Sum(file => file.PackedSize), isDryRun),
            ApiJson.Default.SymbolCollectionBody);
    }

    public static Task DeleteAsync(ApiCall call)
    {
        if (call.Project() is not { } project || call.RouteNumber("file") is not { } file
            || !call.Service<SymbolCatalog>().Remove(project.Id, file))
        {
            return call.NotFoundAsync("The project has no such file.");
        }

        call.Service<SymbolIntake>().Sweep();
        return call.NoContentAsync();
    }

    public static Task SettingsAsync(ApiCall call) => call.Project() is { } project
        ? call.JsonAsync(new SymbolSettingsBody(call.Service<SymbolCatalog>().IsPublic(project.Id)), ApiJson.Default.SymbolSettingsBody)
        : call.NotFoundAsync("The organisation has no such project.");

    public static async Task ChangeSettingsAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            await call.NotFoundAsync("The organisation has no such project.");
            return;
        }

        if (await call.ReadAsync(ApiJson.Default.SymbolSettingsBody) is { } settings)
        {
            call.Service<SymbolCatalog>().SetPublic(project.Id, settings.IsPublic);
            await call.JsonAsync(settings, ApiJson.Default.SymbolSettingsBody);
        }
    }

    static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, 100_000) : null;
}
