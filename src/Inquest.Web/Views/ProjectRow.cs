namespace Inquest.Web.Views;

/// <summary>A project with its keys.</summary>
public sealed record ProjectRow(long Id, string Slug, string Name, string Prefix, IReadOnlyList<KeyRow> Keys);
