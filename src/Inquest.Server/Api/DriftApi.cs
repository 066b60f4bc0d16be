using Inquest.Server.Api.Wire;
using Inquest.Storage.Drift;

namespace Inquest.Server.Api;

/// <summary>Two releases side by side: new, new by name only, more frequent.</summary>
static class DriftApi
{
    public static Task GetAsync(ApiCall call)
    {
        if (call.Project() is not { } project)
        {
            return call.NotFoundAsync("The organisation has no such project.");
        }

        if (call.Query("from") is not { Length: > 0 } from || call.Query("to") is not { Length: > 0 } to)
        {
            return call.RefuseAsync("Give the two releases as from and to.");
        }

        return call.Service<DriftQuery>().Compare(project.Id, from, to) is { } report
            ? call.JsonAsync(DriftBody.Of(report), ApiJson.Default.DriftBody)
            : call.NotFoundAsync("One of the releases has no events here.");
    }
}
