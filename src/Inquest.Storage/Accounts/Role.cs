namespace Inquest.Storage.Accounts;

/// <summary>What a person may do; each role may do all that the ones before it may.</summary>
public enum Role
{
    /// <summary>Read issues, events and symbols.</summary>
    Viewer = 0,

    /// <summary>Decide about issues; download dumps and attachments.</summary>
    Member,

    /// <summary>Projects, keys, tokens and members.</summary>
    Admin,

    /// <summary>Make and unmake owners.</summary>
    Owner,
}
