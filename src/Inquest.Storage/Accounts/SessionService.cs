using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Inquest.Storage.Events;

namespace Inquest.Storage.Accounts;

/// <summary>Sign-ins of people in a browser. The cookie's value is random; only its hash is stored.</summary>
public sealed class SessionService(Database database, TimeProvider time)
{
    /// <summary>How long a sign-in lasts without a visit.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Checks a password.</summary>
    /// <returns>The new cookie value, or null. Takes as long for an unknown address as for a wrong password.</returns>
    public string? SignIn(string email, string password, string? userAgent)
    {
        long userId = 0;
        string? hash = null;
        using (var reader = database.Read())
        {
            var row = reader.Prepare("SELECT id, password_hash FROM user WHERE email = ?1").Bind(1, email.Trim());
            if (row.Step())
            {
                (userId, hash) = (row.Int64(0), row.Text(1));
                row.Reset();
            }
        }

        var matches = Password.Verify(password, hash ?? Unknown.Value);
        return matches && hash is not null ? Begin(userId, userAgent) : null;
    }

    /// <summary>Signs a user in without a password: right after the first set-up.</summary>
    public string Begin(long userId, string? userAgent)
    {
        var value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        database.Write(
            connection => connection.Prepare(
                "INSERT INTO user_session (token_hash, user_id, created_at, expires_at, user_agent) VALUES (?1, ?2, ?3, ?4, ?5)")
                .Bind(1, HashOf(value)).Bind(2, userId).Bind(3, now.Milliseconds()).Bind(4, (now + Lifetime).Milliseconds())
                .Bind(5, userAgent is { Length: > 200 } ? userAgent[..200] : userAgent).Run(),
            durable: true);
        return value;
    }

    /// <summary>The person behind a cookie's value, or null.</summary>
    public SignedInUser? Find(string? cookie)
    {
        if (string.IsNullOrEmpty(cookie) || cookie.Length > 100)
        {
            return null;
        }

        using var reader = database.Read();
        var row = reader.Prepare(
            """
            SELECT u.id, u.email, u.name, m.organization_id, m.role
            FROM user_session s JOIN user u ON u.id = s.user_id LEFT JOIN member m ON m.user_id = u.id
            WHERE s.token_hash = ?1 AND s.expires_at > ?2 ORDER BY m.organization_id LIMIT 1
            """).Bind(1, HashOf(cookie)).Bind(2, time.GetUtcNow().Milliseconds());
        if (!row.Step())
        {
            return null;
        }

        var user = new SignedInUser(
            row.Int64(0), row.Text(1), row.Text(2), row.Int64(3), RoleNames.Parse(row.TextOrNull(4)) ?? Role.Viewer);
        row.Reset();
        return user;
    }

    public void SignOut(string? cookie)
    {
        if (!string.IsNullOrEmpty(cookie))
        {
            database.Write(
                connection => connection.Prepare("DELETE FROM user_session WHERE token_hash = ?1").Bind(1, HashOf(cookie)).Run(),
                durable: true);
        }
    }

    /// <summary>Gives a person another password and ends their other sign-ins.</summary>
    /// <param name="current">The password until now; null when whoever runs the server sets it.</param>
    /// <param name="keep">The cookie's value of the sign-in that stays.</param>
    public PasswordChange ChangePassword(string email, string? current, string wanted, string? keep)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (wanted.Length < Password.LengthMin)
        {
            return PasswordChange.TooShort;
        }

        long userId;
        using (var reader = database.Read())
        {
            var row = reader.Prepare("SELECT id, password_hash FROM user WHERE email = ?1").Bind(1, email.Trim());
            if (!row.Step())
            {
                return PasswordChange.NoSuchUser;
            }

            userId = row.Int64(0);
            var before = row.Text(1);
            row.Reset();
            if (current is not null && !Password.Verify(current, before))
            {
                return PasswordChange.WrongPassword;
            }
        }

        var hash = Password.Hash(wanted);
        database.Write(
            connection =>
            {
                connection.Prepare("UPDATE user SET password_hash = ?2 WHERE id = ?1").Bind(1, userId).Bind(2, hash).Run();
                connection.Prepare("DELETE FROM user_session WHERE user_id = ?1 AND token_hash <> ?2")
                    .Bind(1, userId).Bind(2, HashOf(keep ?? "")).Run();
            },
            durable: true);
        return PasswordChange.Done;
    }

    static byte[] HashOf(string cookie) => SHA256.HashData(Encoding.UTF8.GetBytes(cookie));

    // Hashed once, so that an unknown address costs the same time as a known one.
    static readonly Lazy<string> Unknown = new(() => Password.Hash(Guid.NewGuid().ToString()));
}
