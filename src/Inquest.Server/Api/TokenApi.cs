using Inquest.Server.Api.Wire;
using Inquest.Storage.Accounts;
using Inquest.Storage.Queries;

namespace Inquest.Server.Api;

/// <summary>Tokens: listed without their text, made with it once, revoked.</summary>
static class TokenApi
{
    public static Task ListAsync(ApiCall call) => ApiPaging.AnswerAsync(
        call,
        call.Service<ProjectQueries>().Tokens(call.Access.OrganizationId),
        token => new TokenBody(
            token.Id, token.Name, token.Hint, token.Scopes.Split(' '), Instant(token.CreatedAt), OptionalInstant(token.LastUsedAt), OptionalInstant(token.RevokedAt)),
        ApiJson.Default.PageTokenBody);

    public static async Task CreateAsync(ApiCall call)
    {
        if (await call.ReadAsync(ApiJson.Default.NewToken) is not { } wanted)
        {
            return;
        }

        var scopes = wanted.Scopes ?? [];
        var refused = scopes.Where(scope => !TokenScope.All.Contains(scope) || !call.Access.Allows(scope)).ToList();
        if (scopes.Count == 0 || refused.Count > 0 || string.IsNullOrWhiteSpace(wanted.Name) || wanted.Name.Length > ApiLimits.NameLengthMax)
        {
            await call.RefuseAsync(refused.Count > 0
                ? $"This token cannot give away {string.Join(", ", refused)}."
                : $"A token needs a name of at most {ApiLimits.NameLengthMax} characters and at least one scope.");
            return;
        }

        var text = call.Service<TokenService>().Create(
            call.Access.OrganizationId, call.Access.OrganizationSlug, wanted.Name.Trim(), call.Address, scopes, call.Access.UserId);
        await call.JsonAsync(new CreatedToken(text), ApiJson.Default.CreatedToken, StatusCodes.Status201Created);
    }

    public static Task RevokeAsync(ApiCall call) =>
        call.RouteNumber("token") is { } id && call.Service<TokenService>().Revoke(call.Access.OrganizationId, id)
            ? call.NoContentAsync()
            : call.NotFoundAsync("The organisation has no such token that is in use.");

    static DateTimeOffset Instant(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    static DateTimeOffset? OptionalInstant(long? milliseconds) => milliseconds is { } value ? Instant(value) : null;
}
