using System.Security.Cryptography;
using Inquest.Storage.Events;

namespace Inquest.Storage.Uploads;

/// <summary>The secrets in the database, so that an address outlives a restart and every server of one database knows it.</summary>
public sealed class UploadSecrets(Database database, TimeProvider time)
{
    const int SecretSize = 32;

    /// <summary>All that may still have to check something, newest first; a new one is made when the newest is older than <paramref name="rotation"/>.</summary>
    /// <param name="rotation">How long one secret signs.</param>
    /// <param name="grace">How long it checks after that.</param>
    public IReadOnlyList<UploadSecret> Current(TimeSpan rotation, TimeSpan grace)
    {
        var now = time.GetUtcNow();
        return database.Write(
            connection =>
            {
                connection.Prepare("DELETE FROM upload_secret WHERE created_at < ?1").Bind(1, (now - rotation - grace).Milliseconds()).Run();
                var newest = connection.Prepare("SELECT max(created_at) FROM upload_secret").Scalar();
                if (newest is null || newest < (now - rotation).Milliseconds())
                {
                    connection.Prepare("INSERT INTO upload_secret (secret, created_at) VALUES (?1, ?2)")
                        .Bind(1, RandomNumberGenerator.GetBytes(SecretSize)).Bind(2, now.Milliseconds()).Run();
                }

                var secrets = new List<UploadSecret>();
                var rows = connection.Prepare("SELECT id, secret, created_at FROM upload_secret ORDER BY id DESC");
                while (rows.Step())
                {
                    secrets.Add(new UploadSecret(rows.Int64(0), rows.Blob(1).ToArray(), DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(2))));
                }

                return secrets;
            },
            durable: true);
    }
}
