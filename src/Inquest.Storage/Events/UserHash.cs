using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Inquest.Reports;

namespace Inquest.Storage.Events;

/// <summary>A user as a number: enough to count people, not enough to name them.</summary>
public static class UserHash
{
    /// <summary>From the id, else the e-mail, else the name, else the address; null when nothing is known.</summary>
    public static long? Of(ReportUser? user)
    {
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
    public static long? OfId(string? id) => string.IsNullOrEmpty(id) ? null : Hash("id:" + id);

    static long Hash(string text) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
