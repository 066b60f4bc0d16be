using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Inquest.Server.Api.Wire;
using Inquest.Storage.Queries;

namespace Inquest.Server.Api;

/// <summary>Reads <c>cursor</c> and <c>limit</c>, and cuts lists that are in memory as a whole.</summary>
static class ApiPaging
{
    public static int Limit(ApiCall call) =>
        int.TryParse(call.Query("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
            ? Math.Clamp(wanted, 1, ApiLimits.ItemsPerPageMax)
            : QueryLimits.IssuesPerPage;

    /// <summary>A cursor that is one number: null when there is none; false, after an answer, when it is no cursor of ours.</summary>
    public static async ValueTask<(bool IsGood, long? Value)> NumberAsync(ApiCall call)
    {
        if (call.Query("cursor") is not { Length: > 0 } text)
        {
            return (true, null);
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return (true, value);
        }

        await RefuseAsync(call);
        return (false, null);
    }

    public static Task RefuseAsync(ApiCall call) => call.RefuseAsync("cursor is not one that this address gave out.");

    /// <summary>Answers with one page of <paramref name="all"/>; the cursor is the place in it.</summary>
    public static async Task AnswerAsync<TItem, TBody>(
        ApiCall call, IReadOnlyList<TItem> all, Func<TItem, TBody> body, JsonTypeInfo<Page<TBody>> type)
    {
        var (isGood, cursor) = await NumberAsync(call);
        if (!isGood)
        {
            return;
        }

        var from = (int)Math.Min(cursor ?? 0, all.Count);
        var page = all.Skip(from).Take(Limit(call)).Select(body).ToList();
        var next = from + page.Count;
        await call.JsonAsync(new Page<TBody>(page, next < all.Count ? next.ToString(CultureInfo.InvariantCulture) : null), type);
    }
}
