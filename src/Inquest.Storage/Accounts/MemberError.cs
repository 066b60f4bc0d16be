namespace Inquest.Storage.Accounts;

/// <summary>The closed list of reasons why a change of members is refused.</summary>
public enum MemberError
{
    None = 0,
    InvalidEmail,

    /// <summary>The organisation has this person already.</summary>
    AlreadyMember,
    NoSuchMember,

    /// <summary>Somebody must be left who may do everything.</summary>
    LastOwner,
}
