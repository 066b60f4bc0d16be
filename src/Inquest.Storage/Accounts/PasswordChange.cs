namespace Inquest.Storage.Accounts;

/// <summary>What became of a wish for another password.</summary>
public enum PasswordChange
{
    Done = 0,

    /// <summary>The password until now was given wrong.</summary>
    WrongPassword,

    /// <summary>Shorter than <see cref="Password.LengthMin"/>.</summary>
    TooShort,
    NoSuchUser,
}
