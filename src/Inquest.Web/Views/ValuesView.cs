namespace Inquest.Web.Views;

/// <summary>Names and values under a heading.</summary>
public sealed record ValuesView(string Heading, IReadOnlyList<KeyValuePair<string, string>> Rows);
