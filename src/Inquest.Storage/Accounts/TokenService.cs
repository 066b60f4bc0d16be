using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Inquest.Storage.Events;

namespace Inquest.Storage.Accounts;

/// <summary>Tokens of the API. The text is shown once; the table keeps its hash.</summary>
/// <remarks>
/// An organisation token is <c>sntrys_&lt;base64 of {iat,url,region_url,org}&gt;_&lt;base64 of a secret&gt;</c>: sentry-cli
/// reads the address and the organisation from it, so that one variable sets it up.
/// </remarks>
public sealed class TokenService(Database database, TimeProvider time)
{
    const int SecretSize = 32;

    /// <param name="url">The server's public address, without a slash at the end.</param>
    /// <param name="scopes">Words of <see cref="TokenScope"/>; unknown ones are dropped.</param>
    /// <returns>The token's text.</returns>
    public string Create(long organizationId, string organizationSlug, string name, string url, IEnumerable<string> scopes, long? userId = null)
    {
        var secret = NewSecret();
        var now = time.GetUtcNow();
        var text = $"sntrys_{Convert.ToBase64String(Claims(organizationSlug, url, now))}_{secret}";
        database.Write(
            connection => connection.Prepare(
                """
                INSERT INTO api_token (organization_id, user_id, name, token_hash, hint, scopes, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """)
                .Bind(1, organizationId).Bind(2, userId).Bind(3, name).Bind(4, HashOf(text)).Bind(5, secret[^4..])
                .Bind(6, string.Join(' ', scopes.Where(TokenScope.All.Contains))).Bind(7, now.Milliseconds()).Run(),
            durable: true);
        return text;
    }

    /// <summary>What a token may do, or null when it is unknown, revoked or expired.</summary>
    public TokenAccess? Find(string? token)
    {
        if (string.IsNullOrEmpty(token) || token.Length > 1_000)
        {
            return null;
        }

        using var reader = database.Read();
        var row = reader.Prepare(
            """
            SELECT t.id, t.organization_id, o.slug, t.name, t.user_id, t.scopes FROM api_token t JOIN organization o ON o.id = t.organization_id
            WHERE t.token_hash = ?1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ?2)
            """).Bind(1, HashOf(token)).Bind(2, time.GetUtcNow().Milliseconds());
        if (!row.Step())
        {
            return null;
        }

        var access = new TokenAccess(
            row.Int64(0), row.Int64(1), row.Text(2), row.Text(3), row.Int64OrNull(4),
            row.Text(5).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        row.Reset();
        return access;
    }

    public bool Revoke(long organizationId, long tokenId) => database.Write(
        connection => connection.Prepare(
            "UPDATE api_token SET revoked_at = ?3 WHERE organization_id = ?1 AND id = ?2 AND revoked_at IS NULL")
            .Bind(1, organizationId).Bind(2, tokenId).Bind(3, time.GetUtcNow().Milliseconds()).Run() > 0,
        durable: true);

    // Tools that can only be given an address carry the token in its path, where '/' and '+' would mean something else.
    static string NewSecret()
    {
        while (true)
        {
            var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretSize)).TrimEnd('=');
            if (secret.AsSpan().IndexOfAny('/', '+') < 0)
            {
                return secret;
            }
        }
    }

    static byte[] Claims(string organizationSlug, string url, DateTimeOffset now)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("iat", now.ToUnixTimeMilliseconds() / 1000.0);
            writer.WriteString("url", url);
            writer.WriteString("region_url", url);
            writer.WriteString("org", organizationSlug);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
