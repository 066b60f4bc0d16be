namespace Inquest.Storage.Accounts;

/// <summary>The closed list of reasons why a set-up step is refused.</summary>
public enum SetupError
{
    None = 0,

    /// <summary>There is an account already: log in instead.</summary>
    AlreadySetUp,
    MissingOrganization,
    MissingProject,
    InvalidEmail,
    PasswordTooShort,

    /// <summary>The organisation has a project of this name.</summary>
    NameTaken,
}
