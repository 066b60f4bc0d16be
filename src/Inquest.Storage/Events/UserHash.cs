using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Inquest.Reports;

namespace Inquest.Storage.Events;

/// <summary>A user as a number: enough to count people, not enough to name them.</summary>
public static class UserHash
{
    /// <summary>An id of this form is a hash already: SHA-256 over <c>id:</c> and the id, in hex, so that the server never learns the id.</summary>
    public const string HashedIdPrefix = "sha256:";

    /// <summary>From the id, else the e-mail, else the name, else the address; null when nothing is known.</summary>
    public static long? Of(ReportUser? user)
    {
        if (OfHashedId(user?.Id) is { } known)
        {
            return known;
        }

        var text = user switch
        {
            null => null,
            { Id: { Length: > 0 } id } => "id:" + id,
            { Email: { Length: > 0 } email } => "email:" + email.ToLowerInvariant(),
            { Username: { Length: > 0 } username } => "username:" + username,
            { IpAddress: { Length: > 0 } address } => "ip:" + address,
            _ => null,
        };
        return text is null ? null : Hash(text);
    }

    /// <summary>Of an id alone, as sessions carry it: the same number as that of an event's user with this id.</summary>
    public static long? OfId(string? id) => string.IsNullOrEmpty(id) ? null : OfHashedId(id) ?? Hash("id:" + id);

    static long Hash(string text) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>From an id of the form <see cref="HashedIdPrefix"/> and 64 hex digits; null when it is none.</summary>
    public static long? OfHashedId(string? id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        return id is not null && id.Length == HashedIdPrefix.Length + (2 * hash.Length) && id.StartsWith(HashedIdPrefix, StringComparison.Ordinal)
            && Convert.FromHexString(id.AsSpan(HashedIdPrefix.Length), hash, out _, out _) == System.Buffers.OperationStatus.Done
            ? BinaryPrimitives.ReadInt64LittleEndian(hash) : null;
    }
}
