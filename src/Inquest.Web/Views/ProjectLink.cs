namespace Inquest.Web.Views;

/// <summary>A project as a link.</summary>
public sealed record ProjectLink(string Slug, string Name, bool IsCurrent = false);
