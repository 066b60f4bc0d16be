namespace Inquest.Storage.Accounts;

/// <summary>A person behind a request.</summary>
public sealed record SignedInUser(long Id, string Email, string Name);
