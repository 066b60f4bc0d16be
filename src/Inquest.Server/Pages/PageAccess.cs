using Inquest.Storage.Accounts;

namespace Inquest.Server.Pages;

/// <summary>Who may use a page or form; on every endpoint of the pages.</summary>
/// <param name="IsOpen">Nobody has to be signed in.</param>
/// <param name="Needs">The least role of those who are.</param>
sealed record PageAccess(bool IsOpen, Role Needs);
