using System.Globalization;
using Inquest.Server.Api.Wire;
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
        ? call.JsonAsync(
            new Page<MissingSymbolBody>([.. call.Service<SymbolQueries>().Missing(project.Id).Select(module => new MissingSymbolBody(
                module.DebugFile, module.DebugId, module.CodeFile, module.CodeId, module.State, module.Frames, module.Events,
                DateTimeOffset.FromUnixTimeMilliseconds(module.LastSeen)))]),
            ApiJson.Default.PageMissingSymbolBody)
        : call.NotFoundAsync("The organisation has no such project.");
}
