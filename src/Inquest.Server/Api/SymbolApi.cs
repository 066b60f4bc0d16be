using Inquest.Server.Api.Wire;
using Inquest.Storage.Queries;

namespace Inquest.Server.Api;

/// <summary>What symbols there are, and which are missed.</summary>
static class SymbolApi
{
    public static Task ListAsync(ApiCall call) => call.Project() is { } project
        ? call.JsonAsync(
            new Page<SymbolFileBody>([.. call.Service<SymbolQueries>().Files(project.Id).Select(file => new SymbolFileBody(
                file.DebugFile, file.DebugId, file.Kind, file.Os, file.Cpu, file.Size, file.Release, file.UploadedBy,
                DateTimeOffset.FromUnixTimeMilliseconds(file.UploadedAt)))]),
            ApiJson.Default.PageSymbolFileBody)
        : call.NotFoundAsync("The organisation has no such project.");

    public static Task MissingAsync(ApiCall call) => call.Project() is { } project
        ? call.JsonAsync(
            new Page<MissingSymbolBody>([.. call.Service<SymbolQueries>().Missing(project.Id).Select(module => new MissingSymbolBody(
                module.DebugFile, module.DebugId, module.CodeFile, module.CodeId, module.State, module.Frames, module.Events,
                DateTimeOffset.FromUnixTimeMilliseconds(module.LastSeen)))]),
            ApiJson.Default.PageMissingSymbolBody)
        : call.NotFoundAsync("The organisation has no such project.");
}
