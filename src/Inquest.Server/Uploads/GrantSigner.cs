using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Inquest.Storage.Uploads;

namespace Inquest.Server.Uploads;

/// <summary>Signs addresses and checks them: HMAC-SHA-256 over method, object, kind, size, time and hash, with a secret that rotates.</summary>
sealed class GrantSigner(UploadSecrets secrets, UploadLimits limits, TimeProvider time)
{
    // Another server of this database may have made a newer secret; its addresses must be known soon.
    static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    readonly Lock _gate = new();
    IReadOnlyList<UploadSecret> _known = [];
    DateTimeOffset _loadedAt;

    /// <summary>The path and query of the address, without the server.</summary>
    public string Sign(UploadGrant grant)
    {
        var secret = Known()[0];
        var expires = grant.ExpiresAt.ToUnixTimeSeconds();
        var signature = Convert.ToHexStringLower(Mac(secret.Secret, grant, expires));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"/api/crash/upload/{grant.Key}?kind={Name(grant.Kind)}&max={grant.BytesMax}&expires={expires}&sha256={grant.Sha256}&secret={secret.Id}&signature={signature}");
    }

    public UploadVerdict Check(string? key, IQueryCollection query, out UploadGrant? grant)
    {
        grant = null;
        if (!UploadKey.TryParse(key, out var parsed))
        {
            return UploadVerdict.BadKey;
        }

        if (!TryNumber(query["max"], out var max) || !TryNumber(query["expires"], out var expires) || expires > int.MaxValue * 2L
            || !TryNumber(query["secret"], out var id) || !TryKind(query["kind"], out var kind)
            || Known().FirstOrDefault(secret => secret.Id == id) is not { } signer)
        {
            return UploadVerdict.Forged;
        }

        var hash = query["sha256"].ToString() is { Length: > 0 } text ? text : null;
        var claimed = new UploadGrant(parsed, kind, max, DateTimeOffset.FromUnixTimeSeconds(expires), hash);
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        if (query["signature"].ToString() is not { Length: 64 } signature
            || Convert.FromHexString(signature, given, out _, out _) != System.Buffers.OperationStatus.Done
            || !CryptographicOperations.FixedTimeEquals(given, Mac(signer.Secret, claimed, expires)))
        {
            return UploadVerdict.Forged;
        }

        if (claimed.ExpiresAt < time.GetUtcNow())
        {
            return UploadVerdict.Expired;
        }

        grant = claimed;
        return UploadVerdict.Good;
    }

    public static string Name(UploadKind kind) => kind == UploadKind.Json ? "json" : "minidump";

    public static bool TryKind(string? text, out UploadKind kind)
    {
        kind = text == "json" ? UploadKind.Json : UploadKind.Minidump;
        return text is "json" or "minidump";
    }

    static byte[] Mac(byte[] secret, UploadGrant grant, long expires) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"PUT\n{grant.Key}\n{Name(grant.Kind)}\n{grant.BytesMax}\n{expires}\n{grant.Sha256}")));

    static bool TryNumber(string? text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    IReadOnlyList<UploadSecret> Known()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_known.Count == 0 || now - _loadedAt > Freshness || now < _loadedAt)
            {
                _known = secrets.Current(limits.SecretRotation, limits.AddressLifetime + Freshness + Freshness);
                _loadedAt = now;
            }

            return _known;
        }
    }
}
