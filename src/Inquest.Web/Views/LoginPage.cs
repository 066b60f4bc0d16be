namespace Inquest.Web.Views;

/// <summary>The login form.</summary>
public sealed record LoginPage(Shell Shell, string Email = "", string? Problem = null, string Next = "/");
