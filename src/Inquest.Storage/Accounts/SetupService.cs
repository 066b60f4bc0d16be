using System.Security.Cryptography;
using Inquest.Storage.Events;

namespace Inquest.Storage.Accounts;

/// <summary>Makes organisations, projects and keys; the first run of a server above all.</summary>
public sealed class SetupService(Database database, TimeProvider time)
{
    /// <summary>True once an account exists: first-run pages then lead to the login.</summary>
    public bool IsSetUp
    {
        get
        {
            using var reader = database.Read();
            return reader.Prepare("SELECT 1 FROM user LIMIT 1").Scalar() is not null;
        }
    }

    /// <summary>Makes the first organisation, project, key and owner in one step, or nothing.</summary>
    public SetupError CreateFirst(string organization, string project, string email, string password, out FirstSetup? created)
    {
        created = null;
        var (organizationName, projectName, address) = (organization.Trim(), project.Trim(), email.Trim());
        var error = organizationName.Length == 0 ? SetupError.MissingOrganization
            : projectName.Length == 0 ? SetupError.MissingProject
            : !IsEmail(address) ? SetupError.InvalidEmail
            : password.Length < Password.LengthMin ? SetupError.PasswordTooShort
            : SetupError.None;
        if (error != SetupError.None)
        {
            return error;
        }

        var hash = Password.Hash(password);
        created = database.Write(
            connection =>
            {
                // Two browsers may have the form open: the first one to send it wins.
                if (connection.Prepare("SELECT 1 FROM user LIMIT 1").Scalar() is not null)
                {
                    return null;
                }

                var now = time.GetUtcNow().Milliseconds();
                var organizationSlug = Slug.From(organizationName);
                var organizationId = connection.Prepare("INSERT INTO organization (slug, name, created_at) VALUES (?1, ?2, ?3) RETURNING id")
                    .Bind(1, organizationSlug).Bind(2, organizationName).Bind(3, now).Scalar()!.Value;
                var userId = connection.Prepare(
                    "INSERT INTO user (email, name, password_hash, created_at) VALUES (?1, ?2, ?3, ?4) RETURNING id")
                    .Bind(1, address).Bind(2, address.Split('@')[0]).Bind(3, hash).Bind(4, now).Scalar()!.Value;
                connection.Prepare("INSERT INTO member (organization_id, user_id, role) VALUES (?1, ?2, 'owner')")
                    .Bind(1, organizationId).Bind(2, userId).Run();
                var (projectId, slug, key) = AddProject(connection, organizationId, projectName, platform: null, now)!.Value;
                return new FirstSetup(organizationId, organizationSlug, projectId, slug, key, userId);
            },
            durable: true);
        return created is null ? SetupError.AlreadySetUp : SetupError.None;
    }

    /// <summary>Makes the first organisation and its owner without a project yet: step one of the first run in a browser.</summary>
    public SetupError CreateOwner(string organization, string name, string email, string password, out long userId)
    {
        userId = 0;
        var (organizationName, address) = (organization.Trim(), email.Trim());
        var error = organizationName.Length == 0 ? SetupError.MissingOrganization
            : !IsEmail(address) ? SetupError.InvalidEmail
            : password.Length < Password.LengthMin ? SetupError.PasswordTooShort
            : SetupError.None;
        if (error != SetupError.None)
        {
            return error;
        }

        var hash = Password.Hash(password);
        var made = database.Write<long?>(
            connection =>
            {
                if (connection.Prepare("SELECT 1 FROM user LIMIT 1").Scalar() is not null)
                {
                    return null;
                }

                var now = time.GetUtcNow().Milliseconds();
                var organizationId = connection.Prepare("INSERT INTO organization (slug, name, created_at) VALUES (?1, ?2, ?3) RETURNING id")
                    .Bind(1, Slug.From(organizationName)).Bind(2, organizationName).Bind(3, now).Scalar()!.Value;
                var id = connection.Prepare(
                    "INSERT INTO user (email, name, password_hash, created_at) VALUES (?1, ?2, ?3, ?4) RETURNING id")
                    .Bind(1, address).Bind(2, string.IsNullOrWhiteSpace(name) ? address.Split('@')[0] : name.Trim()).Bind(3, hash)
                    .Bind(4, now).Scalar()!.Value;
                connection.Prepare("INSERT INTO member (organization_id, user_id, role) VALUES (?1, ?2, 'owner')")
                    .Bind(1, organizationId).Bind(2, id).Run();
                return id;
            },
            durable: true);
        userId = made ?? 0;
        return made is null ? SetupError.AlreadySetUp : SetupError.None;
    }

    /// <summary>Adds a project with one key.</summary>
    public SetupError CreateProject(long organizationId, string name, string? platform, out long projectId)
    {
        projectId = 0;
        if (string.IsNullOrWhiteSpace(name))
        {
            return SetupError.MissingProject;
        }

        var made = database.Write(
            connection => AddProject(connection, organizationId, name.Trim(), platform, time.GetUtcNow().Milliseconds()), durable: true);
        projectId = made?.Id ?? 0;
        return made is null ? SetupError.NameTaken : SetupError.None;
    }

    /// <summary>Adds a key to a project and returns its 32 digits.</summary>
    public string CreateKey(long projectId, string label) => database.Write(
        connection => AddKey(connection, projectId, label, time.GetUtcNow().Milliseconds()), durable: true);

    /// <summary>Replaces a project's settings.</summary>
    /// <param name="json">All of them.</param>
    public void ChangeSettings(long projectId, string json) => database.Write(
        connection => connection.Prepare("UPDATE project SET settings_json = ?2 WHERE id = ?1").Bind(1, projectId).Bind(2, json).Run(), durable: true);

    /// <summary>Takes a key out of use, or back into it; known to ingest within seconds.</summary>
    public bool EnableKey(long projectId, long keyId, bool enabled) => database.Write(
        connection => connection.Prepare("UPDATE project_key SET enabled = ?3 WHERE project_id = ?1 AND id = ?2")
            .Bind(1, projectId).Bind(2, keyId).Bind(3, enabled).Run() > 0,
        durable: true);

    static (long Id, string Slug, string Key)? AddProject(
        Connection connection, long organizationId, string name, string? platform, long now)
    {
        var slug = Slug.From(name);
        var id = connection.Prepare(
            """
            INSERT INTO project (organization_id, slug, name, platform, short_prefix, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO NOTHING RETURNING id
            """)
            .Bind(1, organizationId).Bind(2, slug).Bind(3, name).Bind(4, platform).Bind(5, Slug.ShortPrefix(slug)).Bind(6, now).Scalar();
        return id is { } projectId ? (projectId, slug, AddKey(connection, projectId, "Default", now)) : null;
    }

    static string AddKey(Connection connection, long projectId, string label, long now)
    {
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        connection.Prepare("INSERT INTO project_key (project_id, public_key, label, created_at) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, projectId).Bind(2, key).Bind(3, label).Bind(4, now).Run();
        return key;
    }

    // What is an address is for the mail server to say; this only catches a wrong field.
    internal static bool IsEmail(string text) =>
        text.Length is > 2 and <= 254 && text.IndexOf('@', StringComparison.Ordinal) is var at && at > 0 && at < text.Length - 1
        && !text.Any(char.IsWhiteSpace);
}
