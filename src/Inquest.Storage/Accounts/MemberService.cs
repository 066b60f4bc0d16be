using System.Security.Cryptography;
using Inquest.Storage.Events;

namespace Inquest.Storage.Accounts;

/// <summary>The people of an organisation and what they may do.</summary>
public sealed class MemberService(Database database, TimeProvider time)
{
    // 15 bytes are 20 characters of base 64: 120 random bits.
    const int PasswordBytes = 15;

    public IReadOnlyList<MemberEntry> Members(long organizationId)
    {
        using var reader = database.Read();
        var members = new List<MemberEntry>();
        var rows = reader.Prepare(
            """
            SELECT u.id, u.name, u.email, m.role, (SELECT max(s.created_at) FROM user_session s WHERE s.user_id = u.id)
            FROM member m JOIN user u ON u.id = m.user_id WHERE m.organization_id = ?1 ORDER BY u.name, u.id LIMIT 500
            """).Bind(1, organizationId);
        while (rows.Step())
        {
            members.Add(new(rows.Int64(0), rows.Text(1), rows.Text(2), RoleNames.Parse(rows.Text(3)) ?? Role.Viewer, rows.Int64OrNull(4)));
        }

        return members;
    }

    /// <summary>Adds a person, with an account when the address has none.</summary>
    /// <param name="password">A password for the new account, shown once; null when there was an account.</param>
    public MemberError Add(long organizationId, string name, string email, Role role, out string? password)
    {
        password = null;
        var address = email.Trim();
        if (!SetupService.IsEmail(address))
        {
            return MemberError.InvalidEmail;
        }

        var text = Convert.ToBase64String(RandomNumberGenerator.GetBytes(PasswordBytes));
        var hash = Password.Hash(text);
        var (error, isNew) = database.Write(
            connection =>
            {
                var known = connection.Prepare("SELECT id FROM user WHERE email = ?1").Bind(1, address).Scalar();
                var id = known ?? connection.Prepare("INSERT INTO user (email, name, password_hash, created_at) VALUES (?1, ?2, ?3, ?4) RETURNING id")
                    .Bind(1, address).Bind(2, string.IsNullOrWhiteSpace(name) ? address.Split('@')[0] : name.Trim()).Bind(3, hash)
                    .Bind(4, time.GetUtcNow().Milliseconds()).Scalar()!.Value;
                var added = connection.Prepare("INSERT INTO member (organization_id, user_id, role) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
                    .Bind(1, organizationId).Bind(2, id).Bind(3, role.Name()).Run();
                return (added > 0 ? MemberError.None : MemberError.AlreadyMember, known is null);
            },
            durable: true);
        password = error == MemberError.None && isNew ? text : null;
        return error;
    }

    /// <summary>Gives a member another role; null takes them out and ends their sign-ins.</summary>
    public MemberError Change(long organizationId, long userId, Role? role) => database.Write(
        connection =>
        {
            var row = connection.Prepare("SELECT role FROM member WHERE organization_id = ?1 AND user_id = ?2").Bind(1, organizationId).Bind(2, userId);
            var before = row.Step() ? RoleNames.Parse(row.Text(0)) : null;
            row.Reset();
            if (before is null)
            {
                return MemberError.NoSuchMember;
            }

            if (before == Role.Owner && role != Role.Owner
                && connection.Prepare("SELECT count(*) FROM member WHERE organization_id = ?1 AND role = 'owner'").Bind(1, organizationId).Scalar() <= 1)
            {
                return MemberError.LastOwner;
            }

            if (role is { } wanted)
            {
                connection.Prepare("UPDATE member SET role = ?3 WHERE organization_id = ?1 AND user_id = ?2")
                    .Bind(1, organizationId).Bind(2, userId).Bind(3, wanted.Name()).Run();
                return MemberError.None;
            }

            connection.Prepare("DELETE FROM member WHERE organization_id = ?1 AND user_id = ?2").Bind(1, organizationId).Bind(2, userId).Run();
            connection.Prepare("DELETE FROM user_session WHERE user_id = ?1").Bind(1, userId).Run();
            connection.Prepare(
                "UPDATE issue SET assignee_user_id = NULL WHERE assignee_user_id = ?2 AND project_id IN (SELECT id FROM project WHERE organization_id = ?1)")
                .Bind(1, organizationId).Bind(2, userId).Run();
            return MemberError.None;
        },
        durable: true);
}
