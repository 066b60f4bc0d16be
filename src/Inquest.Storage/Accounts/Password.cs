using System.Globalization;
using System.Security.Cryptography;

namespace Inquest.Storage.Accounts;

/// <summary>Hashes of passwords: <c>pbkdf2-sha256$iterations$salt$hash</c>, the last two in base64.</summary>
public static class Password
{
    // OWASP's figure for PBKDF2-HMAC-SHA256 of 2023; about 0.2 s of one core.
    const int Iterations = 600_000;
    const int SaltSize = 16;
    const int HashSize = 32;

    /// <summary>Shorter ones are refused; length is what counts.</summary>
    public const int LengthMin = 8;

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, HashSize);
        return string.Create(
            CultureInfo.InvariantCulture, $"pbkdf2-sha256${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    public static bool Verify(string password, string stored)
    {
        var parts = stored.Split('$');
        if (parts is not ["pbkdf2-sha256", var count, var saltText, var hashText]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
        {
            return false;
        }

        var expected = Convert.FromBase64String(hashText);
        var actual = Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromBase64String(saltText), iterations, HashAlgorithmName.SHA256, expected.Length);
        return CryptographicOperations.FixedTimeEquals(expected, actual);
    }
}
