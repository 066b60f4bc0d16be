namespace Inquest.Storage.Accounts;

/// <summary>Roles as the <c>member</c> table and forms write them.</summary>
public static class RoleNames
{
    public static string Name(this Role role) => role switch
    {
        Role.Owner => "owner",
        Role.Admin => "admin",
        Role.Member => "member",
        _ => "viewer",
    };

    /// <summary>Null for a word that is no role.</summary>
    public static Role? Parse(string? name) => name switch
    {
        "owner" => Role.Owner,
        "admin" => Role.Admin,
        "member" => Role.Member,
        "viewer" => Role.Viewer,
        _ => null,
    };
}
