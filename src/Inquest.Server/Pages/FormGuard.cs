using System.Buffers.Text;
using System.Security.Cryptography;

namespace Inquest.Server.Pages;

/// <summary>Tells a form of ours from one that another site made the browser send.</summary>
/// <remarks>
/// A cookie holds a secret, each form a token made of it: a random number and its HMAC. Another site can make the
/// browser send the cookie, yet cannot read it to make a token. The number changes with every page, so compression of
/// a page with foreign text in it reveals nothing.
/// </remarks>
static class FormGuard
{
    public const string Cookie = "inquest_form";
    public const string Field = "_token";
    const int SecretSize = 32;
    const int NonceSize = 12;

    /// <summary>A token for this browser's forms; sets the cookie when there is none.</summary>
    public static string Issue(HttpContext context)
    {
        if (Secret(context) is not { } secret)
        {
            secret = RandomNumberGenerator.GetBytes(SecretSize);
            context.Response.Cookies.Append(Cookie, Base64Url.EncodeToString(secret), Cookies.Options(context, TimeSpan.FromDays(30)));
        }

        var token = new byte[NonceSize + HMACSHA256.HashSizeInBytes];
        RandomNumberGenerator.Fill(token.AsSpan(0, NonceSize));
        HMACSHA256.HashData(secret, token.AsSpan(0, NonceSize), token.AsSpan(NonceSize));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>True when the token was made for the browser that sends it.</summary>
    public static bool Accepts(HttpContext context, string? token)
    {
        if (context.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" || Secret(context) is not { } secret
            || Decode(token, NonceSize + HMACSHA256.HashSizeInBytes) is not { } bytes)
        {
            return false;
        }

        var expected = HMACSHA256.HashData(secret, bytes.AsSpan(0, NonceSize));
        return CryptographicOperations.FixedTimeEquals(expected, bytes.AsSpan(NonceSize));
    }

    static byte[]? Secret(HttpContext context) => Decode(context.Request.Cookies[Cookie], SecretSize);

    static byte[]? Decode(string? text, int size)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 100)
        {
            return null;
        }

        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == size ? bytes[..size] : null;
    }
}
