namespace Inquest.Web.Views;

/// <summary>One tag's values: how often here, and how often in the whole project.</summary>
public sealed record TagGroup(string Key, IReadOnlyList<TagShare> Values, int ValuesOmitted);
